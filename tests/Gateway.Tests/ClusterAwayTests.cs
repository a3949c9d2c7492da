using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using StreamPulse.Gateway.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Gateway.Tests;

/// <summary>A gateway while no silo runs: honest about what it cannot know, and of use for the rest.</summary>
public sealed class ClusterAwayTests(PostgresFixture postgres)
{
    private const string Live = "/api/stats/realtime?minutes=60&live=true&as_of=" + SameLog.AsOf;
    private const string Stored = "/api/stats/realtime?minutes=60&live=false&as_of=" + SameLog.AsOf;

    [Fact]
    public async Task WithoutSilos_LiveAnswersAre503_StoredOnesAreGiven_AndNothingIsEverEmpty()
    {
        var database = await postgres.CreateDatabaseAsync();
        var connectionString = postgres.ConnectionStringOf(database);
        await SameLog.AppendAsync(database);
        await using var gateway = await RunningApp.StartGatewayAsync(connectionString);
        await RequireAwayAsync(gateway); // none has run yet

        await using (await RunningApp.StartSiloAsync(connectionString))
        {
            await WaitForAllAsync(gateway, least: 0);
            await Progress.UntilAsync("health with a silo", "healthy", () => WordAsync(gateway, "status"));
            await Progress.UntilAsync(
                "a closed window", true, async () => (await gateway.GetAsync(Stored))["total_downloads"]!.GetValue<long>() > 0);
        }

        var stored = (await gateway.GetAsync(Stored)).ToJsonString();
        Assert.True(JsonNode.Parse(stored)!["total_downloads"]!.GetValue<long>() > 0);
        await RequireAwayAsync(gateway); // all have gone
        Assert.Equal(stored, (await gateway.GetAsync(Stored)).ToJsonString());
        Assert.Equal(HttpStatusCode.Accepted, await PostOneAsync(gateway));

        // Others, at other addresses; until they answer there is a 503 or the whole truth, and nothing between.
        await using var again = await RunningApp.StartSiloAsync(connectionString);
        await WaitForAllAsync(gateway, least: SameLog.Events);
        await Progress.UntilAsync("health with silos again", "running", () => WordAsync(gateway, "engine"));
    }

    /// <summary>
    /// Asks until the answer holds all events; every answer before that holds at least so many, or is a 503 that says when to ask again.
    /// </summary>
    private static async Task WaitForAllAsync(RunningApp gateway, int least)
        => await Progress.UntilAsync("live downloads", SameLog.Events, async () =>
        {
            using var answer = await gateway.Client.GetAsync(new Uri(Live, UriKind.Relative));
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                await RequireProblemAsync(answer);
                return -1;
            }

            var downloads = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["total_downloads"]!.GetValue<int>();
            Assert.InRange(downloads, least, SameLog.Events);
            return downloads;
        });

    private static async Task RequireAwayAsync(RunningApp gateway)
    {
        await Progress.UntilAsync("a live answer while no silo runs", HttpStatusCode.ServiceUnavailable, async () =>
        {
            using var answer = await gateway.Client.GetAsync(new Uri(Live, UriKind.Relative));
            if (answer.StatusCode != HttpStatusCode.OK)
                await RequireProblemAsync(answer);
            return answer.StatusCode;
        });
        await Progress.UntilAsync("health while no silo runs", "cluster_away", () => WordAsync(gateway, "engine"));
        Assert.Equal("unhealthy", await WordAsync(gateway, "status"));
        await gateway.GetAsync(Stored);
        await gateway.GetAsync("/api/pipeline");
    }

    private static async Task RequireProblemAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter?.Delta);
        Assert.Equal(
            "urn:streampulse:problem:live-state-unavailable",
            (await answer.Content.ReadFromJsonAsync<JsonNode>())!["type"]!.GetValue<string>());
    }

    private static async Task<string?> WordAsync(RunningApp gateway, string name)
        => (await gateway.GetAsync("/health"))[name]?.GetValue<string>();

    private static async Task<HttpStatusCode> PostOneAsync(RunningApp gateway)
    {
        const string text = """
            {"event_id":"9a1d3a52-55a5-4f8e-9d0c-0d6a6b0f0001","timestamp":"2026-01-02T00:00:00Z","user_id":"u",
             "content":{"content_id":"c","title":"t","type":"movie","category":"a","size_mb":1,"price":0},
             "download":{"status":"success","duration_seconds":1,"speed_mbps":1,"error_code":null,"error_message":null},
             "user_context":{"region":"EU-London","city":"London","device":"d","os_version":"1","connection_type":"wifi"}}
            """;
        using var body = new StringContent(text, System.Text.Encoding.UTF8, "application/json");
        using var answer = await gateway.Client.PostAsync(new Uri("/api/events", UriKind.Relative), body);
        return answer.StatusCode;
    }
}
