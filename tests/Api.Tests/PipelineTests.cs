using System.Text.Json;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class PipelineTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Every_record_is_accounted_for()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await PartitionAsync(database, 1, "access.log", end: 50, isSealed: true);
        await database.ExecuteAsync("UPDATE log_partitions SET import_rejected = 4"); // of this file
        await CheckpointAsync(database, 1, next: 50, Seed.Start(30), counted: 45, late: 2, dead: 3);
        await PartitionAsync(database, 0, "live", end: 110, isSealed: false);
        await CheckpointAsync(database, 0, next: 100, Seed.Noon, counted: 99, late: 1, dead: 0);
        await PartitionAsync(database, 2, "live", end: 7, isSealed: false); // nothing of it processed yet
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/pipeline");

        Assert.Equal(["partitions", "totals", "accounting", "log", "state", "as_of", "watermark", "complete", "warnings"],
            Answer.Names(answer.Json));
        var partitions = answer.Json.GetProperty("partitions").EnumerateArray().ToArray();
        Assert.Equal(
            [
                "partition", "source", "first_offset", "next_offset", "end_offset", "lag_records", "lag_seconds", "phase", "counted",
                "late", "dead_lettered", "absent", "missing", "watermark", "sealed", "checkpointed_at", "checkpoint_age_seconds",
                "import_rejected",
            ],
            Answer.Names(partitions[0]));
        Assert.Equal(["0", "4", "0"], partitions.Select(p => p.GetProperty("import_rejected").ToString()));
        Assert.Equal(["0", "1", "2"], partitions.Select(p => p.GetProperty("partition").ToString()));
        Assert.Equal(["live", "access.log", "live"], partitions.Select(p => p.GetProperty("source").ToString()));
        Assert.Equal(["100", "50", "0"], partitions.Select(p => p.GetProperty("next_offset").ToString()));
        Assert.Equal(["110", "50", "7"], partitions.Select(p => p.GetProperty("end_offset").ToString()));
        Assert.Equal(["10", "0", "7"], partitions.Select(p => p.GetProperty("lag_records").ToString()));
        Assert.Equal(
            ["2026-03-01T11:59:55+00:00", "2026-03-01T11:29:55+00:00", ""], partitions.Select(p => p.GetProperty("watermark").ToString()));
        Assert.Equal([false, true, false], partitions.Select(p => p.GetProperty("sealed").GetBoolean()));
        Assert.InRange(partitions[0].GetProperty("checkpoint_age_seconds").GetDouble(), 60, 3600);
        Assert.Equal(JsonValueKind.Null, partitions[2].GetProperty("checkpoint_age_seconds").ValueKind);

        var totals = answer.Json.GetProperty("totals");
        Assert.Equal(
            [
                "partitions", "appended", "counted", "late", "dead_lettered", "absent", "missing", "lag_records", "lag_seconds",
                "oldest_checkpoint_age_seconds", "import_rejected",
            ],
            Answer.Names(totals));
        Assert.Equal(4, totals.GetProperty("import_rejected").GetInt64());
        Assert.Equal([3, 167, 144, 3, 3, 0, 0, 17], totals.EnumerateObject().Take(8).Select(p => p.Value.GetInt64()));
        var accounting = answer.Json.GetProperty("accounting");
        Assert.Equal(
            "appended 167 = counted 144 + late 3 + dead_lettered 3 + absent 0 + missing 0 + lag 17",
            accounting.GetProperty("equation").GetString());
        Assert.True(accounting.GetProperty("balanced").GetBoolean());
        Assert.Equal("[]", accounting.GetProperty("unbalanced_partitions").GetRawText());
        Assert.False(answer.Json.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task A_partition_that_lost_a_record_is_named_even_where_another_has_one_too_many()
    {
        var database = await postgres.CreateDatabaseAsync();
        foreach (var (partition, counted) in new[] { (0, 9), (1, 10), (2, 11) })
        {
            await PartitionAsync(database, partition, "live", end: 10, isSealed: false);
            await CheckpointAsync(database, partition, next: 10, Seed.Noon, counted, late: 0, dead: 0);
        }

        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/pipeline");

        Assert.False(answer.Json.GetProperty("accounting").GetProperty("balanced").GetBoolean());
        Assert.Equal("[0,2]", answer.Json.GetProperty("accounting").GetProperty("unbalanced_partitions").GetRawText());
        Assert.True(answer.Json.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Where_the_log_is_kept_elsewhere_its_end_is_not_invented()
    {
        var database = await postgres.CreateDatabaseAsync();
        await CheckpointAsync(database, 0, next: 10, Seed.Noon, counted: 10, late: 0, dead: 0);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/pipeline");

        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("partitions")[0].GetProperty("lag_records").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("log").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("partitions")[0].GetProperty("phase").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("totals").GetProperty("appended").ValueKind);
        Assert.Equal(JsonValueKind.Null, answer.Json.GetProperty("accounting").GetProperty("balanced").ValueKind);
        Assert.False(answer.Json.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Where_the_pipeline_runs_here_it_knows_the_ends_and_how_late_it_is()
    {
        var database = await postgres.CreateDatabaseAsync();
        await CheckpointAsync(database, 0, next: 150, Seed.Noon, counted: 30, late: 1, dead: 2);
        await database.ExecuteAsync("UPDATE checkpoints SET first_offset = 100, absent = 7, missing = 10");
        await CheckpointAsync(database, 1, next: 20, Seed.Noon, counted: 20, late: 0, dead: 0);
        var progress = new FakeProgress
        {
            Now = new PipelineProgress(
                "running", null, FakeProgress.Kafka,
                [new PartitionReading(0, "active", 170, 200, 2.5), new PartitionReading(1, "idle", 20, 19, 0)]),
        };
        await using var api = await ApiHost.StartAsync(database, progress: progress);

        var answer = await api.GetAsync("/api/pipeline");

        var partitions = answer.Json.GetProperty("partitions").EnumerateArray().ToArray();
        Assert.Equal(["200", "20"], partitions.Select(p => p.GetProperty("end_offset").ToString()));
        Assert.Equal(["50", "0"], partitions.Select(p => p.GetProperty("lag_records").ToString()));
        Assert.Equal(["2.5", "0"], partitions.Select(p => p.GetProperty("lag_seconds").ToString()));
        Assert.Equal(["active", "idle"], partitions.Select(p => p.GetProperty("phase").ToString()));
        Assert.Equal(2.5, answer.Json.GetProperty("totals").GetProperty("lag_seconds").GetDouble());
        Assert.Equal(
            "appended 120 = counted 50 + late 1 + dead_lettered 2 + absent 7 + missing 10 + lag 50",
            answer.Json.GetProperty("accounting").GetProperty("equation").GetString());
        Assert.True(answer.Json.GetProperty("accounting").GetProperty("balanced").GetBoolean());
        Assert.Equal("running", answer.Json.GetProperty("state").GetString());
        Assert.Equal(
            """{"kind":"kafka","name":"content-downloads","reachable":true,"reason":null}""", answer.Json.GetProperty("log").GetRawText());
    }

    private static Task PartitionAsync(Npgsql.NpgsqlDataSource database, int partition, string source, long end, bool isSealed)
        => database.ExecuteAsync(
            "INSERT INTO log_partitions (partition, source, next_offset, sealed) VALUES ($1, $2, $3, $4)", partition, source, end,
            isSealed);

    private static Task CheckpointAsync(
        Npgsql.NpgsqlDataSource database, int partition, long next, DateTimeOffset maxEventTime, long counted, long late, long dead)
        => database.ExecuteAsync(
            """
            INSERT INTO checkpoints (partition, next_offset, max_event_time, counted, late, dead_lettered, updated_at)
            VALUES ($1, $2, $3, $4, $5, $6, now() - interval '1 minute')
            """,
            partition, next, maxEventTime.UtcDateTime, counted, late, dead);
}
