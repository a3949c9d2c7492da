using System.Net;
using System.Text.Json;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class ParameterTests(PostgresFixture postgres)
{
    /// <summary>Route, parameter, smallest and largest value.</summary>
    public static TheoryData<string, string, int, int> Bounds => new()
    {
        { "realtime", "minutes", 1, 60 },
        { "trending", "minutes", 1, 60 },
        { "trending", "limit", 1, 20 },
        { "regions", "minutes", 1, 60 },
        { "alerts", "limit", 1, 50 },
        { "timeseries", "minutes", 5, 1440 },
        { "devices", "minutes", 1, 60 },
        { "devices", "limit", 1, 20 },
    };

    [Theory]
    [MemberData(nameof(Bounds))]
    public async Task Bounds_are_allowed_and_what_is_beyond_is_not(string route, string parameter, int minimum, int maximum)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        foreach (var allowed in new[] { minimum, maximum })
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/stats/{route}?{parameter}={allowed}")).Status);
        foreach (var refused in new[] { minimum - 1, maximum + 1 })
        {
            AssertRefused(
                await api.GetAsync($"/api/stats/{route}?{parameter}={refused}"), parameter, $"{refused}",
                $"a whole number from {minimum} to {maximum}");
        }
    }

    [Theory]
    [InlineData("realtime", "minutes", "abc")]
    [InlineData("realtime", "minutes", "")]
    [InlineData("realtime", "minutes", "5.0")]
    [InlineData("realtime", "minutes", "1e1")]
    [InlineData("realtime", "minutes", " 5")]
    [InlineData("realtime", "minutes", "99999999999999999999")]
    [InlineData("realtime", "minutes", "-5")]
    [InlineData("realtime", "minutes", "٥")]
    [InlineData("trending", "limit", "5; DROP TABLE content_stats")]
    [InlineData("trending", "limit", "null")]
    [InlineData("trending", "live", "maybe")]
    [InlineData("trending", "live", "")]
    [InlineData("regions", "live", "2")]
    [InlineData("alerts", "acknowledged", "' OR 1=1 --")]
    [InlineData("alerts", "severity", "FATAL")]
    [InlineData("alerts", "severity", "")]
    [InlineData("alerts", "severity", "WARNING' OR '1'='1")]
    [InlineData("alerts", "severity", "WARNING,INFO")]
    [InlineData("devices", "as_of", "yesterday")]
    [InlineData("devices", "as_of", "2026-03-01T12:00:00")]
    [InlineData("devices", "as_of", "2026-03-01")]
    [InlineData("devices", "as_of", "1772366400")]
    [InlineData("devices", "as_of", "2026-02-30T12:00:00Z")]
    [InlineData("devices", "as_of", "1999-12-31T23:59:59Z")]
    [InlineData("devices", "as_of", "2200-01-01T00:00:00Z")]
    [InlineData("devices", "as_of", "2026-03-01T12:00:00Z'); DELETE FROM alerts; --")]
    public async Task A_value_of_another_kind_is_refused(string route, string parameter, string value)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync($"/api/stats/{route}?{parameter}={Uri.EscapeDataString(value)}");

        AssertRefused(answer, parameter, value, allowed: null);
        Assert.Empty(api.Results.Questions);
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync("/api/stats/trending?minutes=0&limit=21&live=x&as_of=x");

        Assert.Equal(["as_of", "limit", "live", "minutes"], Answer.Names(answer.Json.GetProperty("errors")));
    }

    [Fact]
    public async Task A_parameter_given_twice_is_refused()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        AssertRefused(await api.GetAsync("/api/stats/realtime?minutes=5&minutes=6"), "minutes", "5,6", allowed: null);
    }

    [Theory]
    [InlineData("/api/stats/realtime?minuts=5", "minuts", "did you mean minutes?")]
    [InlineData("/api/stats/trending?asOf=x", "asOf", "did you mean as_of?")]
    [InlineData("/api/stats/trending?limti=5", "limti", "did you mean limit?")]
    [InlineData("/api/stats/content?content_id=a&contentid=b", "contentid", "did you mean content_id?")]
    [InlineData("/api/stats/realtime?colour=blue", "colour", "the parameters of this route are minutes, live, as_of")]
    [InlineData("/api/stats/realtime?=5", "", "the parameters of this route are minutes, live, as_of")]
    [InlineData("/api/alerts/1?x=1", "x", "this route has no parameters")]
    [InlineData("/api/me?x=1", "x", "this route has no parameters")]
    [InlineData("/api/pipeline?x=1", "x", "this route has no parameters")]
    [InlineData("/api/stats/rows/regions?limits=5", "limits", "did you mean limit?")]
    [InlineData("/health?x=1", "x", "this route has no parameters")]
    public async Task A_parameter_that_is_not_known_is_refused_and_the_near_one_suggested(string path, string name, string suggestion)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync(path);

        AssertRefused(answer, name, answer.Json.GetProperty("errors").GetProperty(name).GetProperty("value").GetString()!, null);
        Assert.Contains(
            suggestion, answer.Json.GetProperty("errors").GetProperty(name).GetProperty("allowed").GetString(), StringComparison.Ordinal);
        Assert.Empty(api.Results.Questions);
    }

    [Fact]
    public async Task Names_are_known_in_either_case_and_all_errors_are_told_at_once()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/realtime?Minutes=5")).Status);
        var answer = await api.GetAsync("/api/stats/content?minutes=0&colour=blue");
        Assert.Equal(["colour", "content_id", "minutes"], Answer.Names(answer.Json.GetProperty("errors")));
    }

    [Theory]
    [InlineData("2026-03-01T12:00:00", "a time without a zone")]
    [InlineData("2026-03-01T12:00:00+0000", "an offset without a colon")]
    [InlineData("20260301T120000Z", "a time in the basic format")]
    [InlineData("1999-12-31T23:59:59Z", "a time out of this range")]
    public async Task A_time_that_is_refused_is_told_what_is_wrong_with_it(string time, string reason)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await api.GetAsync($"/api/stats/devices?as_of={Uri.EscapeDataString(time)}");

        AssertRefused(answer, "as_of", time, allowed: null);
        Assert.Contains("found " + reason, answer.Json.GetProperty("detail").GetString() + answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("True", true)]
    [InlineData("1", true)]
    [InlineData("FALSE", false)]
    [InlineData("0", false)]
    public async Task Truth_is_written_in_several_ways(string value, bool live)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/api/stats/regions?live={value}")).Status);
        Assert.Equal(live ? 1 : 0, api.Live.Calls);
    }

    [Theory]
    [InlineData("realtime", true)]
    [InlineData("trending", true)]
    [InlineData("regions", false)]
    [InlineData("timeseries", false)]
    [InlineData("devices", false)]
    public async Task Realtime_and_trending_are_live_unless_asked_otherwise(string route, bool live)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        await api.GetAsync($"/api/stats/{route}");

        Assert.Equal(live ? 1 : 0, api.Live.Calls);
    }

    private static void AssertRefused(Answer answer, string parameter, string value, string? allowed)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(["type", "title", "status", "detail", "instance", "trace_id", "errors"], Answer.Names(answer.Json));
        Assert.Equal("urn:streampulse:problem:invalid-parameters", answer.Json.GetProperty("type").GetString());
        Assert.Equal(422, answer.Json.GetProperty("status").GetInt32());
        Assert.NotEqual("", answer.Json.GetProperty("trace_id").GetString());
        var error = Assert.Single(answer.Json.GetProperty("errors").EnumerateObject());
        Assert.Equal(parameter, error.Name);
        Assert.Equal(value, error.Value.GetProperty("value").GetString());
        if (allowed is not null)
            Assert.Equal(allowed, error.Value.GetProperty("allowed").GetString());
        Assert.Equal(JsonValueKind.String, error.Value.GetProperty("allowed").ValueKind);
    }
}
