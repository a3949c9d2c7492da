using Npgsql;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Hosting.Tests.Support;

/// <summary>A pipeline from a topic at a mock cluster.</summary>
internal sealed class KafkaRun : PipelineRun
{
    private KafkaRun(NpgsqlDataSource database, StreamPulseOptions options, MockKafka broker)
        : base(database, options) => (Broker, Log) = (broker, KafkaEventLog.Open(options.Kafka));

    public MockKafka Broker { get; }

    /// <summary>To append to.</summary>
    public KafkaEventLog Log { get; }

    public KafkaOptions Kafka => Options.Kafka;

    protected override IRawLog RawLog => new KafkaRawLog(Kafka);

    protected override IEventLog ReplayLog => Log;

    public static async Task<KafkaRun> CreateAsync(PostgresFixture postgres, KafkaReadPath path = KafkaReadPath.Batch)
    {
        var broker = MockKafka.Start();
        var kafka = new KafkaOptions
        {
            BootstrapServers = broker.BootstrapServers,
            ReadPath = path,
            RequestTimeout = TimeSpan.FromSeconds(2),
            Properties = new Dictionary<string, string> { ["consumer.fetch.wait.max.ms"] = "5" },
        };
        broker.CreateTopic(kafka.Topic, 6);
        var database = await postgres.CreateDatabaseAsync();
        return new KafkaRun(database, OptionsFor(postgres.ConnectionStringOf(database)) with { Kafka = kafka }, broker);
    }

    public Task GenerateAsync(GeneratorOptions options, long events) => GenerateAsync(Log, new DownloadGenerator(options), events);

    public override async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        Broker.Dispose();
    }

    protected override Task<IReadOnlyList<LogPartition>> GetPartitionsAsync() => Log.GetPartitionsAsync(default);
}
