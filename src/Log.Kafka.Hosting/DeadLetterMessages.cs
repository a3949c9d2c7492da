using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Kafka.Hosting;

/// <summary>The publisher's log messages; event ids 1140 to 1149.</summary>
internal static partial class DeadLetterMessages
{
    [LoggerMessage(1140, LogLevel.Warning,
        "Dead letters cannot be copied to their topic. They stay in the table dead_letters, and copying is retried for as "
        + "long as they are kept. {Reason}")]
    public static partial void TopicAway(ILogger logger, string reason);

    [LoggerMessage(1141, LogLevel.Information, "Dead letters are copied to their topic again.")]
    public static partial void TopicBack(ILogger logger);

    [LoggerMessage(1142, LogLevel.Warning,
        "{Letters} dead letters were too large for their topic and were sent without their value. './streampulse "
        + "dead-letters show ID --raw FILE' writes it to a file.")]
    public static partial void Truncated(ILogger logger, int letters);
}
