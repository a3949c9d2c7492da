using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>as_of, watermark and complete.</summary>
public sealed class FreshnessTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("11:50:00", "11:50:00", true)]
    [InlineData("11:50:00", "11:49:59.999", false)]
    [InlineData("11:50:00.001", "11:50:59.999", false)] // the window of 11:50 belongs to the range and is open
    [InlineData("11:50:00.001", "11:51:00", true)]
    public async Task An_answer_is_complete_when_its_last_window_is_closed(string asOf, string watermark, bool complete)
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(DateTimeOffset.Parse($"2026-03-01T{watermark}Z"));
        await using var api = await ApiHost.StartAsync(database);

        foreach (var route in new[] { "realtime", "trending", "regions", "timeseries", "devices", "alerts" })
        {
            var answer = await api.GetAsync($"/api/stats/{route}?as_of=2026-03-01T{asOf}Z");
            Assert.Equal(complete, answer.Json.GetProperty("complete").GetBoolean());
            Assert.Equal(DateTimeOffset.Parse($"2026-03-01T{watermark}Z"), answer.Json.GetProperty("watermark").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task An_open_window_in_the_range_makes_a_live_answer_incomplete()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Noon);
        await using var api = await ApiHost.StartAsync(database);
        // an idle partition came back with older events
        api.Live.Answer(Seed.Snapshot(Seed.Noon, regions: [Seed.LiveRegion("EU-Paris", 13, 1, 0)]));

        Assert.False(
            (await api.GetAsync("/api/stats/regions?live=true&minutes=5&as_of=2026-03-01T11:50:00Z")).Json.GetProperty("complete")
                .GetBoolean());
        Assert.True(
            (await api.GetAsync("/api/stats/regions?live=false&minutes=5&as_of=2026-03-01T11:50:00Z")).Json.GetProperty("complete")
                .GetBoolean());
        Assert.True(
            (await api.GetAsync("/api/stats/regions?live=true&minutes=2&as_of=2026-03-01T11:50:00Z")).Json.GetProperty("complete")
                .GetBoolean());
    }

    [Fact]
    public async Task The_later_watermark_is_shown()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.StateAsync(Seed.Start(1));
        await using var api = await ApiHost.StartAsync(database);
        api.Live.Answer(FakeLiveState.Empty with { Watermark = Seed.Noon });

        Assert.Equal("2026-03-01T12:00:00+00:00", (await api.GetAsync("/api/stats/realtime")).Json.GetProperty("watermark").GetString());
        Assert.Equal(
            "2026-03-01T11:59:00+00:00", (await api.GetAsync("/api/stats/realtime?live=false")).Json.GetProperty("watermark").GetString());
        await database.StateAsync(Seed.Now);
        Assert.Equal("2026-03-01T12:00:30+00:00", (await api.GetAsync("/api/stats/realtime")).Json.GetProperty("watermark").GetString());
    }
}
