using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>A database with a log in it, and what the tests ask of it.</summary>
internal sealed class PipelineDatabase : IAsyncDisposable
{
    private readonly PostgresEventLog? _log;

    private PipelineDatabase(NpgsqlDataSource source, PostgresEventLog? log) => (Source, _log) = (source, log);

    public NpgsqlDataSource Source { get; }

    public PostgresEventLog Log => _log ?? throw new InvalidOperationException("The log is a topic.");

    public static async Task<PipelineDatabase> CreateAsync(PostgresFixture fixture, int partitions = 6)
    {
        var source = await fixture.CreateDatabaseAsync();
        var log = await PostgresEventLog.OpenAsync(source, new PostgresEventLogOptions { LivePartitions = partitions });
        return new PipelineDatabase(source, log);
    }

    /// <summary>A database whose log is elsewhere.</summary>
    public static async Task<PipelineDatabase> CreateForTopicAsync(PostgresFixture fixture)
        => new(await fixture.CreateDatabaseAsync(), null);

    public Task GenerateAsync(GeneratorOptions options, long events) => LogFill.GenerateAsync(Log, options, events);

    public async Task AppendRawAsync(byte[] key, byte[] value)
    {
        var batch = new AppendBatch();
        batch.Add(key, value);
        await Log.AppendAsync(batch, default);
    }

    /// <summary>Processes the whole log on one silo.</summary>
    public async Task ProcessOnOneSiloAsync()
    {
        await using var cluster = await TestCluster.StartAsync(this, silos: 1);
        await cluster.WaitSettledAsync(this);
    }

    /// <summary>Records that are in no checkpoint, windows that are not closed, and rows that lack something committed.</summary>
    public async Task<(long Records, long Windows, long Rows)> LeftAsync()
    {
        var records = await NumberAsync("""
            SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0)
            FROM log_partitions AS p LEFT JOIN checkpoints AS c USING (partition)
            """);
        return (records, await Source.CountOpenWindowsAsync(), await Source.CountDueRowsAsync());
    }

    public Task<long> NumberAsync(string sql) => Source.NumberAsync(sql);

    /// <summary>PostgreSQL's own recount of the log finds the same rows.</summary>
    public async Task<VerifyReport> AssertVerifiedAsync()
    {
        var report = await new Verifier(Source, new EmbeddedRawLog(Source), AvroSchemaSet.Default).RunAsync(null, default);
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        Assert.True(report.RowsCompared > 0, "There were no rows to compare.");
        return report;
    }

    public Task<string> DumpRowsAsync() => Source.DumpRowsAsync();

    /// <summary>Checkpoints, late events and dead letters.</summary>
    public Task<string> DumpSideOutputsAsync() => Source.DumpAsync(
        ["checkpoints", "late_events", "dead_letters"], ["term", "last_commit", "updated_at", "created_at", "id", "ingestion_time"]);

    public Task<string> DumpAlertsAsync() => Source.DumpAlertsAsync();

    public async ValueTask DisposeAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }
}
