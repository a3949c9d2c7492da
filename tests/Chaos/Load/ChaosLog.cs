using Npgsql;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Log.Postgres;
using StreamPulse.Storage;
using StreamPulse.Testing;

namespace StreamPulse.Chaos.Load;

/// <summary>The producer's side of the log.</summary>
internal sealed class ChaosLog : IAsyncDisposable
{
    private const int Partitions = 6;

    private readonly IEventLog _log;
    private readonly NpgsqlDataSource? _dataSource;

    private ChaosLog(IEventLog log, IEventLogAppender appender, NpgsqlDataSource? dataSource, MockKafka? broker)
        => (_log, Appender, _dataSource, Broker) = (log, appender, dataSource, broker);

    public IEventLogAppender Appender { get; }

    /// <summary>The broker in this process; null where the log is in the database.</summary>
    public MockKafka? Broker { get; }

    public string? Brokers => Broker?.BootstrapServers;

    public static async Task<ChaosLog> OpenAsync(ChaosOptions options, string connectionString)
    {
        if (options.IsKafka)
        {
            var broker = MockKafka.Start();
            var kafka = new KafkaOptions { BootstrapServers = broker.BootstrapServers };
            broker.CreateTopic(kafka.Topic, Partitions);
            broker.CreateTopic(kafka.DeadLetterTopic, 1);
            var topic = KafkaEventLog.Open(kafka);
            return new ChaosLog(topic, topic, null, broker);
        }

        var dataSource = await ResultDatabase.OpenAsync(connectionString, "streampulse-producer", CancellationToken.None);
        var embedded = await PostgresEventLog.OpenAsync(dataSource, new PostgresEventLogOptions { LivePartitions = Partitions });
        return new ChaosLog(embedded, embedded, dataSource, null);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        if (_dataSource is not null)
            await _dataSource.DisposeAsync();
        Broker?.Dispose();
    }
}
