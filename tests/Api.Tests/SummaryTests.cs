using System.Globalization;
using System.Net;
using Npgsql;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class SummaryTests(PostgresFixture postgres)
{
    private const string Names = "start_time,end_time,total_downloads,downloads_per_minute,unique_content,success_rate,failed_downloads,"
        + "duration_p95_seconds,avg_speed,total_size_gb,gb_per_minute";

    [Fact]
    public async Task A_period_and_the_one_before_it_are_added_up()
    {
        var database = await SeededAsync();
        await using var api = await ApiHost.StartAsync(database);

        var answer = (await api.GetAsync("/api/stats/summary?minutes=2&live=false&as_of=2026-03-01T12:00:00Z")).Json;

        Assert.Equal(["current", "previous", "as_of", "watermark", "complete"], Answer.Names(answer));
        Assert.Equal(Names.Split(','), Answer.Names(answer.GetProperty("current")));
        Assert.Equal(
            """{"start_time":"2026-03-01T11:58:00+00:00","end_time":"2026-03-01T12:00:00+00:00","total_downloads":"""
            + """40,"downloads_per_minute":20,"unique_content":2,"success_rate":0.9,"failed_downloads":4,"duration_p95_seconds":""",
            answer.GetProperty("current").GetRawText().Split("\"duration_p95_seconds\":")[0] + "\"duration_p95_seconds\":");
        Assert.Equal(
            """{"start_time":"2026-03-01T11:56:00+00:00","end_time":"2026-03-01T11:58:00+00:00","total_downloads":"""
            + """10,"downloads_per_minute":10,"unique_content":1,"success_rate":1,"failed_downloads":0,"duration_p95_seconds":"""
            + """null,"avg_speed":null,"total_size_gb":1,"gb_per_minute":1}""",
            answer.GetProperty("previous").GetRawText());
        // There is data since 11:57, so the previous period has a minute of it.
        Assert.Equal("25,3,1.5", Figures(answer, "avg_speed", "total_size_gb", "gb_per_minute"));
        Assert.True(answer.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task The_percentile_is_of_all_durations_and_no_mean_of_percentiles()
    {
        var database = await SeededAsync();
        await using var api = await ApiHost.StartAsync(database);

        // 1..90 in one window and region, 1000..1009 in two others: rank floor(0.95 * 99) = 94 of the hundred is 1004.
        var p95 = (await api.GetAsync("/api/stats/summary?minutes=2&live=false&as_of=2026-03-01T12:00:00Z")).Json.GetProperty("current")
            .GetProperty("duration_p95_seconds").GetDouble();

        Assert.InRange(p95, 1004 * 0.99, 1004 * 1.01);
    }

    [Fact]
    public async Task A_row_without_a_sketch_leaves_the_percentile_unknown()
    {
        var database = await SeededAsync();
        await database.ExecuteAsync(
            "UPDATE region_health SET duration_sketch = NULL WHERE region = 'EU-Paris' AND window_start = '2026-03-01T11:59:00Z'");
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal("null", P95(await api.GetAsync("/api/stats/summary?minutes=2&live=false&as_of=2026-03-01T12:00:00Z")));
        Assert.NotEqual(
            "null", P95(await api.GetAsync("/api/stats/summary?minutes=2&live=false&as_of=2026-03-01T12:00:00Z&region=ASIA-Tokyo")));
    }

    [Fact]
    public async Task Open_windows_are_part_of_it_and_the_rate_counts_their_time_only()
    {
        var database = await SeededAsync();
        await using var api = await ApiHost.StartAsync(database);
        api.Live.Answer(Seed.Snapshot(
            Seed.Now, [Seed.LiveContent("c", 0, 5, 0)],
            [Seed.LiveRegion("EU-Paris", 0, 5, 0, speed: 10, speedCount: 5) with { DurationSketch = Seed.Sketch(1, 2, 3, 4, 5000) }]));

        var answer = (await api.GetAsync("/api/stats/summary?minutes=1")).Json; // one window, half a minute old

        Assert.Equal(
            "5,10,1,1,10", Figures(answer, "total_downloads", "downloads_per_minute", "unique_content", "success_rate", "avg_speed"));
        Assert.InRange(answer.GetProperty("current").GetProperty("duration_p95_seconds").GetDouble(), 3.9, 4.1);
        Assert.Equal(30, answer.GetProperty("previous").GetProperty("total_downloads").GetInt64());
        Assert.False(answer.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Rates_divide_by_the_time_since_there_is_data()
    {
        var database = await SeededAsync(); // from 11:57 on
        await using var api = await ApiHost.StartAsync(database);

        var answer = (await api.GetAsync("/api/stats/summary?minutes=30&live=false&as_of=2026-03-01T12:00:00Z")).Json;

        Assert.Equal("50,16.7,1.333", Figures(answer, "total_downloads", "downloads_per_minute", "gb_per_minute"));
        Assert.Equal(0, answer.GetProperty("previous").GetProperty("downloads_per_minute").GetDouble());
    }

    [Fact]
    public async Task Of_a_region_or_a_content()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        const string Range = "/api/stats/summary?minutes=2&live=false&as_of=2026-03-01T12:00:00Z";

        Assert.Equal(
            "10,null,1,30",
            Figures(
                (await api.GetAsync(Range + "&region=ASIA-Tokyo")).Json, "total_downloads", "unique_content", "success_rate", "avg_speed"));
        Assert.Equal(
            "30,null,0.9,null,null",
            Figures(
                (await api.GetAsync(Range + "&content_id=a")).Json, "total_downloads", "unique_content", "success_rate", "avg_speed",
                "duration_p95_seconds"));
        Assert.Equal(
            "0,null,null",
            Figures((await api.GetAsync(Range + "&content_id=nothing")).Json, "total_downloads", "unique_content", "success_rate"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await api.GetAsync(Range + "&content_id=a&region=b")).Status);
    }

    private static string P95(Answer answer) => answer.Json.GetProperty("current").GetProperty("duration_p95_seconds").GetRawText();

    private static string Figures(System.Text.Json.JsonElement answer, params string[] names)
        => string.Join(
            ',',
            names.Select(name => answer.GetProperty("current").GetProperty(name).GetRawText()).Select(
                text => text == "null" ? text : double.Parse(text, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));

    private async Task<NpgsqlDataSource> SeededAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.RegionAsync("EU-Paris", 1, 18, 2, speed: 20, speedCount: 10);
        await database.RegionAsync("ASIA-Tokyo", 1, 10, 0, speed: 30, speedCount: 10);
        await database.RegionAsync("EU-Paris", 2, 8, 2);
        await database.RegionAsync("EU-Paris", 3, 10, 0);
        await database.DurationsAsync("EU-Paris", 1, 1000, 1001, 1002, 1003, 1004);
        await database.DurationsAsync("ASIA-Tokyo", 1, 1005, 1006, 1007, 1008, 1009);
        await database.DurationsAsync("EU-Paris", 2, [.. Enumerable.Range(1, 90).Select(i => (double)i)]);
        await database.ContentAsync("a", 1, 27, 3);
        await database.ContentAsync("b", 2, 9, 1);
        await database.ContentAsync("b", 3, 10, 0);
        return database;
    }
}
