using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.Log.Kafka;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Standalone.Generate;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Standalone.Tests.Kafka;

/// <summary>A database, a topic at a mock cluster and, from time to time, an engine on both.</summary>
internal sealed class KafkaRun : IAsyncDisposable
{
    private readonly EngineMetrics _metrics = new();

    private KafkaRun(NpgsqlDataSource database, MockKafka broker, KafkaOptions options, KafkaEventLog log)
        => (Database, Broker, Options, Log) = (database, broker, options, log);

    public NpgsqlDataSource Database { get; }

    public MockKafka Broker { get; }

    public KafkaOptions Options { get; }

    public KafkaEventLog Log { get; }

    public static async Task<KafkaRun> CreateAsync(PostgresFixture fixture, KafkaReadPath path = KafkaReadPath.Batch)
    {
        var broker = MockKafka.Start();
        var options = new KafkaOptions
        {
            BootstrapServers = broker.BootstrapServers,
            ReadPath = path,
            RequestTimeout = TimeSpan.FromSeconds(2),
            Properties = new Dictionary<string, string> { ["consumer.fetch.wait.max.ms"] = "5" },
        };
        broker.CreateTopic(options.Topic, 6);
        return new KafkaRun(await fixture.CreateDatabaseAsync(), broker, options, KafkaEventLog.Open(options));
    }

    public async Task GenerateAsync(GeneratorOptions options, long events)
        => await new PacedGenerator(new DownloadGenerator(options), new LogEventOutput(Log), TimeProvider.System)
            .RunAsync(events, false, null, default);

    public PipelineEngine NewEngine(EngineOptions? options = null)
        => new(
            Log, Database, new PipelineSettings(), options ?? EngineRun.Quick, AvroSchemaSet.Default, _metrics, TimeProvider.System,
            NullLogger<PipelineEngine>.Instance);

    /// <summary>Waits until every record of the topic is committed and every window has rows.</summary>
    public async Task WaitProcessedAsync()
    {
        var ends = (await Log.GetPartitionsAsync(default)).Sum(static p => p.EndOffset);
        await Progress.UntilAsync(
            "records in checkpoints", ends, () => NumberAsync("SELECT coalesce(sum(next_offset), 0)::bigint FROM checkpoints"));
        await Progress.UntilAsync("windows without rows", 0L, () => NumberAsync(
            "SELECT count(DISTINCT window_start) FROM partials AS s WHERE NOT EXISTS (SELECT FROM closed_windows AS w "
                + "WHERE w.window_start = s.window_start)"));
    }

    /// <summary>One engine, from start to stop, until all is in rows.</summary>
    public async Task ProcessAsync(EngineOptions? options = null)
    {
        await using var engine = NewEngine(options);
        await engine.StartAsync(default);
        await WaitProcessedAsync();
        await engine.StopAsync();
    }

    public Task<VerifyReport> VerifyAsync()
        => new Verifier(Database, new KafkaRawLog(Options), AvroSchemaSet.Default).RunAsync(null, default);

    public async Task<VerifyReport> AssertNoDifferencesAsync()
    {
        var report = await VerifyAsync();
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        Assert.True(report.RowsCompared > 0, "There were no rows to compare.");
        return report;
    }

    /// <summary>One number.</summary>
    public async Task<long> NumberAsync(string sql) => (long)(await Database.ScalarAsync(sql))!;

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _metrics.Dispose();
        Broker.Dispose();
    }
}
