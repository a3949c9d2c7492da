using System.Globalization;
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
    /// <summary>
    /// 20 minutes of events when 50 a second are made, some out of order, some late within the allowed lateness and some beyond it.
    /// </summary>
    public static readonly GeneratorOptions Golden = new()
    {
        Seed = 42,
        EventsPerSecond = 50,
        StartEventTime = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Contents = 30,
        Users = 500,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        MinLate = TimeSpan.FromMinutes(5),
        MaxLate = TimeSpan.FromMinutes(30),
    };

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

    /// <summary>Records that are in no checkpoint, and windows that are not closed.</summary>
    public async Task<(long Records, long Windows)> LeftAsync()
    {
        const string Sql = """
            SELECT (SELECT coalesce(sum(p.next_offset - coalesce(c.next_offset, 0)), 0) FROM log_partitions AS p
                LEFT JOIN checkpoints AS c USING (partition))::bigint, (SELECT count(DISTINCT window_start) FROM partials AS s
                    WHERE NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
            """;
        await using var command = Source.CreateCommand(Sql);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Windows, by partition and kind of row, whose rows lack something that is committed.</summary>
    public Task<long> DueAsync()
        => NumberAsync("""
            SELECT count(*) FROM (SELECT window_start, partition, max(segment) + 1 AS version FROM partials GROUP BY 1, 2) AS c
            CROSS JOIN (VALUES (0), (1), (2)) AS k (kind)
            WHERE NOT EXISTS (
                SELECT FROM window_rows AS w CROSS JOIN unnest(w.partitions, w.versions) AS u (partition, version)
                WHERE w.window_start = c.window_start AND w.kind = k.kind AND u.partition = c.partition AND u.version >= c.version)
            """);

    public async Task<long> NumberAsync(string sql)
        => Convert.ToInt64(await Source.ScalarAsync(sql), CultureInfo.InvariantCulture);

    /// <summary>PostgreSQL's own recount of the log finds the same rows.</summary>
    public async Task<VerifyReport> AssertVerifiedAsync()
    {
        var report = await new Verifier(Source, new EmbeddedRawLog(Source), AvroSchemaSet.Default).RunAsync(null, default);
        Assert.True(report.DifferenceCount == 0, string.Join(Environment.NewLine, report.Differences.Take(20)));
        Assert.True(report.RowsCompared > 0, "There were no rows to compare.");
        return report;
    }

    /// <summary>All result rows without what may differ between runs: when and how often they were written.</summary>
    public Task<string> DumpRowsAsync()
        => DumpAsync(["content_stats", "region_health", "device_stats"], ["revision", "created_at", "updated_at"]);

    /// <summary>Checkpoints, late events and dead letters.</summary>
    public Task<string> DumpSideOutputsAsync()
        => DumpAsync(["checkpoints", "late_events", "dead_letters"], ["term", "updated_at", "created_at", "id", "ingestion_time"]);

    /// <summary>Alerts, without their number and the times they were written at.</summary>
    public Task<string> DumpAlertsAsync() => DumpAsync(["alerts"], ["id", "created_at", "updated_at"]);

    public async ValueTask DisposeAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }

    private async Task<string> DumpAsync(string[] tables, string[] without)
    {
        var left = string.Concat(without.Select(static c => $" - '{c}'"));
        var parts = tables.Select(t => $"SELECT '{t}' AS t, (to_jsonb({t}){left} - 'last_commit')::text AS row FROM {t}");
        var lines = new List<string>();
        await using var command = Source.CreateCommand(
            $"SELECT t || ' ' || row FROM ({string.Join(" UNION ALL ", parts)}) AS rows ORDER BY t, row COLLATE \"C\"");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
