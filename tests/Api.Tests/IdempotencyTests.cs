using System.Net;
using Npgsql;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Log;
using StreamPulse.Storage.Ingest;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>An event that was accepted is not appended again within the window, whatever happens to its first request.</summary>
public sealed class IdempotencyTests(PostgresFixture postgres)
{
    private const string Lines = "application/x-ndjson";

    [Fact]
    public async Task What_is_sent_again_is_a_duplicate_and_what_is_new_beside_it_is_not()
    {
        await using var api = await StartAsync();

        Assert.Equal((2, 0), await PostAsync(api, "a", "b"));
        Assert.Equal((0, 2), await PostAsync(api, "b", "a"));
        Assert.Equal((1, 1), await PostAsync(api, "c", "b"));

        Assert.Equal(["a", "b", "c"], Ids(api.Log));
    }

    [Fact]
    public async Task An_id_that_stands_twice_in_a_body_is_appended_once()
    {
        await using var api = await StartAsync();

        Assert.Equal((2, 2), await PostAsync(api, "a", "b", "a", "a"));

        Assert.Equal(["a", "b"], Ids(api.Log));
    }

    [Fact]
    public async Task Another_program_on_the_same_database_knows_it_too()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var one = await ApiHost.StartAsync(database);
        await using var other = await ApiHost.StartAsync(database);

