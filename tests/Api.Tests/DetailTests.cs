using System.Net;
using Npgsql;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>One content, region or device, window by window.</summary>
public sealed class DetailTests(PostgresFixture postgres)
{
    private const string Page = ",data,count,next_cursor,start_time,end_time,as_of,watermark,complete";
    private const string Counts = "window_start,window_end,open,total_downloads,successful_downloads,failed_downloads,cancelled_downloads,"
        + "success_rate,total_size_gb,";
    private const string Percentiles = "speed_p50_mbps,speed_p95_mbps,speed_p99_mbps,duration_p50_seconds,duration_p95_seconds,"
        + "duration_p99_seconds,";
    private const string Sums = "total_downloads,successful_downloads,failed_downloads,cancelled_downloads,success_rate,total_size_gb";

    [Theory]
    [InlineData("content?content_id=a", "content_id,title,totals" + Page, Sums, Counts + "unique_users," + Percentiles + "revision")]
    [InlineData(
        "region?region=EU-Paris", "region,totals" + Page, Sums + ",avg_speed",
        Counts + Percentiles + "avg_speed,avg_duration_seconds,error_counts,revision")]
    [InlineData("device?device=tv", "device,os_version,totals" + Page, Sums + ",avg_speed", Counts + "os_version,avg_speed,revision")]
    public async Task A_body_has_the_names_of_the_agreement_in_order(string route, string names, string totals, string item)
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        var answer = await api.GetAsync("/api/stats/" + route);

