using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>How large a request may be and how long an answer may take.</summary>
public sealed class RequestBoundsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_answer_that_does_not_come_is_a_504()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.RequestTimeout = TimeSpan.FromMilliseconds(200));
        api.Results.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var answer = await api.GetAsync("/api/stats/realtime?live=false");

        ProblemTests.AssertProblem(answer, HttpStatusCode.GatewayTimeout, "timeout", "/api/stats/realtime");
        Assert.Contains("0.2 s", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        api.Results.Gate.SetResult();
    }

    [Fact]
    public async Task A_stream_may_last_longer_than_an_answer()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(),
            options => (options.RequestTimeout, options.PushHeartbeat) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(150)));
        api.Live.Answer(Seed.Snapshot(Seed.Now));
        await using var stream = await PushReader.OpenAsync(api);

        var events = new List<string>();
        while (events.Count(type => type == "heartbeat") < 3)
            events.Add((await stream.NextAsync()).Type);

        Assert.Equal("stats", events[0]);
    }

    [Fact]
    public async Task A_long_header_is_refused()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.Add("X-Long", new string('x', 17_000));

        using var answer = await api.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData(64 * 1024, HttpStatusCode.OK)]
    [InlineData((64 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_of_another_route_is_small(int bytes, HttpStatusCode status)
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), routes: app => app.MapPost("/echo", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            return TypedResults.Ok((await reader.ReadToEndAsync()).Length);
        }));

        var answer = await api.PostAsync("/echo", Encoding.ASCII.GetBytes(new string('x', bytes)), "text/plain");

        Assert.Equal(status, answer.Status);
    }
}
