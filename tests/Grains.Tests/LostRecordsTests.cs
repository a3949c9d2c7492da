using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>A log whose beginning was deleted before it was processed.</summary>
public sealed class LostRecordsTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ThePartitionStandsStill_UntilSomebodyDecides_AndThenTheGapIsRecordedAndCounted()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await database.GenerateAsync(GoldenTraffic.Options, 1_000);
        var log = new ObservedLog(database.Log);
        await using (var cluster = await TestCluster.StartAsync(database, silos: 1, log: log))
            await cluster.WaitSettledAsync(database);
        await database.GenerateAsync(
            GoldenTraffic.Options with { Seed = 8, StartEventTime = GoldenTraffic.Options.StartEventTime.AddMinutes(1) }, 1_000);
        log.Earliest[0] = 1_500;

        await using (var cluster = await TestCluster.StartAsync(database, silos: 1, log: log))
        {
            var partition = cluster.Grains.GetGrain<IPartitionGrain>(0);
            var looks = log.Looks;
            await Progress.UntilAsync("rounds of the pipeline", true, () => Task.FromResult(log.Looks > looks + 20));
            var report = await partition.ReportAsync(new PartitionNewsMessage(2_000, null, false, [], Guid.Empty, -1));
            Assert.Equal((1_000, 1_000, false), (report.NextOffset, report.CommittedOffset, (await cluster.StateAsync()).Settled));
        }

        Assert.Equal(0, await database.NumberAsync("SELECT count(*) FROM log_gaps"));
        await using var skipping = await TestCluster.StartAsync(
            database, silos: 1, TestCluster.Quick with { SkipLostRecords = true }, log: log);
        await skipping.WaitSettledAsync(database);
        Assert.Equal(
            1, await database.NumberAsync("SELECT count(*) FROM log_gaps WHERE partition = 0 AND from_offset = 1000 AND to_offset = 1500"));
        Assert.Equal(1, await database.NumberAsync(
            "SELECT count(*) FROM checkpoints WHERE next_offset = 2000 AND missing = 500 AND counted + late = 1500"));
    }
}