        Assert.Equal((1, 0), await PostAsync(one, "a"));
        Assert.Equal((0, 1), await PostAsync(other, "a"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_not_appended_or_perhaps_not_is_appended_when_it_is_sent_again(bool isUnknown)
    {
        await using var api = await StartAsync();
        api.Log.Failure = isUnknown ? new LogUnavailableException("away") : new LogFullException("full");
        Assert.NotEqual(HttpStatusCode.Accepted, (await SendAsync(api, "a")).Status);

        api.Log.Failure = null;

        Assert.Equal((1, 0), await PostAsync(api, "a"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_requests_at_once_with_the_same_event_append_it_once(bool firstSucceeds)
    {
        await using var api = await StartAsync();
        var gate = api.Log.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = SendAsync(api, "a", "b");
        await WaitUntil.TrueAsync(() => api.Log.Begun == 1, () => $"{api.Log.Begun} appends");
        var second = SendAsync(api, "b", "c");

        api.Log.Gate = null;
        if (firstSucceeds)
            gate.SetResult();
        else
            gate.SetException(new LogFullException("full"));

        Assert.Equal(firstSucceeds ? HttpStatusCode.Accepted : HttpStatusCode.InsufficientStorage, (await first).Status);
        Assert.Equal(firstSucceeds ? (1, 1) : (2, 0), Counts(await second));
        Assert.Equal(firstSucceeds ? ["a", "b", "c"] : ["b", "c"], Ids(api.Log));
    }

    [Fact]
    public async Task Many_requests_with_the_same_events_in_any_order_append_each_once_and_none_waits_for_ever()
    {
        await using var api = await StartAsync();
        var ids = Enumerable.Range(0, 300).Select(i => $"e{i}").ToArray();
        var random = new Random(1);
        var bodies = Enumerable.Range(0, 24).Select(_ => ids.OrderBy(_ => random.Next()).ToArray()).ToArray();

        var answers = await Task.WhenAll(bodies.Select(body => SendAsync(api, body)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.Status));
        Assert.Equal(300, answers.Sum(answer => Counts(answer).Accepted));
        Assert.Equal(ids.Order(StringComparer.Ordinal), Ids(api.Log));
    }

    [Fact]
    public async Task A_caller_that_goes_away_half_way_finds_its_events_appended_once()
    {
        await using var api = await StartAsync();
        var gate = api.Log.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var leaving = new CancellationTokenSource();
        using var content = Content("a");
        var first = api.Client.PostAsync(new Uri("/api/events", UriKind.Relative), content, leaving.Token);
        await WaitUntil.TrueAsync(() => api.Log.Begun == 1, () => $"{api.Log.Begun} appends");
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        api.Log.Gate = null;
        gate.SetResult();

        Assert.Equal((0, 1), await PostAsync(api, "a"));
        Assert.Equal(["a"], Ids(api.Log));
    }

    [Fact]
    public async Task After_its_window_an_id_is_unknown()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database);
        var known = new IngestIds(database);
        await PostAsync(api, "a", "b");

        Assert.Equal(0, await known.ForgetAsync(TimeSpan.FromHours(1), CancellationToken.None));
        Assert.Equal((0, 1), await PostAsync(api, "a"));
        Assert.Equal(2, await known.ForgetAsync(TimeSpan.Zero, CancellationToken.None));

        Assert.Equal((1, 0), await PostAsync(api, "a"));
    }

    [Fact]
    public async Task It_can_be_turned_off()
    {
        await using var api = await StartAsync(options => options.IngestIdWindow = TimeSpan.Zero);

        Assert.Equal((2, 0), await PostAsync(api, "a", "a"));
        Assert.Equal((1, 0), await PostAsync(api, "a"));
    }

    [Fact]
    public async Task Without_the_database_nothing_is_appended()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=1");
        await using var api = await ApiHost.StartAsync(nowhere);

        var answer = await SendAsync(api, "a");

        ProblemTests.AssertProblem(answer, HttpStatusCode.ServiceUnavailable, "database-unavailable", "/api/events");
        Assert.Contains("Nothing was appended", answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, api.Log.Begun);
    }

    [Fact]
    public async Task A_request_that_waits_too_long_for_another_one_is_told_to_come_again()
    {
        await using var api = await StartAsync();
        var gate = api.Log.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = SendAsync(api, "a");
        await WaitUntil.TrueAsync(() => api.Log.Begun == 1, () => $"{api.Log.Begun} appends");

        var second = await SendAsync(api, "a");

        ProblemTests.AssertProblem(second, HttpStatusCode.ServiceUnavailable, "ingest-in-progress", "/api/events");
        Assert.NotNull(second.RetryAfter);
        gate.SetResult();
        Assert.Equal((1, 0), Counts(await first));
    }

    [Theory]
    [InlineData(100, HttpStatusCode.Accepted)]
    [InlineData(99, HttpStatusCode.TooManyRequests)]
    public async Task A_log_that_is_too_far_ahead_takes_no_more(int most, HttpStatusCode status)
    {
        var progress = new FakeProgress
        {
            Now = new PipelineProgress(
                "running", null, FakeProgress.Kafka,
                [new PartitionReading(0, "active", 40, 100, 1), new PartitionReading(1, "active", 5, 45, 1)]),
        };
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.MaxIngestLagRecords = most, progress: progress);

        var answer = await SendAsync(api, "a");

        Assert.Equal(status, answer.Status);
        if (status == HttpStatusCode.Accepted)
            return;
        ProblemTests.AssertProblem(answer, status, "log-behind", "/api/events");
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(0, api.Log.Begun);
    }

    private static async Task<(int Accepted, int Duplicates)> PostAsync(ApiHost api, params string[] ids)
        => Counts(await SendAsync(api, ids));

    private static Task<Answer> SendAsync(ApiHost api, params string[] ids)
        => api.PostAsync("/api/events", TestEvents.Body(Lines, ids.Select(id => TestEvents.Json(id)).ToArray()), Lines);

    private static ByteArrayContent Content(string id)
    {
        var content = new ByteArrayContent(TestEvents.Body(Lines, [TestEvents.Json(id)]));
        content.Headers.ContentType = new(Lines);
        return content;
    }

    private static (int Accepted, int Duplicates) Counts(Answer answer)
    {
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        return (answer.Json.GetProperty("accepted").GetInt32(), answer.Json.GetProperty("duplicates").GetInt32());
    }

    private static IEnumerable<string> Ids(FakeLog log) => log.Records.Select(TestEvents.IdOf).Order(StringComparer.Ordinal);

    private async Task<ApiHost> StartAsync(Action<ApiOptions>? configure = null)
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), configure);
}
