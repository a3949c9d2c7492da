using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class AlertsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Newest_come_first_and_acknowledged_ones_are_left_out()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AlertAsync("HIGH_ERROR_RATE", "WARNING", "EU-Paris", 5, Seed.Start(4));
        await database.AlertAsync("TRAFFIC_DROP", "CRITICAL", null, 3, Seed.Start(2).AddTicks(123_4560));
        await database.AlertAsync("SLOW_DOWNLOADS", "WARNING", "EU-Paris", 3, Seed.Start(1), acknowledged: true);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/alerts");

        Assert.Equal(["TRAFFIC_DROP", "HIGH_ERROR_RATE"], answer.Column("alert_type"));
        Assert.Equal(2, answer.Json.GetProperty("count").GetInt32());
        Assert.Equal(2, answer.Json.GetProperty("unacknowledged_count").GetInt32());
        Assert.Equal(
            """{"id":2,"alert_type":"TRAFFIC_DROP","severity":"CRITICAL","message":"message of TRAFFIC_DROP","region":null,"""
            + "\"metric_name\":\"success_rate\",\"metric_value\":0.84,"
            + "\"threshold_value\":0.9,\"created_at\":\"2026-03-01T11:58:00.123456+00:00\"}",
            answer.Data[0].GetRawText());
        Assert.Equal(["SLOW_DOWNLOADS"], (await api.GetAsync("/api/stats/alerts?acknowledged=true")).Column("alert_type"));
    }

    [Theory]
    [InlineData("WARNING")]
    [InlineData("warning")]
    [InlineData("WaRnInG")]
    public async Task Severity_is_matched_without_case(string severity)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AlertAsync("A", "WARNING", "r", 5, Seed.Start(4));
        await database.AlertAsync("B", "CRITICAL", "r", 5, Seed.Start(3));
        await database.AlertAsync("C", "INFO", "r", 5, Seed.Start(3));
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync($"/api/stats/alerts?severity={severity}");

        Assert.Equal(["A"], answer.Column("alert_type"));
        Assert.Equal(3, answer.Json.GetProperty("unacknowledged_count").GetInt32()); // of any severity
    }

    [Fact]
    public async Task Ten_are_given_unless_asked_otherwise()
    {
        var database = await postgres.CreateDatabaseAsync();
        for (var i = 0; i < 12; i++)
            await database.AlertAsync($"T{i}", "INFO", "r", 100 + i, Seed.Start(20)); // same time of creation: the later id first
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal(
            Enumerable.Range(2, 10).Reverse().Select(i => $"T{i}"), (await api.GetAsync("/api/stats/alerts")).Column("alert_type"));
        var three = await api.GetAsync("/api/stats/alerts?limit=3");
        Assert.Equal(["T11", "T10", "T9"], three.Column("alert_type"));
        Assert.Equal(12, three.Json.GetProperty("unacknowledged_count").GetInt32());
    }

    [Fact]
    public async Task As_of_leaves_out_incidents_that_begin_later()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AlertAsync("EARLY", "INFO", "r", 10, Seed.Start(1));
        await database.AlertAsync("LATE", "INFO", "r", 5, Seed.Start(1));
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal(["EARLY"], (await api.GetAsync("/api/stats/alerts?as_of=2026-03-01T11:55:00Z")).Column("alert_type"));
    }
}
