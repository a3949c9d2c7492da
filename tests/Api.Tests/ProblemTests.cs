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
