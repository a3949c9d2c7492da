using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>docs/API.md shows what the service answers. STREAMPULSE_WRITE_API_EXAMPLES=1 writes the answers anew.</summary>
public sealed class DocumentationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_answers_in_the_documentation_are_the_service_s_own()
    {
        var database = await postgres.CreateDatabaseAsync();
        await SeedAsync(database);
        var progress = new FakeProgress
        {
            Now = new PipelineProgress(
                "running", null, new LogCondition("embedded", "", true, null),
                [new PartitionReading(0, "active", 4105, 4110, 0.031), new PartitionReading(1, "finished", 6000, 6000, 0)]),
        };
        await using var api = await ApiHost.StartAsync(database, options => options.Version = "0.1.0", progress: progress);
        api.Live.Answer(Seed.Snapshot(
            Seed.Now.AddSeconds(-5),
            [
                Seed.LiveContent("mov_avengers_2", 0, 231, 24, "Avengers: Endgame 2"),
                Seed.LiveContent("mov_batman", 0, 70, 6, "The Batman Returns"),
            ],
            [
                Seed.LiveRegion("US-California", 0, 190, 12, speed: 48.21, speedCount: 190, duration: 96.5)
                    with { DurationSketch = Seed.Sketch(60, 90, 240) },
                Seed.LiveRegion("EU-London", 0, 111, 18, speed: 31.5, speedCount: 111, duration: 120)
                    with { DurationSketch = Seed.Sketch(80, 110, 200) },
            ]));
        var path = Path.Combine(Repository.Root, "docs", "API.md");
        var document = await File.ReadAllTextAsync(path);

        var answered = await ApiExamples.AnsweredAsync(document, api);

        if (Environment.GetEnvironmentVariable("STREAMPULSE_WRITE_API_EXAMPLES") == "1")
            await File.WriteAllTextAsync(path, answered);
        Assert.Equal(await File.ReadAllTextAsync(path), answered);
    }

    private static async Task SeedAsync(Npgsql.NpgsqlDataSource database)
    {
        await database.StateAsync(Seed.Noon);
        for (var minute = 1; minute <= 3; minute++)
        {
            await database.ContentAsync("mov_avengers_2", minute, 460 + minute, 48, "Avengers: Endgame 2");
            await database.ContentAsync("mov_taylor_swift", minute, 280, 20 + minute, "Taylor Swift: Eras Tour");
            await database.RegionAsync("US-California", minute, 400 + minute, 21, speed: 47.9, speedCount: 400, duration: 97);
            await database.RegionAsync("EU-London", minute, 250, 32, speed: 30.1, speedCount: 240, duration: 118.5);
            await database.RegionAsync("ASIA-Tokyo", minute, 90, 15 + minute, speed: 52.4, speedCount: 90, duration: 88);
            await database.DeviceAsync("iPhone 15 Pro", "iOS 17.1", minute, 420, 40, speed: 45.2, speedCount: 420);
            await database.DeviceAsync("Smart TV", "webOS 23", minute, 320, 28, speed: 38.8, speedCount: 320);
        }

        await database.AlertAsync("HIGH_ERROR_RATE", "CRITICAL", "ASIA-Tokyo", 2, Seed.Start(1).AddMilliseconds(35));
        await database.ExecuteAsync("UPDATE alerts SET updated_at = created_at");
        await database.ExecuteAsync("INSERT INTO alert_history (alert_id, at, action) SELECT id, created_at, 'raised' FROM alerts");
        await database.ExecuteAsync(
            """
            UPDATE region_health SET error_counts = '{"TIMEOUT": 9, "CONNECTION_LOST": 4}',
                speed_p50_mbps = 47.2, speed_p95_mbps = 88.1, speed_p99_mbps = 96.4,
                duration_p50_seconds = 91.2, duration_p95_seconds = 214.6, duration_p99_seconds = 301.9, duration_sketch = $1
            """,
            Seed.Sketch([.. Enumerable.Range(1, 100).Select(i => i * 2.2)]));
        await database.ExecuteAsync(
            """
            UPDATE content_stats SET unique_users = 211, speed_p50_mbps = 47.2, speed_p95_mbps = 88.1, speed_p99_mbps = 96.4,
                duration_p50_seconds = 91.2, duration_p95_seconds = 214.6, duration_p99_seconds = 301.9
            """);
        foreach (var table in new[] { "content_stats", "region_health", "device_stats" })
        {
            await database.ExecuteAsync(
                $"UPDATE {table} SET created_at = window_end + interval '35 milliseconds', "
                + "updated_at = window_end + interval '35 milliseconds'");
        }

        await database.ExecuteAsync(
            """
            INSERT INTO log_partitions (partition, source, next_offset, sealed)
            VALUES (0, 'live', 4110, false), (1, 'access.log', 6000, true);
            """);
        await database.ExecuteAsync(
            """
            INSERT INTO checkpoints (partition, next_offset, max_event_time, counted, late, dead_lettered, updated_at) VALUES
                (0, 4098, '2026-03-01T12:00:05Z', 4090, 6, 2, '2026-03-01T12:00:29.600Z'),
                (1, 6000, '2026-02-28T18:00:00Z', 6000, 0, 0, '2026-03-01T11:12:00.120Z')
            """);
    }
}