        Assert.Equal(names.Split(','), Answer.Names(answer.Json));
        Assert.Equal(totals.Split(','), Answer.Names(answer.Json.GetProperty("totals")));
        Assert.Equal(item.Split(','), Answer.Names(answer.Data[0]));
    }

    [Fact]
    public async Task Windows_are_ascending_and_the_range_is_half_open()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        var answer = await api.GetAsync("/api/stats/content?content_id=a&from=2026-03-01T11:56:00Z&to=2026-03-01T11:59:00Z");

        Assert.Equal(
            ["2026-03-01T11:56:00+00:00", "2026-03-01T11:57:00+00:00", "2026-03-01T11:58:00+00:00"], answer.Column("window_start"));
        Assert.Equal(
            """{"total_downloads":9,"successful_downloads":9,"failed_downloads":0,"cancelled_downloads":0,"success_rate":"""
            + """1,"total_size_gb":3}""",
            answer.Json.GetProperty("totals").GetRawText());
        Assert.Equal("2026-03-01T11:59:00+00:00", answer.Json.GetProperty("end_time").GetString());
        Assert.Equal("A of minute 1", answer.Json.GetProperty("title").GetString());
        Assert.All(answer.Data, item => Assert.Equal(1, item.GetProperty("revision").GetInt32()));
        Assert.True(answer.Json.GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Open_windows_are_marked_and_take_the_place_of_stored_ones()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        api.Live.Answer(Seed.Snapshot(
            Seed.Now, [Seed.LiveContent("a", 0, 100, 0, "A, live"), Seed.LiveContent("a", 1, 50, 0), Seed.LiveContent("b", 0, 7, 0)],
            devices: [Seed.LiveDevice("tv", "os 2", 0, 4, 0, speed: 8, speedCount: 4), Seed.LiveDevice("tv", "os 1", 0, 2, 0)]));

        var content = await api.GetAsync("/api/stats/content?content_id=a&minutes=3&live=true");
        Assert.Equal(
            ["False:1", "True:0", "True:0"],
            content.Data.Select(item => $"{item.GetProperty("open").GetBoolean()}:{item.GetProperty("revision").GetInt32()}"));
        Assert.Equal(["3", "50", "100"], content.Column("total_downloads"));
        Assert.Equal(153, content.Json.GetProperty("totals").GetProperty("total_downloads").GetInt32());
        Assert.Equal("A, live", content.Json.GetProperty("title").GetString());
        Assert.False(content.Json.GetProperty("complete").GetBoolean());
        var device = await api.GetAsync("/api/stats/device?device=tv&minutes=1&live=true");
        Assert.Equal(["os 1", "os 2"], device.Column("os_version"));
        Assert.Equal(8, device.Json.GetProperty("totals").GetProperty("avg_speed").GetDouble());
        Assert.Equal(
            ["os 2"], (await api.GetAsync("/api/stats/device?device=tv&os_version=os%202&minutes=1&live=true")).Column("os_version"));
        Assert.Equal(["3", "3"], (await api.GetAsync("/api/stats/content?content_id=a&minutes=3")).Column("total_downloads"));
    }

    [Fact]
    public async Task Pages_follow_one_another_over_stored_and_open_windows()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        api.Live.Answer(Seed.Snapshot(Seed.Now, devices: [Seed.LiveDevice("tv", "os 2", 0, 4, 0), Seed.LiveDevice("tv", "os 1", 0, 2, 0)]));
        var whole = await api.GetAsync("/api/stats/device?device=tv&minutes=5&live=true");
        Assert.Equal(6, whole.Data.Length);

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await api.GetAsync($"/api/stats/device?device=tv&minutes=5&live=true&limit=1{cursor}");
            seen.AddRange(page.Data.Select(item => item.GetRawText()));
            Assert.Equal(whole.Json.GetProperty("totals").GetRawText(), page.Json.GetProperty("totals").GetRawText());
            Assert.Equal(whole.Json.GetProperty("start_time").GetString(), page.Json.GetProperty("start_time").GetString());
            cursor = page.Json.GetProperty("next_cursor").GetString() is { } next ? "&cursor=" + next : "";
            api.Time.Now += TimeSpan.FromSeconds(1); // the range stays that of the first page
        }
        while (cursor.Length > 0);

        Assert.Equal(whole.Data.Select(item => item.GetRawText()), seen);
    }

    [Fact]
    public async Task A_cursor_is_of_no_use_with_another_question()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        var cursor = (await api.GetAsync("/api/stats/content?content_id=a&limit=1")).Json.GetProperty("next_cursor").GetString();

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/stats/content?content_id=a&limit=2&cursor={cursor}")).Status);
        string[] others =
        [
            "content?content_id=b", "content?content_id=a&minutes=61", "content?content_id=a&live=true", "region?region=a",
            "rows/contents?minutes=60",
        ];
        foreach (var other in others)
            AssertRefused(await api.GetAsync($"/api/stats/{other}&cursor={cursor}"), "cursor");
        foreach (var wrong in new[] { "", "AAAA", "%00", "'%20OR%201=1", new string('A', 7_000), cursor![..^3] })
            AssertRefused(await api.GetAsync($"/api/stats/content?content_id=a&cursor={wrong}"), "cursor");
    }

    [Fact]
    public async Task A_key_that_was_never_seen_is_a_404_and_one_without_rows_here_an_empty_list()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        api.Live.Answer(Seed.Snapshot(Seed.Now, [Seed.LiveContent("new", 0, 1, 0)]));

        string[] routes =
        [
            "content?content_id=x", "region?region=x", "device?device=x", "device?device=tv&os_version=x", "region?region='%20OR%20'1'='1",
        ];
        foreach (var route in routes)
        {
            ProblemTests.AssertProblem(
                await api.GetAsync("/api/stats/" + route), HttpStatusCode.NotFound, "not-found", "/api/stats/" + route.Split('?')[0]);
        }
        var known = await api.GetAsync("/api/stats/region?region=EU-Paris&as_of=2026-02-01T00:00:00Z");
        Assert.Empty(known.Data);
        Assert.Equal("null", known.Json.GetProperty("totals").GetProperty("success_rate").GetRawText());
        Assert.Empty((await api.GetAsync("/api/stats/content?content_id=new")).Data); // open, and not asked for
    }

    [Fact]
    public async Task Errors_are_counted_by_code()
    {
        var database = await SeededAsync();
        await database.ExecuteAsync("""UPDATE region_health SET error_counts = '{"TIMEOUT": 2, "DISK_FULL": 5, "": 1}'""");
        await using var api = await ApiHost.StartAsync(database);

        Assert.Equal(
            """{"DISK_FULL":5,"TIMEOUT":2,"":1}""",
            (await api.GetAsync("/api/stats/region?region=EU-Paris")).Data[0].GetProperty("error_counts").GetRawText());
    }

    [Theory]
    [InlineData("content", "content_id")]
    [InlineData("content?content_id=", "content_id")]
    [InlineData("content?content_id=a%00b", "content_id")]
    [InlineData("region", "region")]
    [InlineData("device?os_version=1", "device")]
    [InlineData("content?content_id=a&minutes=0", "minutes")]
    [InlineData("content?content_id=a&minutes=1441", "minutes")]
    [InlineData("content?content_id=a&limit=0", "limit")]
    [InlineData("content?content_id=a&limit=1441", "limit")]
    [InlineData("content?content_id=a&live=x", "live")]
    [InlineData("content?content_id=a&from=2026-03-01T11:00:00Z", "to")]
    [InlineData("content?content_id=a&to=2026-03-01T11:00:00Z", "from")]
    [InlineData("content?content_id=a&from=2026-03-01T11:00:00Z&to=2026-03-01T11:00:00Z", "to")]
    [InlineData("content?content_id=a&from=2026-03-01T11:00:00Z&to=2026-03-08T11:00:00.001Z", "to")]
    [InlineData("content?content_id=a&from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z&minutes=5", "minutes")]
    [InlineData("content?content_id=a&from=2026-03-01T11:00:00Z&to=2026-03-01T12:00:00Z&as_of=2026-03-01T12:00:00Z", "as_of")]
    [InlineData("content?content_id=a&from=2026-03-01&to=2026-03-01T12:00:00Z", "from")]
    [InlineData("rows/contents?limit=1001", "limit")]
    [InlineData("rows/regions?limit=0", "limit")]
    [InlineData("rows/devices?from=x&to=2026-03-01T11:00:00Z", "from")]
    [InlineData("summary?minutes=1441", "minutes")]
    [InlineData("summary?minutes=0", "minutes")]
    public async Task What_is_not_allowed_is_refused_and_named(string route, string parameter)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        AssertRefused(await api.GetAsync("/api/stats/" + route), parameter);
    }

    [Fact]
    public async Task Bounds_themselves_are_allowed()
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());

        string[] ranges = ["minutes=1", "minutes=1440", "limit=1", "limit=1440", "from=2026-03-01T11:00:00Z&to=2026-03-08T11:00:00Z"];
        foreach (var allowed in ranges)
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/content?content_id=a&" + allowed)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync("/api/stats/content?content_id=" + new string('x', 1024))).Status);
        AssertRefused(await api.GetAsync("/api/stats/content?content_id=" + new string('x', 1025)), "content_id");
    }

    [Theory]
    [InlineData("contents", "content_id,title,", "a b a b a b a b")]
    [InlineData("regions", "region,", "ASIA-Tokyo EU-Paris EU-Paris EU-Paris EU-Paris")]
    [InlineData("devices", "device,", "tv tv tv tv")]
    public async Task Rows_come_by_window_and_key_whatever_the_page(string kind, string keyNames, string keys)
    {
        await using var api = await ApiHost.StartAsync(await SeededAsync());
        var whole = await api.GetAsync($"/api/stats/rows/{kind}?minutes=10");
        Assert.StartsWith(keyNames, string.Join(',', Answer.Names(whole.Data[0])), StringComparison.Ordinal);
        Assert.EndsWith(",revision,created_at,updated_at", string.Join(',', Answer.Names(whole.Data[0])), StringComparison.Ordinal);
        Assert.Equal(keys.Split(' '), whole.Column(keyNames.Split(',')[0]));

        var (seen, cursor) = (new List<string>(), "");
        do
        {
            var page = await api.GetAsync($"/api/stats/rows/{kind}?minutes=10&limit=3{cursor}");
            seen.AddRange(page.Data.Select(item => item.GetRawText()));
            cursor = page.Json.GetProperty("next_cursor").GetString() is { } next ? "&cursor=" + next : "";
        }
        while (cursor.Length > 0);

        Assert.Equal(whole.Data.Select(item => item.GetRawText()), seen);
    }

    private static void AssertRefused(Answer answer, string parameter)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal([parameter], Answer.Names(answer.Json.GetProperty("errors")));
    }

    private async Task<NpgsqlDataSource> SeededAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        for (var minute = 1; minute <= 4; minute++)
        {
            await database.ContentAsync("b", minute, 1, 1);
            await database.ContentAsync("a", minute, 3, 0, $"A of minute {minute}");
            await database.RegionAsync("EU-Paris", minute, 3, 1, speed: 10, speedCount: 3);
            await database.DeviceAsync("tv", minute % 2 == 0 ? "os 1" : "os 2", minute, 3, 1, speed: 10, speedCount: 3);
        }

        await database.RegionAsync("ASIA-Tokyo", 4, 3, 1);
        return database;
    }
}
