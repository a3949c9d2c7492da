using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Operations.Replay;
using StreamPulse.Pipeline;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Foreign;

/// <summary>A log whose beginning goes away: before it was processed, and after.</summary>
public sealed class TrimmedLogTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Traffic = new()
    {
        Seed = 31,
        EventsPerSecond = 10,
        OutOfOrderShare = 0.2,
        LateShare = 0.02,
        MinLate = TimeSpan.FromMinutes(2),
        MaxLate = TimeSpan.FromMinutes(20),
    };

    private static readonly PipelineOptions Skipping = PipelineRun.Quick with { SkipLostRecords = true };

    [Fact]
    public async Task RecordsDeletedBeforeTheyWereProcessed_BlockThePipeline_AndHealthSaysAllThatSomebodyNeedsToDecide()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await run.ProcessAsync();
        await run.Source.GenerateAsync(Traffic, 100);
        run.Log.Earliest[0] = 150;
        await using (var up = await UpRun.StartAsync(run))
        {
            var reason = await up.WaitBlockedAsync();
            foreach (var part in new[] { "Partition 0", "offset 100", "begins at 150", "50 records", "Engine:SkipLostRecords", "log_gaps" })
                Assert.Contains(part, reason, StringComparison.Ordinal);
            Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM log_gaps"));
            Assert.Equal(100, (await run.Database.ReadCheckpointsAsync())[0]);
        }

        await run.ProcessAsync(Skipping);
        Assert.Equal(1, await run.Database.NumberAsync(
            "SELECT count(*) FROM checkpoints WHERE missing = 50 AND counted + late = 150 AND next_offset = 200"));
    }

    [Fact]
    public async Task RecordsThatCannotBeFoundAndAreBack_AreReadWithoutARestart()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await run.ProcessAsync();
        await run.Source.GenerateAsync(Traffic, 100);
        run.Log.Earliest[0] = 150;
        await using var up = await UpRun.StartAsync(run);
        await up.WaitBlockedAsync();

        run.Log.Earliest.Clear();
        await run.WaitProcessedAsync();
        await up.WaitRunningAsync();
        await up.StopAsync();
        await run.AssertVerifiedAsync();
        Assert.Equal(200, await run.Database.NumberAsync("SELECT counted + late FROM checkpoints"));
    }

    [Fact]
    public async Task SkippedWhenToldTo_TheGapIsRecordedAndCounted_AndWindowsThatItMayTouchAreLeftOut()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 3_000); // 5 minutes
        await run.ProcessAsync();
        await run.Source.GenerateAsync(Traffic with { StartEventTime = Traffic.StartEventTime.AddMinutes(5) }, 3_000);
        run.Log.Earliest[0] = 4_000;
        await run.ProcessAsync(Skipping);
        await run.Source.GenerateAsync(Traffic with { StartEventTime = Traffic.StartEventTime.AddHours(2) }, 3_000);
        await run.ProcessAsync();

        Assert.Equal(1, await run.Database.NumberAsync(
            "SELECT count(*) FROM log_gaps WHERE partition = 0 AND from_offset = 3000 AND to_offset = 4000 AND noticed_at <= now()"));
        Assert.Equal(1, await run.Database.NumberAsync(
            "SELECT count(*) FROM checkpoints WHERE missing = 1000 AND counted + late = 8000 AND next_offset = 9000"));
        var all = await run.AssertVerifiedAsync();
        Assert.Equal((0, 5_000), (all.WindowsCompared, all.Records));
        Assert.True(all.WindowsWithGaps > 0 && all.WindowsTrimmed > 0, $"{all.WindowsWithGaps} and {all.WindowsTrimmed} windows left out");
        var replayed = await run.ReplayAsync();
        Assert.Equal((0, 0, all.WindowsWithGaps), (replayed.Revised, replayed.Deleted, replayed.WindowsWithGaps));

        // Records that are taken after the gap was noticed cannot be missing from it.
        await run.Database.ExecuteAsync("UPDATE log_gaps SET noticed_at = $1", Traffic.StartEventTime.AddHours(1).UtcDateTime);
        var later = await run.AssertVerifiedAsync();
        Assert.InRange(later.WindowsCompared, 5, 25); // five minutes, and those before that late events came for
        Assert.Equal(1, await run.Database.ExecuteAsync(
            "UPDATE region_health SET total_downloads = total_downloads + 1 WHERE ctid = (SELECT ctid FROM region_health "
                + "ORDER BY window_start DESC LIMIT 1)"));
        Assert.Equal(1, (await run.VerifyAsync()).DifferenceCount);
        Assert.Equal(1, (await run.ReplayAsync()).Revised);
    }

    [Fact]
    public async Task ACheckpointBeyondTheEnd_BlocksThePipeline_AlsoWhereLostRecordsAreSkipped()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await run.ProcessAsync();
        run.Log.CutAt[0] = 60;
        await using var silo = await run.StartAsync(Skipping);

        var reason = await silo.WaitProblemAsync(PipelineProblemKind.Blocked);

        Assert.Contains("the next record is at offset 100, and the log ends at 60", reason, StringComparison.Ordinal);
        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM log_gaps"));
        Assert.Equal(100, (await run.Database.ReadCheckpointsAsync())[0]);
    }

    [Fact]
    public async Task ATopicCreatedAgain_IsSaidToBeThat_AndNotSkippedThrough()
    {
        await using var run = await ForeignRun.CreateAsync(postgres, partitions: 1);
        await run.Source.GenerateAsync(Traffic, 100);
        await using var silo = await run.StartAsync(Skipping);
        await run.WaitProcessedAsync();
        run.Log.Identity = run.Log.Identity with { Incarnation = "second" };
        run.Log.Earliest[0] = 10_000;

        Assert.Contains("made again", await silo.WaitProblemAsync(PipelineProblemKind.Blocked), StringComparison.Ordinal);
        var asked = run.Log.Asked;
        await Progress.UntilAsync("looks at the log that is another one", true, () => Task.FromResult(run.Log.Asked > asked + 10));

        Assert.Equal(0, await run.Database.NumberAsync("SELECT count(*) FROM log_gaps"));
        Assert.Equal(100, (await run.Database.ReadCheckpointsAsync())[0]);
    }

    [Fact]
    public async Task RetentionBehindTheCheckpoint_LeavesTheLaterWindowsVerifiable_ToTheRow()
    {
        await using var run = await ProcessedAsync(minutes: 20);
        var whole = await run.AssertVerifiedAsync();
        Assert.Equal((0, whole.WindowsClosed), (whole.WindowsTrimmed, whole.WindowsCompared));
        foreach (var partition in await run.Source.Log.GetPartitionsAsync(default))
            run.Log.Earliest[partition.Partition] = partition.EndOffset / 2;

        var rest = await run.AssertVerifiedAsync();

        Assert.InRange(rest.WindowsCompared, 3, whole.WindowsCompared - 8);
        Assert.Equal(whole.WindowsClosed, rest.WindowsCompared + rest.WindowsTrimmed);
        Assert.True(rest.Records < whole.Records);
        var replayed = await run.ReplayAsync();
        Assert.Equal((0, 0, rest.WindowsTrimmed), (replayed.Revised, replayed.Deleted, replayed.WindowsTrimmed));
        await AlterAsync(run, "ASC"); // in a window that is gone: nobody can tell
        Assert.Equal(0, (await run.VerifyAsync()).DifferenceCount);
        await AlterAsync(run, "DESC");
        Assert.Equal(1, (await run.VerifyAsync()).DifferenceCount);
        Assert.Equal(1, (await run.ReplayAsync()).Revised);
    }

    [Fact]
    public async Task AReplayOfAFewWindows_ReadsOnlyWhatTheyNeed()
    {
        await using var run = await ProcessedAsync(minutes: 40);
        var range = new ReplayRange(Traffic.StartEventTime.AddMinutes(20), Traffic.StartEventTime.AddMinutes(22));
        Assert.Equal(1, await run.Database.ExecuteAsync(
            "UPDATE region_health SET total_downloads = 0 WHERE ctid = (SELECT min(ctid) FROM region_health WHERE window_start = $1)",
            range.From.UtcDateTime));

        var first = await run.ReplayAsync(range);
        var second = await run.ReplayAsync(range);

        Assert.Equal((2, 1, 0), (first.Windows, first.Revised, first.Deleted));
        Assert.Equal((2, 0, 0), (second.Windows, second.Revised, second.Deleted));
        Assert.InRange(second.Records, 2 * 600, 40 * 600 * 2 / 3);
        await run.AssertVerifiedAsync();
    }

    /// <summary>A log of so many minutes, processed while it was appended to and then to its end.</summary>
    private async Task<ForeignRun> ProcessedAsync(int minutes)
    {
        var run = await ForeignRun.CreateAsync(postgres);
        await using (var silo = await run.StartAsync(PipelineRun.NeverIdle))
        {
            await run.GenerateInStepsAsync(Traffic, minutes, TimeSpan.FromMinutes(1));
            await silo.StopAsync();
        }

        await run.ProcessAsync();
        return run;
    }

    private static async Task AlterAsync(ForeignRun run, string order)
        => Assert.Equal(1, await run.Database.ExecuteAsync(
            "UPDATE content_stats SET download_count = download_count + 1 WHERE ctid = (SELECT ctid FROM content_stats "
                + $"ORDER BY window_start {order} LIMIT 1)"));
}
