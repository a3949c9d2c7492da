using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka;

/// <summary>The Kafka log's messages; event ids 1200 to 1299.</summary>
internal static partial class KafkaLogMessages
{
    [LoggerMessage(1200, LogLevel.Warning,
        "{Reason} The clients keep trying. No event is lost; results are late until the broker is back.")]
    public static partial void BrokersAway(ILogger logger, string reason);

    [LoggerMessage(1201, LogLevel.Information, "Kafka at {Brokers} answers again.")]
    public static partial void BrokersBack(ILogger logger, string brokers);

    [LoggerMessage(1202, LogLevel.Warning,
        "The consumer group's offsets could not be committed; lag tools show more lag than there is. Results are not affected. "
        + "{Reason}")]
    public static partial void CommitFailed(ILogger logger, string reason);

    [LoggerMessage(1203, LogLevel.Warning,
        "The batch call of librdkafka cannot be used ({Reason}); records are read one at a time, with the same results and more CPU "
        + "time.")]
    public static partial void BatchPathMissing(ILogger logger, string reason);

    [LoggerMessage(1204, LogLevel.Information, "Topic {Topic} created with {Partitions} partitions.")]
    public static partial void TopicCreated(ILogger logger, string topic, int partitions);

    [LoggerMessage(1205, LogLevel.Debug, "librdkafka {Facility}: {Message}")]
    public static partial void Client(ILogger logger, string facility, string message);

    [LoggerMessage(1206, LogLevel.Warning, "librdkafka {Facility}: {Message}")]
    public static partial void ClientWarning(ILogger logger, string facility, string message);
}
