using System.Net;
using System.Text;
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
    [InlineData(16 * 1024, HttpStatusCode.NotFound)]
    [InlineData((16 * 1024) + 1, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_body_of_another_route_is_small(int bytes, HttpStatusCode status)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var body = """{"by":"ann"}""".PadRight(bytes);

        Assert.Equal(status, (await api.PostAsync("/api/alerts/1/acknowledge", Encoding.ASCII.GetBytes(body), "application/json")).Status);
    }

    [Theory]
    [InlineData("/api/events", "application/json", 413)]
    [InlineData("/api/events", "text/plain", 415)]
    [InlineData("/api/alerts/1/acknowledge", "application/json", 413)]
    [InlineData("/api/nothing", "application/json", 404)]
    [InlineData("/api/me", "application/json", 405)]
    public async Task A_client_that_sends_a_large_body_first_sees_why_it_was_refused(string path, string contentType, int status)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var part = new byte[64 * 1024];
        foreach (var isChunked in new[] { false, true })
        {
            var length = isChunked ? "Transfer-Encoding: chunked" : $"Content-Length: {256 * part.Length}";
            var answer = await RawRequest.SendAsync(
                api, $"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {contentType}\r\n{length}\r\n\r\n",
                async connection =>
                {
                    for (var i = 0; i < 256; i++)
                    {
                        if (isChunked)
                            await connection.WriteAsync(Encoding.ASCII.GetBytes("10000\r\n"));
                        await connection.WriteAsync(part);
                        if (isChunked)
                            await connection.WriteAsync(Encoding.ASCII.GetBytes("\r\n"));
                    }

                    if (isChunked)
                        await connection.WriteAsync(Encoding.ASCII.GetBytes("0\r\n\r\n"));
                });

            Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
            Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
        }
    }
}
