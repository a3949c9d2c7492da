using System.Diagnostics;
using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>ETag, 304, Cache-Control, and how many questions many clients cost.</summary>
public sealed class CachingTests(PostgresFixture postgres)
{
    private const string Closed = "/api/stats/timeseries?minutes=5&as_of=2026-03-01T12:00:00Z";

    [Fact]
    public async Task Who_has_the_answer_gets_a_304_until_a_row_is_revised()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.RegionAsync("EU-Paris", 1, 3, 1);
        await using var api = await ApiHost.StartAsync(database);
        var first = await api.GetAsync(Closed);
        var tag = first.Headers["ETag"];

        await database.StateAsync(Seed.Noon.AddMinutes(5)); // the watermark moves on, and a complete answer stays as it is
        var known = await api.GetAsync(Closed, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NotModified, known.Status);
        Assert.Equal("", known.Body);
        Assert.Equal(tag, known.Headers["ETag"]);
        Assert.Equal(first.Headers["Cache-Control"], known.Headers["Cache-Control"]);
        Assert.Equal("Accept, Authorization", known.Headers["Vary"]);

        await database.ExecuteAsync("UPDATE region_health SET total_downloads = 5, failed_downloads = 2, revision = 2");
        var revised = await api.GetAsync(Closed, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, revised.Status);
        Assert.NotEqual(tag, revised.Headers["ETag"]);
    }

    [Fact]
    public async Task The_tag_is_of_what_is_shown_and_not_of_when()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await database.RegionAsync("EU-Paris", 1, 3, 1);
        await using var api = await ApiHost.StartAsync(database);
        var first = await api.GetAsync("/api/stats/timeseries");
        api.Time.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(first.Headers["ETag"], (await api.GetAsync("/api/stats/timeseries")).Headers["ETag"]);
        await database.StateAsync(Seed.Noon.AddSeconds(20)); // of an answer that is not complete, the watermark is part
        Assert.NotEqual(first.Headers["ETag"], (await api.GetAsync("/api/stats/timeseries")).Headers["ETag"]);
    }

    [Fact]
    public async Task A_representation_has_a_tag_of_its_own()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var json = await api.GetAsync(Closed);
        var csv = await api.GetAsync(Closed, ("Accept", "text/csv"));

        Assert.NotEqual(json.Headers["ETag"], csv.Headers["ETag"]);
        Assert.Equal(
            HttpStatusCode.OK, (await api.GetAsync(Closed, ("Accept", "text/csv"), ("If-None-Match", json.Headers["ETag"]))).Status);
        Assert.Equal(
            HttpStatusCode.NotModified,
            (await api.GetAsync(Closed, ("Accept", "text/csv"), ("If-None-Match", $"\"x\", {csv.Headers["ETag"]}"))).Status);
        Assert.Equal(HttpStatusCode.NotModified, (await api.GetAsync(Closed, ("If-None-Match", "*"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync(Closed, ("If-None-Match", "no tag"))).Status);
    }

    [Theory]
    [InlineData("/api/stats/regions", "max-age=2, must-revalidate, private")] // it moves with the clock
    [InlineData("/api/stats/regions?as_of=2026-03-01T12:00:30Z", "max-age=2, must-revalidate, private")] // its last window is open
    [InlineData("/api/stats/regions?as_of=2026-03-01T12:00:00Z", "max-age=60, must-revalidate, private")] // closed, and may be revised
    [InlineData("/api/stats/regions?as_of=2026-02-27T12:00:00Z", "max-age=3600, must-revalidate, private")] // long over
    [InlineData("/api/stats/rows/contents?from=2026-02-27T11:00:00Z&to=2026-02-27T12:00:00Z", "max-age=3600, must-revalidate, private")]
    [InlineData("/api/stats/summary?live=false&as_of=2026-03-01T12:00:00Z", "max-age=60, must-revalidate, private")]
    [InlineData("/api/stats/regions?live=true", "no-cache, private")]
    [InlineData("/api/stats/summary", "no-cache, private")]
    [InlineData("/api/stats/realtime", "no-cache, private")]
    [InlineData("/api/alerts", "no-cache, private")] // people change it
    [InlineData("/api/stats/alerts", "no-cache, private")]
    public async Task A_client_may_keep_what_does_not_move(string path, string expected)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await using var api = await ApiHost.StartAsync(database, options => options.StoredAnswerLifetime = TimeSpan.FromSeconds(1.5));

        var header = (await api.GetAsync(path)).Headers["Cache-Control"];

        Assert.Equal(expected.Split(", "), header.Split(", ").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_problem_is_not_kept()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.False((await api.GetAsync("/api/stats/region?region=x")).Headers.ContainsKey("ETag"));
    }

    [Fact]
    public async Task Thirty_two_clients_cost_about_one_question_a_period()
    {
        var period = TimeSpan.FromMilliseconds(250);
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.StoredAnswerLifetime = period);
        var started = Stopwatch.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 32).Select(async _ =>
        {
            for (var i = 0; i < 30; i++)
                Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/regions")).Status);
        }));

        var periods = (int)(Stopwatch.GetElapsedTime(started) / period) + 1;
        Assert.InRange(api.Results.Questions.Count, 1, periods); // of 960 requests
    }

    [Fact]
    public async Task Pushed_figures_cost_the_same_however_many_are_subscribed()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.PushInterval = TimeSpan.FromMinutes(1));
        var streams = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => PushReader.OpenAsync(api)));
        await Task.WhenAll(streams.Select(stream => stream.NextAsync("stats")));

        Assert.Equal(3, api.Results.Questions.Count);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }
}
