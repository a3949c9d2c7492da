using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class ProblemTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData("/nothing")]
    [InlineData("/api/stats")]
    [InlineData("/api/stats/realtime/more")]
    [InlineData("/openapi/v2.json")]
    public async Task An_unknown_address_is_a_404_problem(string path)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        AssertProblem(await api.GetAsync(path), HttpStatusCode.NotFound, "not-found", path);
    }

    [Fact]
    public async Task Another_method_is_a_405_problem()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        AssertProblem(
            await api.SendAsync(new HttpRequestMessage(HttpMethod.Delete, "/api/stats/alerts")), HttpStatusCode.MethodNotAllowed,
            "method-not-allowed", "/api/stats/alerts");
    }

    [Theory]
    [InlineData("GET /api/alerts/%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "/api/alerts/%00")]
    [InlineData("GET /api/stats/content/a%00b?x=1 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400, "/api/stats/content/a%00b")]
    [InlineData("GET /api/me HTTP/1.1\r\n\r\n", 400, "/api/me")]
    [InlineData("GET /api/me HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "/api/me")]
    [InlineData("GET /api/me HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n", 400, "/api/me")]
    [InlineData("POST /api/events HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400, "/api/events")]
    [InlineData("GET /api/me HTTP/3.7\r\nHost: localhost\r\n\r\n", 505, "")]
    [InlineData("nonsense\r\n\r\n", 400, "")]
    public async Task What_the_server_refuses_before_it_reaches_a_route_is_a_problem_too(string request, int status, string path)
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        var answer = await RawRequest.SendAsync(api, request);

        AssertRawProblem(answer, status, path);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/me")).Status);
    }

    [Fact]
    public async Task Too_long_a_request_line_or_header_is_a_problem()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());

        AssertRawProblem(await RawRequest.SendAsync(api, $"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n"), 414, "");
        AssertRawProblem(
            await RawRequest.SendAsync(api, $"GET /api/me HTTP/1.1\r\nHost: localhost\r\nX-Long: {new string('a', 17_000)}\r\n\r\n"), 431,
            "/api/me");
    }

    private static void AssertRawProblem(string answer, int status, string path)
    {
        var parts = answer.Split("\r\n\r\n");
        Assert.Equal(2, parts.Length);
        Assert.StartsWith($"HTTP/1.1 {status} ", parts[0], StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Type: application/problem+json\r\n", parts[0], StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", parts[0] + "\r\n", StringComparison.Ordinal);
        var json = System.Text.Json.JsonDocument.Parse(parts[1]).RootElement;
        Assert.Equal(["type", "title", "status", "detail", "instance", "trace_id"], Answer.Names(json));
        Assert.Equal("urn:streampulse:problem:bad-request", json.GetProperty("type").GetString());
        Assert.Equal(status, json.GetProperty("status").GetInt32());
        Assert.Equal(path, json.GetProperty("instance").GetString());
        var detail = json.GetProperty("detail").GetString()!;
        Assert.DoesNotContain("''", detail, StringComparison.Ordinal);
        Assert.Equal(path.Contains("%00", StringComparison.Ordinal), detail.Contains("U+0000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_defect_is_a_500_that_tells_nothing_of_the_inside()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        api.Results.Failure = new InvalidOperationException("secret password=hunter2");

        var answer = await api.GetAsync("/api/stats/realtime");

        AssertProblem(answer, HttpStatusCode.InternalServerError, "internal", "/api/stats/realtime");
        Assert.DoesNotContain("hunter2", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", answer.Body, StringComparison.Ordinal);
        Assert.Null(answer.RetryAfter);
    }

    [Fact]
    public async Task A_missing_table_is_no_outage()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateEmptyDatabaseAsync());

        AssertProblem(await api.GetAsync("/api/stats/realtime"), HttpStatusCode.InternalServerError, "internal", "/api/stats/realtime");
    }

    internal static void AssertProblem(Answer answer, HttpStatusCode status, string kind, string path)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(["type", "title", "status", "detail", "instance", "trace_id"], Answer.Names(answer.Json));
        Assert.Equal("urn:streampulse:problem:" + kind, answer.Json.GetProperty("type").GetString());
        Assert.Equal((int)status, answer.Json.GetProperty("status").GetInt32());
        Assert.Equal(path, answer.Json.GetProperty("instance").GetString());
        Assert.NotEqual("", answer.Json.GetProperty("trace_id").GetString());
    }
}
