using System.Net;
using System.Text;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class PushTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Figures_are_pushed_at_once_and_again_when_they_change()
    {
        await using var api = await StartAsync();
        api.Live.Answer(Seed.Snapshot(Seed.Now, [Seed.LiveContent("a", 0, 1, 0)], [Seed.LiveRegion("EU-Paris", 0, 1, 0)]));
        await using var stream = await PushReader.OpenAsync(api);

        var first = await stream.NextAsync("stats");
        Assert.Equal(["realtime", "trending", "regions", "alerts", "pipeline"], Answer.Names(first.Json));
        Assert.Equal((await api.GetAsync("/api/stats/realtime?live=true")).Body, first.Json.GetProperty("realtime").GetRawText());
        Assert.Equal((await api.GetAsync("/api/stats/trending?live=true")).Body, first.Json.GetProperty("trending").GetRawText());
        Assert.Equal((await api.GetAsync("/api/stats/regions?live=true")).Body, first.Json.GetProperty("regions").GetRawText());

        api.Live.Answer(Seed.Snapshot(Seed.Now, [Seed.LiveContent("a", 0, 2, 0)], [Seed.LiveRegion("EU-Paris", 0, 2, 0)]));
        var second = await stream.NextAsync("stats");
        Assert.Equal(2, second.Json.GetProperty("realtime").GetProperty("total_downloads").GetInt64());
        Assert.NotEqual(first.Id, second.Id);
    }

    [Fact]
    public async Task Figures_that_do_not_change_are_not_pushed_and_heartbeats_are()
    {
        await using var api = await StartAsync(options => options.PushHeartbeat = TimeSpan.FromMilliseconds(100));
        await using var stream = await PushReader.OpenAsync(api);
        await stream.NextAsync("stats");
        var computed = api.Live.Calls;

        var next = await stream.NextAsync();
        Assert.Equal("heartbeat", next.Type);
        await WaitUntil.TrueAsync(() => api.Live.Calls > computed + 5, () => $"computed {api.Live.Calls} times");
        Assert.Equal("heartbeat", (await stream.NextAsync()).Type);
    }

    [Fact]
    public async Task Figures_are_computed_once_for_all()
    {
        await using var api = await StartAsync(options => options.PushInterval = TimeSpan.FromMinutes(1));
        var streams = new List<PushReader>();
        for (var i = 0; i < 10; i++)
            streams.Add(await PushReader.OpenAsync(api));

        var events = await Task.WhenAll(streams.Select(stream => stream.NextAsync("stats")));

        Assert.Single(events.Select(e => e.Id).Distinct());
        Assert.Equal(1, api.Live.Calls);
        Assert.Equal(["realtime", "trending", "regions"], api.Results.Questions);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_computed_without_subscribers()
    {
        await using var api = await StartAsync();
        Assert.Equal(0, api.Live.Calls);
        await using (var stream = await PushReader.OpenAsync(api))
            await stream.NextAsync("stats");
        await WaitUntil.TrueAsync(() => api.Hub.SubscriberCount == 0, () => "still subscribed");
        await WaitUntil.TrueAsync(() => !api.Hub.IsRunning, () => "still computing");
    }

    [Fact]
    public async Task A_subscriber_that_has_seen_the_latest_figures_does_not_get_them_again()
    {
        await using var api = await StartAsync(options => options.PushHeartbeat = TimeSpan.FromMilliseconds(100));
        await using var stays = await PushReader.OpenAsync(api);
        var seen = await stays.NextAsync("stats");

        await using var back = await PushReader.OpenAsync(api, seen.Id);
        Assert.Equal("heartbeat", (await back.NextAsync()).Type);
        await using var older = await PushReader.OpenAsync(api, "0-0");
        Assert.Equal(seen.Id, (await older.NextAsync()).Id);
    }

    [Fact]
    public async Task An_outage_is_pushed_once_and_so_is_its_end()
    {
        await using var api = await StartAsync();
        await using var stream = await PushReader.OpenAsync(api);
        var before = await stream.NextAsync("stats");
        api.Live.Fail();

        var outage = await stream.NextAsync("unavailable");
        Assert.Equal(["type", "title", "status", "detail"], Answer.Names(outage.Json));
        Assert.Equal("urn:streampulse:problem:live-state-unavailable", outage.Json.GetProperty("type").GetString());

        api.Live.Answer(FakeLiveState.Empty);
        var after = await stream.NextAsync();
        Assert.Equal("stats", after.Type); // not a second notice of the outage
        Assert.Equal(before.Json.GetProperty("realtime").GetRawText(), after.Json.GetProperty("realtime").GetRawText());
    }

    [Fact]
    public async Task There_are_no_more_subscribers_than_allowed()
    {
        await using var api = await StartAsync(options => options.MaxSubscribers = 2);
        await using var one = await PushReader.OpenAsync(api);
        var two = await PushReader.OpenAsync(api);

        var refused = await api.GetAsync("/api/stats/stream");
        ProblemTests.AssertProblem(refused, HttpStatusCode.ServiceUnavailable, "too-many-subscribers", "/api/stats/stream");
        Assert.NotNull(refused.RetryAfter);

        await two.DisposeAsync();
        await WaitUntil.TrueAsync(() => api.Hub.SubscriberCount == 1, () => $"{api.Hub.SubscriberCount} are subscribed");
        await using var three = await PushReader.OpenAsync(api);
        await three.NextAsync("stats");
    }

    [Fact]
    public async Task A_slow_subscriber_keeps_the_latest_update_alone()
    {
        await using var api = await StartAsync();
        using var slow = api.Hub.Subscribe(lastEventId: null);
        await using var watching = await PushReader.OpenAsync(api);
        PushedEvent last = await watching.NextAsync("stats");
        for (var i = 1; i <= 10; i++)
        {
            api.Live.Answer(Seed.Snapshot(Seed.Now, regions: [Seed.LiveRegion("EU-Paris", 0, i, 0)]));
            last = await watching.NextAsync("stats");
        }

        Assert.True(slow.Updates.TryRead(out var update));
        Assert.Equal(last.Id, update.Id);
        Assert.Contains("\"total_downloads\":10,", Encoding.UTF8.GetString(update.Data), StringComparison.Ordinal);
        Assert.False(slow.Updates.TryRead(out _));
    }

    [Fact]
    public async Task A_stop_of_the_service_ends_the_stream()
    {
        var api = await StartAsync();
        await using var stream = await PushReader.OpenAsync(api);
        await stream.NextAsync("stats");

        await api.StopAsync();

        Assert.True(await stream.EndsAsync());
        await api.DisposeAsync();
    }

    [Fact]
    public async Task Alerts_and_the_state_of_the_pipeline_are_pushed_when_they_change()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.AlertAsync("HIGH_ERROR_RATE", "WARNING", "EU-Paris", 1, Seed.Noon);
        await database.AlertAsync("TRAFFIC_DROP", "WARNING", "EU-Paris", 1, Seed.Noon);
        var progress = new FakeProgress
        {
            Now = new("running", null, FakeProgress.Kafka, [new(0, "active", 10, 15, 0.5), new(1, "active", 10, 17, 2)]),
        };
        await using var api = await ApiHost.StartAsync(
            database, options => options.PushInterval = TimeSpan.FromMilliseconds(10), progress: progress);
        await using var stream = await PushReader.OpenAsync(api);

        var first = (await stream.NextAsync("stats")).Json;
        Assert.Equal(
            ["TRAFFIC_DROP", "HIGH_ERROR_RATE"],
            first.GetProperty("alerts").GetProperty("data").EnumerateArray().Select(a => a.GetProperty("alert_type").GetString()));
        Assert.Equal(
            """{"state":"running","lag_records":12,"lag_seconds":2,"log_reachable":true}""", first.GetProperty("pipeline").GetRawText());

        await AlertHandlingTests.PostAsync(api, 1, "acknowledge", """{"by":"ana"}""");
        var acknowledged = (await stream.NextAsync("stats")).Json.GetProperty("alerts");
        Assert.Equal("ana", acknowledged.GetProperty("data")[1].GetProperty("acknowledged_by").GetString());
        Assert.Equal(1, acknowledged.GetProperty("unacknowledged_count").GetInt32());

        await AlertHandlingTests.PostAsync(api, 1, "resolve", """{"by":"ana"}""");
        Assert.Equal(1, (await stream.NextAsync("stats")).Json.GetProperty("alerts").GetProperty("open_count").GetInt32());

        progress.Now = progress.Now with { State = "log_away", Log = FakeProgress.Kafka with { Reachable = false } };
        Assert.Equal("log_away", (await stream.NextAsync("stats")).Json.GetProperty("pipeline").GetProperty("state").GetString());
    }

    /// <summary>
    /// Bytes pile up in the connection until it is full, and then in nobody's memory: the server's view of the reader stays at one update.
    /// </summary>
    [Fact]
    public async Task A_client_that_does_not_read_holds_nobody_up_and_gets_the_latest_when_it_does()
    {
        await using var api = await StartAsync();
        using var stuck = new System.Net.Sockets.TcpClient { ReceiveBufferSize = 4096 };
        await stuck.ConnectAsync(api.Client.BaseAddress!.Host, api.Client.BaseAddress.Port);
        await stuck.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /api/stats/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        await WaitUntil.TrueAsync(() => api.Hub.SubscriberCount == 1, () => "the client that does not read is not subscribed");
        await using var reading = await PushReader.OpenAsync(api);
        await reading.NextAsync("stats");

        var contents = Enumerable.Range(0, 20).Select(i => Seed.LiveContent($"c{i}", 0, 1, 0, new string('t', 40_000))).ToList();
        const int Updates = 100; // of 200 kB each, far more than the connection's buffers take
        for (var i = 1; i <= Updates; i++)
        {
            api.Live.Answer(Seed.Snapshot(Seed.Now, contents, [Seed.LiveRegion("EU-Paris", 0, i, 0)]));
            Assert.Equal(i, (await reading.NextAsync("stats")).Json.GetProperty("realtime").GetProperty("total_downloads").GetInt32());
        }

        var received = await ReadUntilAsync(stuck, $"\"realtime\":{{\"total_downloads\":{Updates},");
        Assert.InRange(Occurrences(received, "event: stats"), 2, Updates / 2);
    }

    private static async Task<string> ReadUntilAsync(System.Net.Sockets.TcpClient client, string end)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        var tail = "";
        while (!tail.Contains(end, StringComparison.Ordinal))
        {
            var read = await client.GetStream().ReadAsync(buffer, bound.Token);
            Assert.True(read > 0, "The stream ended.");
            var part = Encoding.UTF8.GetString(buffer, 0, read);
            tail = (tail.Length > end.Length ? tail[^end.Length..] : tail) + part;
            text.Append(part);
        }

        return text.ToString();
    }

    private static int Occurrences(string text, string word) => text.Split(word).Length - 1;

    private async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), options =>
        {
            options.PushInterval = TimeSpan.FromMilliseconds(10);
            configure?.Invoke(options);
        });
}
