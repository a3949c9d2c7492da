using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests.Foreign;

/// <summary>The engine over a log that is not the embedded one.</summary>
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

        Assert.Equal(await run.Source.DumpAsync(), await EngineRun.DumpAsync(run.Database));
        await run.AssertNoDifferencesAsync();
        Assert.Equal(0, await run.NumberAsync(
            "SELECT count(*) FROM checkpoints WHERE next_offset - first_offset <> counted + late + dead_lettered + absent + missing"));
        Assert.Equal(6_000, await run.NumberAsync("SELECT sum(counted + late)::bigint FROM checkpoints"));
        Assert.Equal(
            2 * (6_000 - await run.NumberAsync("SELECT count(*) FROM checkpoints WHERE counted > 0")),
            await run.NumberAsync("SELECT sum(absent)::bigint FROM checkpoints"));
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

        Assert.Equal(["absent", "missing"], (await run.VerifyAsync()).Differences.Select(d => d.Column));
    }

    [Fact]
    public async Task AwayAtStart_TheEngineComesUp_ServesWhatIsStored_AndGoesOnWhenTheLogIsBack()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 1_000);
        await using (var first = await run.StartAsync(EngineRun.Quick with { IdleTimeout = TimeSpan.FromHours(1) }))
        {
            await run.WaitProcessedAsync(untilClosed: false); // windows stay open, their partials are in the store
            await first.StopAsync();
        }

        await run.Source.GenerateAsync(Traffic with { Seed = 22, StartEventTime = Traffic.StartEventTime.AddSeconds(25) }, 1_000);
        run.Log.IsAway = true;
        await using var engine = await run.StartAsync();

        Assert.Equal(EngineState.LogAway, engine.State);
        var progress = engine.GetProgress();
        Assert.Equal(("log_away", false, false), (progress.State, progress.HasFailed, progress.Log.Reachable));
        Assert.Contains("does not answer", progress.Log.Reason, StringComparison.Ordinal);
        Assert.Empty(progress.Partitions);
        Assert.NotEmpty((await engine.GetAsync(default)).OpenWindows);

        run.Log.IsAway = false;
        await run.WaitProcessedAsync();
        await Progress.UntilAsync("engine", EngineState.Running, () => Task.FromResult(engine.State));
        Assert.True(engine.GetProgress().Log.Reachable);
        await engine.StopAsync();
        await run.AssertNoDifferencesAsync();
        await run.Source.ProcessAsync();
        Assert.Equal(await run.Source.DumpAsync(), await EngineRun.DumpAsync(run.Database));
    }

    [Fact]
    public async Task AwayWhileRunning_TheStateSaysSo_AndNothingIsLost()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.GenerateAsync(Traffic, 500);
        await using var engine = await run.StartAsync();
        await run.WaitProcessedAsync();
        run.Log.IsAway = true;
        await Progress.UntilAsync("engine", EngineState.LogAway, () => Task.FromResult(engine.State));
        await run.Source.GenerateAsync(Traffic with { Seed = 5 }, 500);

        run.Log.IsAway = false;
        await run.WaitProcessedAsync();
        await Progress.UntilAsync("engine", EngineState.Running, () => Task.FromResult(engine.State));
        await engine.StopAsync();
        await run.AssertNoDifferencesAsync();
    }

    [Fact]
    public async Task APartitionThatCannotBeRead_IsNotIdle()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await using var engine = await run.StartAsync(EngineRun.Quick with { IdleTimeout = TimeSpan.FromSeconds(3) });
        await run.WaitProcessedAsync(untilClosed: false);
        Assert.Equal("active", engine.GetProgress().Partitions.Single().Phase);

        run.Log.IsSilentlyAway = true;
        await Progress.UntilAsync("engine", EngineState.LogAway, () => Task.FromResult(engine.State));
        var from = run.Log.SilentReads;
        await Progress.UntilAsync("reads for longer than the idle timeout", true, () => Task.FromResult(run.Log.SilentReads >= from + 20));

        Assert.Equal("active", engine.GetProgress().Partitions.Single().Phase);
        Assert.Equal(0, await run.NumberAsync("SELECT count(*) FROM closed_windows"));

        run.Log.IsSilentlyAway = false;
        await run.WaitProcessedAsync();
        Assert.True(await run.NumberAsync("SELECT count(*) FROM closed_windows") > 0);
        await engine.StopAsync();
    }

    [Fact]
    public async Task ANewPartitionJoins_AndTheLogIsToldTheCheckpoints()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        run.Log.HiddenFrom = 1;
        await run.Source.GenerateAsync(Traffic, 2_000);
        await using var engine = await run.StartAsync();
        await Progress.UntilAsync("first partition read", 0L, () => Task.FromResult(engine.GetProgress().Partitions.Single().LagRecords));

        run.Log.HiddenFrom = int.MaxValue;
        await run.WaitProcessedAsync();
        await engine.StopAsync();

        await run.AssertNoDifferencesAsync();
        await using var command = run.Database.CreateCommand("SELECT partition, next_offset FROM checkpoints WHERE next_offset > 0");
        await using var row = await command.ExecuteReaderAsync();
        var stored = new Dictionary<int, long>();
        while (await row.ReadAsync())
            stored.Add(row.GetInt32(0), row.GetInt64(1));
        Assert.Equal(stored, run.Log.Told.ToDictionary());
    }

    [Fact]
    public async Task DeadLettersCarryKeyAndIngestionTime()
    {
        await using var run = await ForeignRun.CreateAsync(postgres);
        await run.Source.AppendRawAsync(ScriptedLog.Key, "no event"u8.ToArray());

        await run.ProcessAsync();

        Assert.Equal(1, await run.NumberAsync(
            "SELECT count(*) FROM dead_letters WHERE record_key = 'EU-London' AND payload = 'no event' "
                + "AND ingestion_time > now() - interval '1 hour' AND retry_state IS NULL"));
    }
}
