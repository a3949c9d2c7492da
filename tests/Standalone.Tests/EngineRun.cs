using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Windows;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Standalone.Generate;
using StreamPulse.Testing;
using StreamPulse.Verify;

namespace StreamPulse.Standalone.Tests;

/// <summary>A database with a log and, from time to time, an engine on it.</summary>
internal sealed class EngineRun : IAsyncDisposable
{
    /// <summary>Short idleness and commits, so that tests wait for little; rows do not depend on either.</summary>
    public static readonly EngineOptions Quick = new()
    {
        CommitInterval = TimeSpan.FromMilliseconds(50),
        IdleTimeout = TimeSpan.FromMilliseconds(400),
        StopTimeout = TimeSpan.FromSeconds(20),
    };

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly EngineMetrics _metrics = new();

    private EngineRun(NpgsqlDataSource database, PostgresEventLog log) => (Database, Log) = (database, log);

    public NpgsqlDataSource Database { get; }

    public PostgresEventLog Log { get; }

    public static async Task<EngineRun> CreateAsync(PostgresFixture fixture, int partitions = 6)
    {
        var database = await fixture.CreateDatabaseAsync();
        return new EngineRun(
            database, await PostgresEventLog.OpenAsync(database, new PostgresEventLogOptions { LivePartitions = partitions }));
    }

    public async Task GenerateAsync(GeneratorOptions options, long events)
        => await new PacedGenerator(new DownloadGenerator(options), new LogEventOutput(Log), TimeProvider.System)
            .RunAsync(events, false, null, default);

    public async Task AppendRawAsync(byte[] key, byte[] value)
    {
        var batch = new AppendBatch();
        batch.Add(key, value);
        await Log.AppendAsync(batch, default);
    }

    public PipelineEngine NewEngine(EngineOptions? options = null, PipelineSettings? settings = null)
        => new(
            Log, Database, settings ?? new PipelineSettings(), options ?? Quick, AvroSchemaSet.Default, _metrics, TimeProvider.System,
            NullLogger<PipelineEngine>.Instance);

    /// <summary>Waits until all records are committed and, if wanted, all windows have rows.</summary>
    public async Task WaitProcessedAsync(bool untilClosed = true)
    {
        const string Sql = """
            SELECT (SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0) FROM log_partitions AS p
                LEFT JOIN checkpoints AS c USING (partition))::bigint, (SELECT count(DISTINCT window_start) FROM partials AS s
                    WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
            """;
        using var deadline = new CancellationTokenSource(Patience);
        var (lag, open) = (-1L, -1L);
        while (!deadline.IsCancellationRequested)
        {
            try
            {
                await using var command = Database.CreateCommand(Sql);
                await using var row = await command.ExecuteReaderAsync();
                await row.ReadAsync();
                (lag, open) = (row.GetInt64(0), row.GetInt64(1));
            }
            catch (NpgsqlException)
            {
                continue; // a test that cuts connections has cut this one too
            }

            if (lag == 0 && (!untilClosed || open == 0))
                return;
            await Task.Delay(20, CancellationToken.None);
        }

        Assert.Fail($"Expected everything to be committed; {lag} records and {open} open windows are left after {Patience}.");
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
        => new Verifier(Database, new EmbeddedRawLog(Database), AvroSchemaSet.Default).RunAsync(null, default);

    public async Task AssertNoDifferencesAsync()
    {
        var report = await VerifyAsync();
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        Assert.True(report.RowsCompared > 0, "There were no rows to compare.");
    }

    /// <summary>All rows without what may differ between runs: when and how often they were written.</summary>
    public Task<string> DumpAsync() => DumpAsync(Database);

    /// <summary>The same of any database.</summary>
    public static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new[] { "content_stats", "region_health", "device_stats" }
            .Select(t => $"SELECT '{t}' AS t, (to_jsonb({t}) - 'revision' - 'created_at' - 'updated_at')::text AS row FROM {t}");
        var lines = new List<string>();
        await using var command = database.CreateCommand(
            $"SELECT t || ' ' || row FROM ({string.Join(" UNION ALL ", tables)}) AS rows ORDER BY t, row COLLATE \"C\"");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _metrics.Dispose();
    }
}
