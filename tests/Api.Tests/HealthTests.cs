using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Results;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests;

public sealed class HealthTests(PostgresFixture postgres)
{
    [Fact]
    public async Task A_service_whose_database_answers_is_healthy()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), options => options.Version = "1.2.3");

        var answer = await api.GetAsync("/health");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            """{"status":"healthy","database":true,"timestamp":"2026-03-01T12:00:30+00:00","version":"1.2.3","engine":"""
            + """null,"log":null,"detail":null}""",
            answer.Body);
    }

    /// <summary>After a clock that was ahead: at once, not when somebody finds that nothing arrives.</summary>
    [Fact]
    public async Task A_watermark_ahead_of_the_clock_is_said_and_nothing_is_complete()
    {
        var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(
            """
            INSERT INTO pipeline_state (window_size_ms, settings, watermark, retention_refusal)
            VALUES (60000, '{}', clock_timestamp() + interval '25 hours', 'The clock has jumped.')
            """);
        await using var api = await ApiHost.StartAsync(database);

        var health = (await api.GetAsync("/health")).Json;
        Assert.Equal("unhealthy", health.GetProperty("status").GetString());
        var detail = health.GetProperty("detail").GetString();
        Assert.Matches(@"^The watermark is 1\.00:59:\d\d ahead of the clock of the database: .* \./streampulse clock --set-back", detail);
        Assert.EndsWith("Retention deletes nothing. The clock has jumped.", detail, StringComparison.Ordinal);

        var pipeline = (await api.GetAsync("/api/pipeline")).Json;
        Assert.Equal(2, pipeline.GetProperty("warnings").GetArrayLength());
        Assert.NotNull(pipeline.GetProperty("watermark").GetString());
        Assert.False((await api.GetAsync("/api/stats/realtime?minutes=5&live=false")).Json.GetProperty("complete").GetBoolean());
    }

    [Theory]
    [InlineData("running", true, HttpStatusCode.OK, "healthy", null)]
    [InlineData(
        "log_away", false, HttpStatusCode.OK, "unhealthy",
        "The event log cannot be reached; results are as of the last record that was read: no broker")]
    [InlineData("store_away", true, HttpStatusCode.OK, "unhealthy", "The database does not accept commits: no broker")]
    [InlineData("starting", false, HttpStatusCode.OK, "unhealthy", "The pipeline is not running; its state is starting.")]
    public async Task The_pipeline_behind_the_answers_is_part_of_it(
        string state, bool logReachable, HttpStatusCode status, string word, string? detail)
    {
        var progress = new FakeProgress
        {
            Now = new PipelineProgress(state, "no broker", FakeProgress.Kafka with { Reachable = logReachable }, []),
        };
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), progress: progress);

        var answer = await api.GetAsync("/health");

        Assert.Equal(status, answer.Status);
        Assert.Equal((word, true, state, logReachable, detail), (
            answer.Json.GetProperty("status").GetString(), answer.Json.GetProperty("database").GetBoolean(),
            answer.Json.GetProperty("engine").GetString(),
            answer.Json.GetProperty("log").GetBoolean(), answer.Json.GetProperty("detail").GetString()));
    }

    [Theory]
    [InlineData("log_away")]
    [InlineData("cluster_away")]
    [InlineData("blocked")]
    public async Task What_is_said_of_the_pipeline_does_not_contradict_what_is_said_of_the_database(string state)
    {
        var progress = new FakeProgress { Now = new PipelineProgress(state, "no broker", FakeProgress.Kafka, []) };
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), progress: progress);

        var with = (await api.GetAsync("/health")).Json.GetProperty("detail").GetString()!;
        api.Results.Failure = new StoredResultsUnavailableException("away");
        var without = (await api.GetAsync("/health")).Json.GetProperty("detail").GetString()!;

        Assert.Matches("results are (served|as of)", with);
        Assert.DoesNotMatch("results are (served|as of)", without);
        Assert.Contains("stored results are not available", without, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("running", HttpStatusCode.OK, "ready")]
    [InlineData("log_away", HttpStatusCode.OK, "ready")]
    [InlineData("cluster_away", HttpStatusCode.OK, "ready")]
    [InlineData("starting", HttpStatusCode.ServiceUnavailable, "not_ready")]
    [InlineData("blocked", HttpStatusCode.OK, "ready")]
    public async Task Ready_is_what_can_serve(string state, HttpStatusCode status, string word)
    {
        var progress = new FakeProgress { Now = new PipelineProgress(state, "no broker", FakeProgress.Kafka, []) };
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), progress: progress);

        var answer = await api.GetAsync("/health/ready");

        Assert.Equal((status, word), (answer.Status, answer.Json.GetProperty("status").GetString()));
        Assert.Equal(state == "running", answer.Json.GetProperty("detail").ValueKind == System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task A_service_that_has_just_started_is_ready_when_it_has_visited_itself()
    {
        var live = new FakeLiveState { Gate = new TaskCompletionSource() };
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.WarmUpTimeout = TimeSpan.FromHours(1),
            services: s => s.AddSingleton<ILiveState>(live).AddWarmUp());
        await WaitUntil.TrueAsync(() => live.Calls > 0, () => "nobody asked for open windows");

        var meanwhile = await api.GetAsync("/health/ready");
        live.Gate.SetResult();
        await api.Services.WaitForWarmUpAsync(TestContext.Current.CancellationToken);
        var after = await api.GetAsync("/health/ready");

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, "not_ready"), (meanwhile.Status, meanwhile.Json.GetProperty("status").GetString()));
        Assert.Equal((HttpStatusCode.OK, "ready"), (after.Status, after.Json.GetProperty("status").GetString()));
        Assert.Equal(0, api.Live.Calls);
    }

    [Fact]
    public async Task A_service_whose_first_questions_are_not_answered_is_ready_all_the_same()
    {
        var live = new FakeLiveState { Gate = new TaskCompletionSource() };
        await using var api = await ApiHost.StartAsync(
            await postgres.CreateDatabaseAsync(), options => options.WarmUpTimeout = TimeSpan.FromMilliseconds(50),
            services: s => s.AddSingleton<ILiveState>(live).AddWarmUp());

        await api.Services.WaitForWarmUpAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/health/ready")).Status);
    }

    [Fact]
    public async Task Live_asks_nobody()
    {
        await using var api = await ApiHost.StartAsync(await postgres.CreateDatabaseAsync());
        api.Results.Failure = new StoredResultsUnavailableException("away");

        Assert.Equal("""{"status":"live","detail":null}""", (await api.GetAsync("/health/live")).Body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await api.GetAsync("/health/ready")).Status);
        Assert.Equal(["check"], api.Results.Questions);
    }

    [Fact]
    public void The_version_is_the_program_s_own_unless_set()
        => Assert.Matches(@"^\d+\.\d+\.\d+", new ApiOptions().Version);
}
