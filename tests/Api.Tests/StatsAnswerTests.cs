using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>What the routes say of stored rows: sums, weights, order, rounding, ranges.</summary>
public sealed class StatsAnswerTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Realtime_adds_regions_and_counts_contents_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 0, 2, 1, duration: 100);
        await database.RegionAsync("EU-Paris", 4, 4, 0, duration: 40);
        await database.RegionAsync("EU-Paris", 5, 1_000, 0, duration: 1); // starts before the range
        await database.ContentAsync("a", 0, 1, 0);
        await database.ContentAsync("a", 1, 1, 0);
        await database.ContentAsync("b", 4, 4, 1);
        await database.ContentAsync("c", 5, 1_000, 0);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/realtime?live=false");

        Assert.Equal(7, answer.Json.GetProperty("total_downloads").GetInt64());
        Assert.Equal(2, answer.Json.GetProperty("unique_content").GetInt64());
        Assert.Equal("0.857", answer.Json.GetProperty("avg_success_rate").GetRawText()); // 6/7
        Assert.Equal("60", answer.Json.GetProperty("avg_download_time").GetRawText()); // (2*100 + 4*40) / 6; a mean of means gives 70
    }

    [Fact]
    public async Task Realtime_of_nothing_is_zero_with_no_download_time()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync("/api/stats/realtime");

        Assert.Equal(
            """{"total_downloads":0,"unique_content":0,"avg_success_rate":0,"avg_download_time":null,"as_of":"2026-03-01T12:00:30+00:00","""
            + "\"watermark\":null,\"complete\":false}",
            answer.Body);
    }

    [Fact]
    public async Task Realtime_has_no_download_time_when_no_download_was_successful()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 0, 0, 3);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/realtime");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, answer.Json.GetProperty("avg_download_time").ValueKind);
        Assert.Equal(0, answer.Json.GetProperty("avg_success_rate").GetDouble());
    }

    [Fact]
    public async Task Trending_orders_by_downloads_then_id_and_takes_the_latest_title()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ContentAsync("b", 3, 5, 0, "old");
        await database.ContentAsync("b", 1, 4, 1, "new");
        await database.ContentAsync("Z", 2, 10, 0);
        await database.ContentAsync("a", 2, 9, 1);
        await database.ContentAsync("c", 2, 11, 0);
        await database.ContentAsync("d", 2, 1, 0);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/trending?limit=4&live=false");

        Assert.Equal(["c", "Z", "a", "b"], answer.Column("content_id")); // Z before a: by bytes, whatever the database's locale
        Assert.Equal("new", answer.Data[3].GetProperty("title").GetString());
        Assert.Equal(["11", "10", "10", "10"], answer.Column("total_downloads"));
        Assert.Equal(["11", "10", "9", "9"], answer.Column("successful_downloads"));
        Assert.Equal(["0", "0", "1", "1"], answer.Column("failed_downloads"));
        Assert.Equal(["1", "1", "0.9", "0.9"], answer.Column("success_rate"));
        Assert.Equal(4, answer.Json.GetProperty("count").GetInt32());
        Assert.Equal(5, answer.Json.GetProperty("window_minutes").GetInt32());
    }

    [Fact]
    public async Task Trending_without_a_limit_gives_five()
    {
        var database = await postgres.CreateDatabaseAsync();
        for (var i = 0; i < 7; i++)
            await database.ContentAsync($"c{i}", 1, 10 + i, 0);
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal(["c6", "c5", "c4", "c3", "c2"], (await api.GetAsync("/api/stats/trending")).Column("content_id"));
        Assert.Equal(7, (await api.GetAsync("/api/stats/trending?limit=20")).Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Regions_weight_by_downloads_and_speeds_by_their_number()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 1, 90, 0, speed: 10, speedCount: 90);
        await database.RegionAsync("EU-Paris", 2, 1, 9, speed: 100, speedCount: 1);
        await database.RegionAsync("EU-Berlin", 1, 0, 4);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/regions");

        Assert.Equal(["EU-Paris", "EU-Berlin"], answer.Column("region"));
        Assert.Equal(["100", "4"], answer.Column("downloads"));
        Assert.Equal(["0.91", "0"], answer.Column("success_rate")); // a mean of means gives 0.55
        Assert.Equal(["11", "0"], answer.Column("avg_speed")); // (90*10 + 100) / 91 = 10.989; a mean of means gives 55
        Assert.Equal("11", answer.Data[0].GetProperty("avg_speed").GetRawText());
        Assert.Equal("0", answer.Data[1].GetProperty("avg_speed").GetRawText()); // without speeds; clients format it as a number
    }

    [Theory]
    [InlineData(95, 5, "healthy")]
    [InlineData(9_499, 501, "degraded")] // 0.9499 is shown as 0.95 and is still below it
    [InlineData(90, 10, "degraded")]
    [InlineData(8_999, 1_001, "critical")]
    [InlineData(0, 1, "critical")]
    public async Task A_region_is_healthy_degraded_or_critical(long successful, long failed, string expected)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 1, successful, failed);
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal([expected], (await api.GetAsync("/api/stats/regions")).Column("health_status"));
    }

    [Fact]
    public async Task Devices_are_added_up_over_their_systems()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.DeviceAsync("phone", "iOS 17", 1, 3, 1, speed: 20, speedCount: 3);
        await database.DeviceAsync("phone", "iOS 18", 1, 6, 0, speed: 50, speedCount: 6);
        await database.DeviceAsync("tv", "webOS", 1, 5, 5, speed: 33.26, speedCount: 5);
        await database.DeviceAsync("box", "none", 1, 1, 0);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/devices");

        Assert.Equal(["phone", "tv", "box"], answer.Column("device"));
        Assert.Equal(["10", "10", "1"], answer.Column("total_downloads"));
        Assert.Equal(["0.9", "0.5", "1"], answer.Column("success_rate"));
        Assert.Equal(["40", "33.3", "0"], answer.Column("avg_speed"));
        Assert.Equal(["phone"], (await api.GetAsync("/api/stats/devices?limit=1")).Column("device"));
    }

    [Fact]
    public async Task Timeseries_ascends_and_leaves_gaps()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 1, 3, 0);
        await database.RegionAsync("EU-Paris", 50, 1, 1);
        await database.RegionAsync("EU-London", 50, 1, 0);
        await database.RegionAsync("EU-Paris", 60, 7, 0); // 11:00:00, the range begins at 11:00:30
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/timeseries");

        Assert.Equal(["2026-03-01T11:10:00+00:00", "2026-03-01T11:59:00+00:00"], answer.Column("window_start"));
        Assert.Equal(["3", "3"], answer.Column("total_downloads"));
        Assert.Equal(["0.667", "1"], answer.Column("success_rate"));
        Assert.Equal("2026-03-01T11:00:30+00:00", answer.Json.GetProperty("start_time").GetString());
        Assert.Equal("2026-03-01T12:00:30+00:00", answer.Json.GetProperty("end_time").GetString());
    }

    [Fact]
    public async Task A_range_includes_its_start_and_not_its_end()
    {
        var database = await postgres.CreateDatabaseAsync();
        foreach (var minute in new[] { 4, 5, 10, 11 })
            await database.RegionAsync($"r{minute}", minute, 1, 0);
        await using var api = await ApiHost.StartAsync(database);

        var answer = await api.GetAsync("/api/stats/regions?minutes=5&as_of=2026-03-01T11:55:00Z"); // [11:50, 11:55)

        Assert.Equal(["r10"], answer.Column("region"));
        Assert.Equal("2026-03-01T11:55:00+00:00", answer.Json.GetProperty("as_of").GetString());
    }

    [Theory]
    [InlineData("2020-05-06T07:08:09.123Z", "2020-05-06T07:08:09.123+00:00")]
    [InlineData("2020-05-06T09:08%2B02:00", "2020-05-06T07:08:00+00:00")]
    [InlineData("2020-05-06T07:08:09+00:00", "2020-05-06T07:08:09+00:00")] // a plus sign that the caller did not escape
    [InlineData("2020-05-06T09:08:09 02", "2020-05-06T07:08:09+00:00")]
    [InlineData("2020-05-06T02:08:09-05:00", "2020-05-06T07:08:09+00:00")]
    [InlineData("2020-05-06T07:08:09.123456789Z", "2020-05-06T07:08:09.123456+00:00")]
    [InlineData("2020-05-06t07:08:09z", "2020-05-06T07:08:09+00:00")]
    public async Task As_of_takes_any_zone(string given, string expected)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal(expected, (await api.GetAsync($"/api/stats/trending?as_of={given}")).Json.GetProperty("as_of").GetString());
    }
}
