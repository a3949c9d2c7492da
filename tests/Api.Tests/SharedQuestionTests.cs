using System.Net;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

/// <summary>The same question of many costs one query.</summary>
public sealed class SharedQuestionTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_same_question_at_the_same_time_is_one_query()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var gate = api.Results.Gate = new TaskCompletionSource();

        var same = Enumerable.Range(0, 20).Select(_ => api.GetAsync("/api/stats/trending?minutes=7")).ToList();
        var other = api.GetAsync("/api/stats/trending?minutes=8");
        await WaitUntil.TrueAsync(
            () => api.Results.Questions.Count == 2, () => $"questions asked: {string.Join(", ", api.Results.Questions)}");
        gate.SetResult();

        var answers = await Task.WhenAll(same);
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        await other;
        // A request that came after the answer was given may have asked once more; the twenty did not ask twenty times.
        Assert.InRange(api.Results.Questions.Count, 2, 3);
    }

    [Fact]
    public async Task A_stored_answer_is_given_again_with_the_time_it_is_of()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = await ApiHost.StartAsync(database, options => options.StoredAnswerLifetime = TimeSpan.FromMinutes(1));
        var first = await api.GetAsync("/api/stats/regions");
        await database.RegionAsync("EU-Paris", 1, 1, 0);
        api.Time.Now += TimeSpan.FromSeconds(1);

        Assert.Equal(first.Body, (await api.GetAsync("/api/stats/regions")).Body);
        Assert.Equal(first.Body, (await api.GetAsync("/api/stats/regions?minutes=5&live=false")).Body); // the same question in other words
        Assert.Equal(["EU-Paris"], (await api.GetAsync("/api/stats/regions?minutes=6")).Column("region"));
        Assert.Equal("2026-03-01T12:00:30+00:00", first.Json.GetProperty("as_of").GetString());
    }

    [Fact]
    public async Task A_live_answer_is_not_given_again()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.StoredAnswerLifetime = TimeSpan.FromMinutes(1));
        Assert.Empty((await api.GetAsync("/api/stats/trending")).Data);
        api.Live.Answer(Seed.Snapshot(Seed.Now, [Seed.LiveContent("a", 0, 1, 0)]));

        Assert.Equal(["a"], (await api.GetAsync("/api/stats/trending")).Column("content_id"));
    }

    [Fact]
    public async Task A_failure_is_not_given_again()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.StoredAnswerLifetime = TimeSpan.FromMinutes(1));
        api.Results.Failure = new StoredResultsUnavailableException("away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/api/stats/regions")).Status);
        api.Results.Failure = null;

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/api/stats/regions")).Status);
    }

    [Fact]
    public async Task No_more_answers_are_kept_than_allowed()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => (
                options.StoredAnswerLifetime, options.MaxStoredAnswers) = (TimeSpan.FromMinutes(1), 2));
        foreach (var minutes in new[] { 1, 2, 3, 3, 2, 1 }) // the third takes the place of the first
            await api.GetAsync($"/api/stats/regions?minutes={minutes}");

        Assert.Equal(4, api.Results.Questions.Count);
    }

    [Fact]
    public async Task Answers_that_are_too_old_are_let_go_before_there_is_no_room()
    {
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.StoredAnswerLifetime = TimeSpan.FromMilliseconds(1));
        for (var minutes = 1; minutes <= 20; minutes++)
            await api.GetAsync($"/api/stats/regions?minutes={minutes}");

        await Progress.UntilAsync("old answers are let go", true, async () =>
        {
            await api.GetAsync("/api/stats/regions?minutes=60");
            return api.Cache.Count <= 2;
        });
    }

    [Fact]
    public async Task A_caller_that_goes_away_does_not_take_the_answer_from_others()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        var gate = api.Results.Gate = new TaskCompletionSource();
        using var leaving = new CancellationTokenSource();
        var gone = api.Client.GetAsync("/api/stats/regions", leaving.Token);
        await WaitUntil.TrueAsync(() => api.Results.Questions.Count == 1, () => "the question was not asked");
        var stays = api.GetAsync("/api/stats/regions");

        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        gate.SetResult();

        Assert.Equal(HttpStatusCode.OK, (await stays).Status);
    }
}
