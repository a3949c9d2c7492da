using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using StreamPulse.Gateway.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Gateway.Tests;

/// <summary>A gateway in front of a cluster answers as the gateway beside a silo in one process does over the same log.</summary>
public sealed class SameAnswersTests(PostgresFixture postgres)
{
    private static readonly string[] Questions =
    [
        "realtime?minutes=60&live=true", "realtime?minutes=60&live=false",
        "trending?minutes=60&limit=20&live=true", "trending?minutes=60&limit=20&live=false",
        "regions?minutes=60&live=true", "regions?minutes=60&live=false",
        "devices?minutes=60&limit=20&live=true", "devices?minutes=60&limit=20&live=false",
        "timeseries?minutes=60&live=true", "timeseries?minutes=60&live=false",
    ];

    [Fact]
    public async Task LiveAndStoredAnswers_OfAGatewayAndTwoSilos_AreThoseOfOneProcess()
    {
        var expected = await AskOneProcessAsync();
        var database = await postgres.CreateDatabaseAsync();
        await SameLog.AppendAsync(database);
        await using var first = await RunningApp.StartSiloAsync(postgres.ConnectionStringOf(database));
        await using var second = await RunningApp.StartSiloAsync(postgres.ConnectionStringOf(database));
        await using var gateway = await RunningApp.StartGatewayAsync(postgres.ConnectionStringOf(database));
        await RunningApp.WaitProcessedAsync(database, SameLog.Events);

        foreach (var question in Questions)
            await Progress.UntilAsync<string?>(question, expected[question], () => TryAskAsync(gateway, question));

        // there are open windows and closed ones
        Assert.NotEqual(expected["realtime?minutes=60&live=true"], expected["realtime?minutes=60&live=false"]);
        Assert.Contains($"\"total_downloads\":{SameLog.Events}", expected["realtime?minutes=60&live=true"], StringComparison.Ordinal);
        Assert.DoesNotContain("\"total_downloads\":0", expected["realtime?minutes=60&live=false"], StringComparison.Ordinal);
    }

    private async Task<Dictionary<string, string>> AskOneProcessAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await SameLog.AppendAsync(database);
        await using var up = await RunningApp.StartUpAsync(postgres.ConnectionStringOf(database));
        await RunningApp.WaitProcessedAsync(database, SameLog.Events);
        await WaitClosedAsync(database);
        var answers = new Dictionary<string, string>();
        foreach (var question in Questions)
            answers[question] = await AskAsync(up, question);
        return answers;
    }

    /// <summary>All windows with events but the last: nothing that comes after it closes that one.</summary>
    private static Task WaitClosedAsync(NpgsqlDataSource database)
        => Progress.UntilAsync("open windows", 1L, async () => (long)(await database.ScalarAsync("""
            SELECT count(DISTINCT window_start) FROM partials AS p
            WHERE NOT EXISTS (SELECT FROM closed_windows AS c WHERE c.window_start = p.window_start)
            """))!);

    private static async Task<string> AskAsync(RunningApp app, string question)
        => (await app.GetAsync(PathOf(question))).ToJsonString();

    /// <summary>Null while a partition moves from one silo to the other: there is no live answer then, and clients retry.</summary>
    private static async Task<string?> TryAskAsync(RunningApp app, string question)
    {
        using var answer = await app.Client.GetAsync(new Uri(PathOf(question), UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable
            ? null
            : (await answer.Content.ReadFromJsonAsync<JsonNode>())!.ToJsonString();
    }

    private static string PathOf(string question) => $"/api/stats/{question}&as_of={SameLog.AsOf}";
}
