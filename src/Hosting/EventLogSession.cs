using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Postgres;

namespace StreamPulse.Hosting;

/// <summary>The event log in force: the Kafka topic where brokers are named, else the embedded log in the database.</summary>
public sealed class EventLogSession : IAsyncDisposable
{
    private readonly ILoggerFactory? _loggers;

    private EventLogSession(IEventLog log, IEventLogAppender appender, ILoggerFactory? loggers)
        => (Log, Appender, _loggers) = (log, appender, loggers);

    public IEventLog Log { get; }

    /// <summary>Appends to the same log.</summary>
    public IEventLogAppender Appender { get; }

    /// <summary>The embedded log, with what it alone can do; null where the log is a topic.</summary>
    public PostgresEventLog? Embedded => Log as PostgresEventLog;

    /// <summary>The topic; null where the log is embedded.</summary>
    public KafkaEventLog? Kafka => Log as KafkaEventLog;

    /// <summary>Opens the log. No broker is contacted yet, so the brokers may be unreachable.</summary>
    /// <param name="dataSource">The database of the embedded log; not used where the log is a topic.</param>
    /// <param name="logging">Where the log's own messages go; null for nowhere.</param>
    /// <exception cref="LogUnavailableException">The embedded log's database cannot be reached.</exception>
    /// <exception cref="KafkaOptionsException">The Kafka options or properties cannot work.</exception>
    public static async Task<EventLogSession> OpenAsync(
        StreamPulseOptions options, NpgsqlDataSource dataSource, Action<ILoggingBuilder>? logging,
        CancellationToken cancellationToken)
    {
        var loggers = logging is null
            ? null
            : LoggerFactory.Create(builder => logging(builder.SetMinimumLevel(LogLevel.Information)));
        if (options.IsKafka)
        {
            var topic = KafkaEventLog.Open(options.Kafka, loggers?.CreateLogger<KafkaEventLog>());
            return new EventLogSession(topic, topic, loggers);
        }

        var embedded = await PostgresEventLog.OpenAsync(
            dataSource,
            new PostgresEventLogOptions { LivePartitions = options.LivePartitions },
            loggers?.CreateLogger<PostgresEventLog>(),
            cancellationToken);
        return new EventLogSession(embedded, embedded, loggers);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _loggers?.Dispose();
    }
}
