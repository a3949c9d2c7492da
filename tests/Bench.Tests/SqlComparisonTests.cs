using StreamPulse.Bench.EndToEnd;
using StreamPulse.Bench.Measure;
using StreamPulse.Bench.Sql;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Tests;

/// <summary>The comparison with SQL must find wrong rows.</summary>
public sealed class SqlComparisonTests
{
    private const int Events = 20_000;

    private static readonly GeneratorOptions Traffic = new() { Contents = 50, EventsPerSecond = 150 };

    [Fact]
    public async Task ItAgreesWithThePipelineAndSeesEveryKindOfFault()
    {
        await using var pipeline = await BenchPipeline.CreateAsync(new BenchReport("sql", []));
        await RawEvents.FillAsync(pipeline.Log, pipeline.Database, Traffic, Events);
        await pipeline.SealAsync();
        await using var silo = await pipeline.NewSiloAsync();
        await silo.StartAsync();
        await EndToEndBench.WaitAsync(pipeline, silo);
        await silo.StopAsync();
        await SqlAggregation.RunAsync(pipeline, SqlAggregation.Full);

        var right = await SqlComparison.RunAsync(pipeline.Database);
        Assert.Equal(["content_stats", "device_stats", "region_health"], right.Select(t => t.Table));
        Assert.All(right, table => Assert.True(table is { Rows: > 20, Differences: 0 }, table.ToString()));
        Assert.InRange(right[0].UsersErrorRms!.Value, 0, 0.0163);

        foreach (var (table, fault) in Faults)
        {
            await SqlAggregation.ExecuteAsync(pipeline.Database, $"CREATE TABLE kept AS TABLE {table}; {fault}");
            var wrong = await SqlComparison.RunAsync(pipeline.Database);
            Assert.Equal($"{table} 1: {fault}",
                string.Join(", ", wrong.Where(t => t.Differences > 0).Select(t => $"{t.Table} {t.Differences}")) + $": {fault}");
            await SqlAggregation.ExecuteAsync(pipeline.Database, $"TRUNCATE {table}; INSERT INTO {table} TABLE kept; DROP TABLE kept");
        }
    }

    private static IEnumerable<(string Table, string Fault)> Faults
        =>
        [
            .. new[] { "download_count = download_count + 1", "title = title || ' '", "unique_users = unique_users * 2",
                "speed_p95_mbps = speed_p95_mbps * 1.05", "duration_p50_seconds = NULL" }
                .Select(change => ("content_stats", $"UPDATE content_stats SET {change} WHERE (content_id, window_start) = (SELECT "
                    + "content_id, window_start FROM content_stats ORDER BY download_count DESC LIMIT 1)")),
            .. new[] { "failed_downloads = 0", "avg_speed_mbps = avg_speed_mbps + "
                + "0.00001", "error_counts = '{}'", "speed_p99_mbps = speed_p99_mbps / 1.05" }
                .Select(change => ("region_health", $"UPDATE region_health SET {change} WHERE (region, window_start) = (SELECT region, "
                    + "window_start FROM region_health ORDER BY total_downloads DESC LIMIT 1)")),
            ("device_stats", "DELETE FROM device_stats WHERE (device, os_version, window_start) = (SELECT device, os_version, window_start "
                + "FROM device_stats LIMIT 1)"),
        ];
}
