using System.Net;
using FsCheck;
using FsCheck.Fluent;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Storage.Queries;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>Stored rows and open windows together.</summary>
public sealed class LiveCombinationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_window_that_is_open_in_the_snapshot_and_stored_counts_once()
    {
        var database = await postgres.CreateDatabaseAsync();
        await SeedMinuteAsync(database, 1, 10); // stored alone
        await SeedMinuteAsync(database, 0, 7); // closed between the snapshot and the query
        await using var api = await ApiHost.StartAsync(database);
        api.Live.Answer(Seed.Snapshot(
            Seed.Now,
            [Seed.LiveContent("a", 0, 5, 0)],
            [Seed.LiveRegion("EU-Paris", 0, 5, 0, speed: 40, speedCount: 5, duration: 30)],
            [Seed.LiveDevice("tv", "os", 0, 5, 0, speed: 40, speedCount: 5)]));

        Assert.Equal("15", (await api.GetAsync("/api/stats/realtime?live=true")).Json.GetProperty("total_downloads").ToString());
        Assert.Equal(["15"], (await api.GetAsync("/api/stats/trending?live=true")).Column("total_downloads"));
        Assert.Equal(["15"], (await api.GetAsync("/api/stats/regions?live=true")).Column("downloads"));
        Assert.Equal(["15"], (await api.GetAsync("/api/stats/devices?live=true")).Column("total_downloads"));
        Assert.Equal(["10", "5"], (await api.GetAsync("/api/stats/timeseries?live=true")).Column("total_downloads"));

        Assert.Equal("17", (await api.GetAsync("/api/stats/realtime?live=false")).Json.GetProperty("total_downloads").ToString());
        Assert.Equal(["17"], (await api.GetAsync("/api/stats/trending?live=false")).Column("total_downloads"));
        Assert.Equal(["17"], (await api.GetAsync("/api/stats/regions?live=false")).Column("downloads"));
        Assert.Equal(["17"], (await api.GetAsync("/api/stats/devices?live=false")).Column("total_downloads"));
        Assert.Equal(["10", "7"], (await api.GetAsync("/api/stats/timeseries?live=false")).Column("total_downloads"));
    }

    [Fact]
    public async Task Live_rows_weigh_as_stored_ones()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.RegionAsync("EU-Paris", 1, 9, 1, speed: 10, speedCount: 9, duration: 20);
        await using var api = await ApiHost.StartAsync(database);
        api.Live.Answer(Seed.Snapshot(Seed.Now, regions: [Seed.LiveRegion("EU-Paris", 0, 1, 1, speed: 60, speedCount: 1, duration: 120)]));

        var region = Assert.Single((await api.GetAsync("/api/stats/regions?live=true")).Data);
        Assert.Equal("0.833", region.GetProperty("success_rate").GetRawText()); // 10/12
        Assert.Equal("15", region.GetProperty("avg_speed").GetRawText()); // (9*10 + 60) / 10
        // (9*20 + 120) / 10
        Assert.Equal("30", (await api.GetAsync("/api/stats/realtime")).Json.GetProperty("avg_download_time").GetRawText());
    }

    [Fact]
    public async Task The_top_is_exact_over_both()
    {
        var database = await postgres.CreateDatabaseAsync();
        for (var i = 0; i < 30; i++)
            await database.ContentAsync($"stored{i:00}", 1, 10, 0);
        await database.ContentAsync("both", 1, 6, 0, "old title"); // in the top by neither part alone
        await using var api = await ApiHost.StartAsync(database);
        var live = Enumerable.Range(0, 30).Select(i => Seed.LiveContent($"live{i:00}", 0, 10, 0))
            .Append(Seed.LiveContent("both", 0, 6, 1, "new title"));
        api.Live.Answer(Seed.Snapshot(Seed.Now, live.ToList()));

        var answer = await api.GetAsync("/api/stats/trending?limit=2");

        Assert.Equal(["both", "live00"], answer.Column("content_id"));
        Assert.Equal(["new title", "live00"], answer.Column("title"));
        Assert.Equal(["13", "10"], answer.Column("total_downloads"));
    }

    [Fact]
    public async Task The_title_is_the_stored_one_where_the_stored_window_is_later()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ContentAsync("a", 1, 1, 0, "stored");
        await using var api = await ApiHost.StartAsync(database);
        api.Live.Answer(Seed.Snapshot(Seed.Now, [Seed.LiveContent("a", 3, 1, 0, "live")]));

        Assert.Equal(["stored"], (await api.GetAsync("/api/stats/trending")).Column("title"));
    }

    [Fact]
    public async Task Open_windows_outside_the_range_are_left_out()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        api.Live.Answer(Seed.Snapshot(
            Seed.Now, [Seed.LiveContent("old", 5, 1, 0), Seed.LiveContent("now", 0, 1, 0), Seed.LiveContent("ahead", -1, 1, 0)]));

        Assert.Equal(["now"], (await api.GetAsync("/api/stats/trending")).Column("content_id"));
    }

    [Theory]
    [InlineData("realtime")]
    [InlineData("trending")]
    [InlineData("regions")]
    [InlineData("timeseries")]
    [InlineData("devices")]
    public async Task Without_open_windows_a_live_answer_is_a_503_and_a_stored_one_is_not(string route)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        api.Live.Fail();

        var live = await api.GetAsync($"/api/stats/{route}?live=true");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, live.Status);
        Assert.Equal("urn:streampulse:problem:live-state-unavailable", live.Json.GetProperty("type").GetString());
        Assert.NotNull(live.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/stats/{route}?live=false")).Status);
    }

    [Fact]
    public async Task A_keeper_of_open_windows_that_does_not_answer_is_a_503()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.LiveStateTimeout = TimeSpan.FromMilliseconds(50));
        api.Live.Gate = new TaskCompletionSource();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/api/stats/realtime")).Status);
    }

    /// <summary>
    /// However windows are spread over store and snapshot, with rows of open windows stored as well, the totals are those of each
    /// window counted once.
    /// </summary>
    [Fact]
    public async Task Any_spread_of_windows_over_store_and_snapshot_gives_the_same_totals()
    {
        var database = await postgres.CreateDatabaseAsync();
        var results = new PostgresStoredResults(database, new StoredResultsOptions());
        var row =
            from content in Gen.Choose(0, 5)
            from minute in Gen.Choose(0, 7)
            from count in Gen.Choose(1, 20)
            select (Content: $"c{content}", Minute: minute, Count: count);
        var scenario =
            from rows in Gen.ListOf(row)
            from open in Gen.SubListOf(Enumerable.Range(0, 8))
            from storedToo in Gen.Choose(0, 2)
            select (Rows: rows.DistinctBy(r => (r.Content, r.Minute)).ToArray(), Open: open.ToHashSet(), StoredToo: storedToo);

        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(scenario.ToArbitrary(), s => HoldsAsync(s.Rows, s.Open, s.StoredToo).GetAwaiter().GetResult()));

        async Task<bool> HoldsAsync((string Content, int Minute, int Count)[] rows, HashSet<int> open, int storedToo)
        {
            await database.ExecuteAsync("TRUNCATE content_stats");
            foreach (var r in rows)
            {
                if (!open.Contains(r.Minute))
                    await database.ContentAsync(r.Content, r.Minute, r.Count, 0);
                else if (storedToo > 0)
                    await database.ContentAsync(r.Content, r.Minute, r.Count + storedToo, 0);
            }

            var live = Seed.Snapshot(
                Seed.Now, rows.Where(r => open.Contains(r.Minute)).Select(r => Seed.LiveContent(r.Content, r.Minute, r.Count, 0)).ToList());
            var selection = new WindowSelection(Seed.Start(5), Seed.Start(-1), live);
            var answer = await results.GetTrendingAsync(selection, 3, CancellationToken.None);
            var expected = rows.Where(r => r.Minute <= 5).GroupBy(r => r.Content).Select(g => (g.Key, Total: g.Sum(r => (long)r.Count)))
                .OrderByDescending(c => c.Total).ThenBy(c => c.Key, StringComparer.Ordinal).Take(3);
            return expected.SequenceEqual(answer.Value.Select(c => (c.ContentId, c.Total)));
        }
    }

    private static async Task SeedMinuteAsync(Npgsql.NpgsqlDataSource database, int minute, long count)
    {
        await database.ContentAsync("a", minute, count, 0);
        await database.RegionAsync("EU-Paris", minute, count, 0, speed: 20, speedCount: count, duration: 60);
        await database.DeviceAsync("tv", "os", minute, count, 0, speed: 20, speedCount: count);
    }
}
