using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Standalone.Replay;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Standalone.Tests.Foreign;

/// <summary>A scripted log over the records of one database, and results in another, which has no log of its own.</summary>
internal sealed class ForeignRun : IAsyncDisposable
{
    public static readonly ReplayRange Everything = new(DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    private readonly EngineMetrics _metrics = new();

    private ForeignRun(EngineRun source, NpgsqlDataSource database, ScriptedLog log) => (Source, Database, Log) = (source, database, log);

    /// <summary>Holds the real log, to append to.</summary>
    public EngineRun Source { get; }

    public NpgsqlDataSource Database { get; }

    public ScriptedLog Log { get; }

    public static async Task<ForeignRun> CreateAsync(PostgresFixture postgres, int partitions = 3, int stride = 1)
    {
        var source = await EngineRun.CreateAsync(postgres, partitions);
        return new ForeignRun(source, await postgres.CreateDatabaseAsync(), new ScriptedLog(source.Log, stride));
    }

    public PipelineEngine NewEngine(EngineOptions? options = null)
        => new(
            Log, Database, new PipelineSettings(), options ?? EngineRun.Quick, AvroSchemaSet.Default, _metrics, TimeProvider.System,
            NullLogger<PipelineEngine>.Instance);

    public async Task<PipelineEngine> StartAsync(EngineOptions? options = null)
    {
        var engine = NewEngine(options);
        await engine.StartAsync(default);
        return engine;
    }

    /// <summary>One engine, from start to stop, until all is in rows.</summary>
    public async Task ProcessAsync(EngineOptions? options = null)
    {
        await using var engine = await StartAsync(options);
        await WaitProcessedAsync();
        await engine.StopAsync();
    }

    /// <summary>Minutes of event time in steps, so that windows close in many commits.</summary>
    public async Task GenerateInStepsAsync(GeneratorOptions traffic, int steps, TimeSpan step)
    {
        for (var i = 0; i < steps; i++)
        {
            var part = traffic with { Seed = traffic.Seed + (ulong)i, StartEventTime = traffic.StartEventTime + (i * step) };
            await Source.GenerateAsync(part, (long)(traffic.EventsPerSecond * step.TotalSeconds));
            await WaitProcessedAsync(untilClosed: false);
        }
    }

    public Task WaitProcessedAsync(bool untilClosed = true)
        => Progress.UntilAsync("everything processed", (0L, 0L), async () =>
        {
            var next = new Dictionary<int, long>();
            await using (var command = Database.CreateCommand("SELECT partition, next_offset FROM checkpoints"))
            await using (var row = await command.ExecuteReaderAsync())
            {
                while (await row.ReadAsync())
                    next.Add(row.GetInt32(0), row.GetInt64(1));
            }

            var lag = (await Source.Log.GetPartitionsAsync(default))
                .Sum(p => Log.EndOf(p.Partition, p.EndOffset) - next.GetValueOrDefault(p.Partition));
            var open = untilClosed ? (long)(await Database.ScalarAsync(
                "SELECT count(DISTINCT window_start) FROM partials AS s WHERE NOT EXISTS (SELECT FROM closed_windows AS w "
                    + "WHERE w.window_start = s.window_start)"))! : 0;
            return (lag, open);
        });

    public Task<VerifyReport> VerifyAsync()
        => new Verifier(Database, new ScriptedRawLog(Log, new EmbeddedRawLog(Source.Database)), AvroSchemaSet.Default)
            .RunAsync(null, default);

    public async Task<VerifyReport> AssertNoDifferencesAsync()
    {
        var report = await VerifyAsync();
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        return report;
    }

    public Task<ReplayResult> ReplayAsync(ReplayRange? range = null)
        => new ReplayRunner(Log, Database, AvroSchemaSet.Default).RunAsync(range ?? Everything, isDry: false, null, default);

    public async Task<long> NumberAsync(string sql) => (long)(await Database.ScalarAsync(sql))!;

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _metrics.Dispose();
    }
}
