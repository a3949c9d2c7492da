using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Foreign;

/// <summary>The pipeline over a log that is not the embedded one.</summary>
public sealed class ForeignLogTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic =
        new() { Seed = 21, EventsPerSecond = 40, OutOfOrderShare = 0.1, LateShare = 0.01 };

    [Fact]
    public async Task OffsetsWithGaps_GiveTheRowsOfOnesWithout_AndEveryOffsetIsAccountedFor()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, stride: 3);
        await run.Source.GenerateAsync(Traffic, 3_000);
        await run.ProcessAsync();
        await run.Source.GenerateAsync(Traffic with { Seed = 22, StartEventTime = Traffic.StartEventTime.AddSeconds(75) }, 3_000);
        await run.ProcessAsync();
        await run.Source.ProcessAsync();

        Assert.Equal(await run.Source.Database.DumpRowsAsync(), await run.Database.DumpRowsAsync());
        await run.AssertVerifiedAsync();
        Assert.Equal(0, await run.Database.NumberAsync(
            "SELECT count(*) FROM checkpoints WHERE next_offset - first_offset <> counted + late + dead_lettered + absent + missing"));
        Assert.Equal(6_000, await run.Database.NumberAsync("SELECT sum(counted + late) FROM checkpoints"));
        Assert.Equal(
            2 * (6_000 - await run.Database.NumberAsync("SELECT count(*) FROM checkpoints WHERE counted > 0")),
            await run.Database.NumberAsync("SELECT sum(absent) FROM checkpoints"));
        var replayed = await run.ReplayAsync();
        Assert.Equal((0, 0), (replayed.Revised, replayed.Deleted));
    }

    [Fact]
    public async Task ACheckpointOfAbsentOffsetsThatIsWrong_IsNamedByVerify()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, stride: 2);
        await run.Source.GenerateAsync(Traffic, 1_000);
        await run.ProcessAsync();
        await run.Database.ExecuteAsync(
            "UPDATE checkpoints SET absent = absent - 1, missing = missing + 1 WHERE partition = (SELECT max(partition) FROM checkpoints "
                + "WHERE absent > 0)");

        Assert.Equal(["absent", "missing"], (await run.VerifyAsync()).Differences.Select(static d => d.Column));
    }

    [Fact]
    public async Task AwayAtStart_ItComesUp_ServesWhatIsStored_AndGoesOnWhenTheLogIsBack()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 6_000);
        await using (var first = await run.StartAsync(PipelineRun.NeverIdle))
        {
            await run.WaitProcessedAsync(untilClosed: false); // the last window stays open, its partials are in the store
            await Progress.UntilAsync(
                "open windows and rows due", (1L, 0L),
                async () => (await run.Database.CountOpenWindowsAsync(), await run.Database.CountDueRowsAsync()));
            await first.StopAsync();
        }

        await run.Source.GenerateAsync(Traffic with { Seed = 22, StartEventTime = Traffic.StartEventTime.AddSeconds(150) }, 1_000);
        run.Log.IsAway = true;
        await using var up = await UpRun.StartAsync(run);

        Assert.Equal(("log_away", false), await up.HealthAsync());
        Assert.Contains("does not answer", (string?)(await up.GetAsync("/health"))["detail"], StringComparison.Ordinal);
        var progress = up.Progress;
        Assert.Equal(("log_away", false), (progress.State, progress.Log.Reachable));
        Assert.Empty(progress.Partitions);
        var stored = await run.Database.NumberAsync(
            "SELECT sum(total_downloads) FROM region_health JOIN closed_windows USING (window_start)");
        Assert.Contains(
            $"\"total_downloads\":{stored},",
            (await up.GetAsync("/api/stats/realtime?minutes=60&live=false&as_of=2025-01-01T00:10:00Z")).ToJsonString(),
            StringComparison.Ordinal);

        run.Log.IsAway = false;
        await run.WaitProcessedAsync();
        await up.WaitRunningAsync();
        Assert.True(up.Progress.Log.Reachable);
        await up.StopAsync();
        await run.AssertVerifiedAsync();
        await run.Source.ProcessAsync();
        Assert.Equal(await run.Source.Database.DumpRowsAsync(), await run.Database.DumpRowsAsync());
    }

    [Fact]
    public async Task AwayWhileRunning_HealthSaysSo_AndNothingIsLost()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 500);
        await using var up = await UpRun.StartAsync(run);
        await run.WaitProcessedAsync();
        run.Log.IsAway = true;
        await Progress.UntilAsync("health", ("log_away", false), up.HealthAsync);
        await run.Source.GenerateAsync(Traffic with { Seed = 5 }, 500);

        run.Log.IsAway = false;
        await run.WaitProcessedAsync();
        await up.WaitRunningAsync();
        await up.StopAsync();
        await run.AssertVerifiedAsync();
        Assert.Equal(1_000, await run.Database.NumberAsync("SELECT sum(counted + late) FROM checkpoints"));
    }

    [Fact]
    public async Task APartitionThatCannotBeRead_IsNotIdle()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await using var up = await UpRun.StartAsync(
            run, static options => options with { Engine = options.Engine with { IdleTimeout = TimeSpan.FromSeconds(3) } });
        await run.WaitProcessedAsync(untilClosed: false);

        run.Log.IsSilentlyAway = true;
        await Progress.UntilAsync("health", ("log_away", false), up.HealthAsync);
        var before = run.Log.SilentFor;
        await Progress.UntilAsync(
            "reads for longer than the idle timeout", true, () => Task.FromResult(run.Log.SilentFor > before + TimeSpan.FromSeconds(4)));

        Assert.Equal("active", up.Progress.Partitions.Single().Phase);
        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM closed_windows"));

        run.Log.IsSilentlyAway = false;
        await run.WaitProcessedAsync();
        Assert.True(await run.Database.NumberAsync("SELECT count(*) FROM closed_windows") > 0);
    }

    [Fact]
    public async Task ANewPartitionJoins_AndTheLogIsToldTheCheckpoints()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        run.Log.HiddenFrom = 1;
        await run.Source.GenerateAsync(Traffic, 2_000);
        await using var silo = await run.StartAsync();
        await Progress.UntilAsync("the first partition is read", (1, true), async () =>
        {
            var state = await silo.StateAsync();
            return (state.Partitions.Length, state.Settled);
        });

        run.Log.HiddenFrom = int.MaxValue;
        await run.WaitProcessedAsync();
        await silo.StopAsync();

        await run.AssertVerifiedAsync();
        Assert.Equal(2_000, await run.Database.NumberAsync("SELECT sum(counted + late) FROM checkpoints"));
        Assert.Equal(
            (await run.Database.ReadCheckpointsAsync()).Where(static c => c.Value > 0).ToDictionary(), run.Log.Told.ToDictionary());
    }

    [Fact]
    public async Task DeadLettersCarryKeyAndIngestionTime()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.AppendRawAsync(ScriptedLog.Key, "no event"u8.ToArray());

        await run.ProcessAsync();

        Assert.Equal(1, await run.Database.NumberAsync(
            "SELECT count(*) FROM dead_letters WHERE record_key = 'EU-London' AND payload = 'no event' "
                + "AND ingestion_time > now() - interval '1 hour' AND retry_state IS NULL"));
    }
}
