using StreamPulse.Generator;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests;

/// <summary>A window with thousands of contents, whose rows the engine writes ahead of its closing.</summary>
public sealed class WrittenAheadTests(PostgresFixture postgres)
{
    private const string WaitingTransactions = """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND state = 'idle in transaction' AND query LIKE 'COPY content_stats%'
        """;

    private static readonly GeneratorOptions Traffic = new() { Contents = 2_000, ZipfExponent = 0, EventsPerSecond = 100 };

    [Fact]
    public async Task RowsThatChangeAfterTheyWereWrittenAhead_AreRightAndOfRevisionOne()
    {
        await using var run = await EngineRun.CreateAsync(postgres, partitions: 1);
        await using var engine = run.NewEngine(EngineRun.Quick with { IdleTimeout = TimeSpan.FromHours(1) });
        await engine.StartAsync(default);
        await run.GenerateAsync(Traffic, 6_290); // to 62.9 s: the watermark is two seconds before the window's end
        await Progress.UntilAsync(
            "transactions with rows written ahead", 1L, async () => (long)(await run.Database.ScalarAsync(WaitingTransactions))!);
        Assert.Equal(0L, await run.Database.ScalarAsync("SELECT count(*) FROM content_stats"));

        await run.GenerateAsync(From(58.5, seed: 2), 100); // of the same window, and in time
        await run.GenerateAsync(From(63, seed: 3), 300);
        await Progress.UntilAsync(
            "closed windows", 1L, async () => (long)(await run.Database.ScalarAsync("SELECT count(*) FROM closed_windows"))!);

        Assert.Equal(6_100m, await run.Database.ScalarAsync("SELECT sum(download_count) FROM content_stats"));
        Assert.Equal(1, await run.Database.ScalarAsync("SELECT max(revision) FROM content_stats"));
        await engine.StopAsync();
        await run.AssertNoDifferencesAsync();
        Assert.Equal(0L, await run.Database.ScalarAsync(WaitingTransactions));
    }

    [Fact]
    public async Task AnEngineThatStopsBeforeTheClosing_LeavesNothingOfThem()
    {
        await using var run = await EngineRun.CreateAsync(postgres, partitions: 1);
        await using (var engine = run.NewEngine(EngineRun.Quick with { IdleTimeout = TimeSpan.FromHours(1) }))
        {
            await engine.StartAsync(default);
            await run.GenerateAsync(Traffic, 6_290);
            await Progress.UntilAsync(
                "transactions with rows written ahead", 1L, async () => (long)(await run.Database.ScalarAsync(WaitingTransactions))!);
            await engine.StopAsync();
        }

        Assert.Equal(0L, await run.Database.ScalarAsync(WaitingTransactions));
        Assert.Equal(0L, await run.Database.ScalarAsync("SELECT count(*) FROM content_stats"));
        await run.ProcessAsync(); // becomes idle, so both windows close
        Assert.Equal(6_290m, await run.Database.ScalarAsync("SELECT sum(download_count) FROM content_stats"));
        Assert.Equal(1, await run.Database.ScalarAsync("SELECT max(revision) FROM content_stats"));
        await run.AssertNoDifferencesAsync();
    }

    private static GeneratorOptions From(double seconds, ulong seed)
        => Traffic with { Seed = seed, StartEventTime = Traffic.StartEventTime.AddSeconds(seconds) };
}
