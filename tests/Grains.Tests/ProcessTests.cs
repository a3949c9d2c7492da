using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Silos as real processes: killed without warning, and put to sleep until the others have gone on without them.</summary>
public sealed class ProcessTests(PostgresFixture postgres)
{
    [Fact]
    public async Task OneSiloIsKilled_AnotherSleepsUntilItCountsAsDeadAndThenGoesOn_AndNothingDiffers()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        var connection = postgres.ConnectionStringOf(database.Source);
        using var killed = SiloProcess.Start(connection);
        using var asleep = SiloProcess.Start(connection);
        await WaitMembersAsync(database, status: 3, 2);
        await GenerateAsync(database, 0);
        await WaitCheckpointedAsync(database, 5_000);

        await killed.SignalAsync("KILL");
        using var third = SiloProcess.Start(connection);
        await WaitMembersAsync(database, status: 6, 1);
        // a silo cannot join while it reaches nobody, so not before this one is put to sleep
        await WaitMembersAsync(database, status: 3, 2);
        await GenerateAsync(database, 1);
        await WaitCheckpointedAsync(database, 25_000);

        await asleep.SignalAsync("STOP");
        await GenerateAsync(database, 2);
        await WaitMembersAsync(database, status: 6, 2);
        await WaitCheckpointedAsync(database, 45_000);
        await asleep.SignalAsync("CONT");
        await GenerateAsync(database, 3);
        await Progress.UntilAsync("records, open windows and due rows left", (0L, 0L, 0L), database.LeftAsync, TestCluster.AfterCrash);
        await Progress.UntilAsync("closed windows whose rows may lack something", 0L, database.Source.CountDueRowsAsync);

        Assert.Equal(0, await third.StopAsync());
        var report = await database.AssertVerifiedAsync();
        Assert.Equal(80_000, report.Counted + report.Late + report.DeadLettered);
    }

    private static Task GenerateAsync(PipelineDatabase database, int part)
        => database.GenerateAsync(
            GoldenTraffic.Options with
            {
                Seed = (ulong)(50 + part),
                StartEventTime = GoldenTraffic.Options.StartEventTime.AddMinutes(5 * part),
            }, 20_000);

    private static Task WaitMembersAsync(PipelineDatabase database, int status, long count)
        => Progress.UntilAsync(
            $"members with status {status}", count,
            () => database.NumberAsync($"SELECT count(*) FROM OrleansMembershipTable WHERE Status = {status}"), TestCluster.AfterCrash);

    private static Task WaitCheckpointedAsync(PipelineDatabase database, long records)
        => Progress.UntilAsync(
            $"{records} records in checkpoints", true,
            async () => await database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints") >= records,
            TestCluster.AfterCrash);
}
