using System.Net;
using Microsoft.Extensions.DependencyInjection;
using StreamPulse.Api.Ingest;
using StreamPulse.Api.Limits;
using StreamPulse.Api.Tests.Hosting;
using StreamPulse.Core.Avro.Containers;
using StreamPulse.Testing;

namespace StreamPulse.Api.Tests.Limits;

/// <summary>How much memory requests with events may take.</summary>
public sealed class IngestMemoryTests(PostgresFixture postgres)
{
    private const int Mebibyte = 1024 * 1024;

    [Fact]
    public async Task An_announced_length_takes_no_memory()
    {
        await using var api = await StartAsync();
        using var ends = new CancellationTokenSource();
        var head = "POST /api/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {8 * Mebibyte}\r\n\r\n[";

        var waiting = Enumerable.Range(0, 20).Select(_ => RawRequest.SendAsync(api, head, _ => Task.Delay(Timeout.Infinite, ends.Token)))
            .ToList();
        await WaitUntil.TrueAsync(() => Budget(api).UsedBytes >= 20 * 16 * 1024, () => $"{Budget(api).UsedBytes} bytes");

        Assert.Equal(20 * 16 * 1024, Budget(api).UsedBytes);
        await ends.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(waiting));
        await WaitUntil.TrueAsync(() => Budget(api).UsedBytes == 0, () => $"{Budget(api).UsedBytes} bytes");
    }

    [Fact]
    public async Task Beyond_the_bound_a_request_gets_a_429_that_names_the_option_and_nothing_stays_counted()
    {
        await using var api = await StartAsync();
        api.Log.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = api.PostAsync("/api/events", Events("a", 1_000), "application/json");
        await WaitUntil.TrueAsync(() => api.Log.Begun == 1, () => $"{api.Log.Begun} appends");

        var refused = await api.PostAsync("/api/events", Events("b", 5_000), "application/json");

        ProblemTests.AssertProblem(refused, HttpStatusCode.TooManyRequests, "ingest-busy", "/api/events");
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Contains("Api:MaxIngestInFlightBytes", refused.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
        api.Log.Gate.SetResult();
        Assert.Equal(HttpStatusCode.Accepted, (await first).Status);
        await WaitUntil.TrueAsync(() => Budget(api).UsedBytes == 0, () => $"{Budget(api).UsedBytes} bytes");
        Assert.Equal(HttpStatusCode.Accepted, (await api.PostAsync("/api/events", Events("c", 5_000), "application/json")).Status);
    }

    [Fact]
    public async Task A_small_body_that_inflates_is_counted_by_what_it_becomes()
    {
        await using var api = await StartAsync();
        api.Log.Gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var events = Enumerable.Range(0, 5_000).Select(static i => TestEvents.Json($"event-{i}", title: new string('t', 200))).ToList();
        var body = TestEvents.Body("application/avro", events, AvroCodec.Deflate);

        var request = api.PostAsync("/api/events", body, "application/avro");
        await WaitUntil.TrueAsync(() => api.Log.Begun == 1, () => $"{api.Log.Begun} appends");

        Assert.InRange(body.Length, 0, Mebibyte / 4);
        Assert.InRange(Budget(api).UsedBytes, 3 * Mebibyte, 8 * Mebibyte);
        api.Log.Gate.SetResult();
        Assert.Equal(HttpStatusCode.Accepted, (await request).Status);
    }

    [Fact]
    public void One_client_takes_half_and_another_one_the_rest()
    {
        using var metrics = new RequestBoundMetrics();
        var budget = new IngestBudget(
            Microsoft.Extensions.Options.Options.Create(new ApiOptions { MaxIngestInFlightBytes = 4 * Mebibyte }), metrics);
        using var ann = budget.Begin("ann");
        using var annToo = budget.Begin("ann");
        using var bob = budget.Begin("bob");

        ann.Grow(Mebibyte);
        annToo.Grow(Mebibyte);
        Assert.Throws<Problems.ProblemException>(() => annToo.Grow(1));
        bob.Grow(2 * Mebibyte);
        ann.Dispose();

        annToo.Grow(Mebibyte);
        Assert.Equal(4 * Mebibyte, budget.UsedBytes);
    }

    private static IngestBudget Budget(ApiHost api) => api.Services.GetRequiredService<IngestBudget>();

    private static byte[] Events(string prefix, int count)
        => TestEvents.Body("application/json", [.. Enumerable.Range(0, count).Select(i => TestEvents.Json($"{prefix}-{i}"))]);

    private async Task<ApiHost> StartAsync()
        => await ApiHost.StartAsync(await postgres.CreateDatabaseAsync(), options => options.MaxIngestInFlightBytes = 4 * Mebibyte);
}
