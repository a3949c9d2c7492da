using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Log;
using StreamPulse.Pipeline;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>What depends on time, on a clock that only the test moves: nothing here happens because a real second has gone by.</summary>
public sealed class FakeTimeTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>So long that ticking while something is awaited never makes a partition idle.</summary>
    private static readonly PipelineOptions Options = new()
    {
        IdleTimeout = TimeSpan.FromHours(1),
        PartitionPoll = TimeSpan.FromMilliseconds(100),
    };

    [Fact]
    public async Task AWindowCloses_WhenTheWatermarkReachesItsEnd_AndNotAMillisecondOfEventTimeBefore()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        var clock = new ManualClock();
        var log = new ObservedLog(database.Log);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, Options, clock: clock, log: log);
        await database.AppendAsync("EU-Paris", 1, 30, 64.999); // out-of-orderness is 5 s: the watermark is at 59.999 s

        await UntilAsync(
            clock, "taken into a checkpoint", 3, () => database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints"));
        await TickAsync(clock, log, TimeSpan.FromMinutes(1));
        Assert.Equal(0, await ClosedAsync(database));

        await database.AppendAsync("EU-Paris", 65);
        await UntilAsync(clock, "closed", 1, () => ClosedAsync(database));
        Assert.Equal(2, await database.NumberAsync("SELECT total_downloads FROM region_health"));
    }

    [Fact]
    public async Task Lateness_RevisesARowUpToItsBound_AndIsRefusedBeyondIt()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        var clock = new ManualClock();
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, Options, clock: clock);
        await database.AppendAsync("EU-Paris", 1, 65);
        await UntilAsync(clock, "closed", 1, () => ClosedAsync(database));

        await database.AppendAsync("EU-Paris", 2, 664.999, 3); // the window may be revised until the watermark is at 660 s
        await UntilAsync(
            clock, "revised", 3, () => database.NumberAsync("SELECT total_downloads FROM region_health ORDER BY window_start LIMIT 1"));
        Assert.True(await database.NumberAsync("SELECT revision FROM region_health ORDER BY window_start LIMIT 1") > 1);

        await database.AppendAsync("EU-Paris", 665, 4);
        await UntilAsync(
            clock, "refused", 1, () => database.NumberAsync("SELECT count(*) FROM late_events WHERE reason = 'beyond_allowed_lateness'"));
        Assert.Equal(3, await database.NumberAsync("SELECT total_downloads FROM region_health ORDER BY window_start LIMIT 1"));
    }

    [Fact]
    public async Task APartitionWithoutRecords_HoldsTheWatermarkUntilTheIdleTimeout_AndThenStepsAside()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 2);
        var clock = new ManualClock();
        var log = new ObservedLog(database.Log);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, Options, clock: clock, log: log);
        var (quiet, busy) = await RegionsOfBothPartitionsAsync(database);
        await database.AppendAsync(quiet, 1);
        await database.AppendAsync(busy, 1);
        await UntilAsync(clock, "taken", 4, () => TakenAsync(cluster));
        await TickAsync(clock, log, Options.IdleTimeout / 2);
        await database.AppendAsync(busy, 300);
        await UntilAsync(clock, "taken", 5, () => TakenAsync(cluster));
        await TickAsync(clock, log, Options.IdleTimeout / 4);
        Assert.Equal(0, await ClosedAsync(database));

        // the quiet one has had nothing for the idle timeout now, the busy one for half of it
        await TickAsync(clock, log, Options.IdleTimeout / 4);
        await UntilAsync(clock, "closed without the quiet partition", 1, () => ClosedAsync(database));
        var state = await cluster.StateAsync();
        Assert.Equal([0, 1], state.Partitions.Select(static p => (int)p.Phase).Order());
    }

    [Fact]
    public async Task AReminderThatIsDue_ClosesTheWindowsOfGrainsThatAreGone()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        var clock = new ManualClock();
        var reminderOnly = Options with { Timers = false, IdleTimeout = TimeSpan.FromSeconds(30) };
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, reminderOnly, clock: clock);
        await database.AppendAsync("EU-Paris", 1, 2, 3);
        await cluster.Grains.GetGrain<IPipelineGrain>(0).StartAsync();
        await cluster.Silos.DeactivateAsync(cluster.Grains.GetGrain<IPipelineGrain>(0));
        await cluster.Silos.DeactivateAsync(cluster.Grains.GetGrain<IPartitionGrain>(0));

        clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(0, await ClosedAsync(database));
        Assert.Equal(0, await database.NumberAsync("SELECT coalesce(sum(next_offset), 0) FROM checkpoints"));

        await UntilAsync(clock, "closed by the reminder", 1, () => ClosedAsync(database), TimeSpan.FromSeconds(1));
        await UntilAsync(
            clock, "checkpoint by the reminder", 3, () => database.NumberAsync("SELECT sum(next_offset) FROM checkpoints"),
            TimeSpan.FromSeconds(1));
        Assert.Equal(3, await database.NumberAsync("SELECT total_downloads FROM region_health"));
    }

    [Fact]
    public async Task AWindowThatIsOldEnough_IsRetired_AndEventsThatComeForItAreLateWithThatReason()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        var clock = new ManualClock();
        var log = new ObservedLog(database.Log);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, Options, clock: clock, log: log);
        await database.AppendAsync("EU-Paris", 1, 65);
        await UntilAsync(clock, "closed", 1, () => ClosedAsync(database));
        const string Retired = "SELECT count(*) FROM closed_windows WHERE retired_at IS NOT NULL";

        // Kept long enough by the clock of the database, but the partition could still have events for it.
        await database.Source.ExecuteAsync("UPDATE closed_windows SET closed_at = closed_at - interval '23 hours'");
        await TickAsync(clock, log, TimeSpan.FromMinutes(2));
        Assert.Equal(0, await database.NumberAsync(Retired));
        await database.Source.ExecuteAsync("UPDATE closed_windows SET closed_at = closed_at - interval '2 hours'");
        await UntilAsync(clock, "retired at the bound", true, async () => await database.NumberAsync(Retired) > 0, TimeSpan.FromMinutes(1));
        await database.AppendAsync("EU-Paris", 2);
        await UntilAsync(clock, "late", 1, () => database.NumberAsync("SELECT count(*) FROM late_events WHERE reason = 'window_retired'"));

        Assert.Equal(1, await database.NumberAsync("SELECT total_downloads FROM region_health ORDER BY window_start LIMIT 1"));
        Assert.Equal(0, await database.NumberAsync(
            "SELECT count(*) FROM partials JOIN closed_windows USING (window_start) WHERE retired_at IS NOT NULL"));
    }

    /// <summary>
    /// The aggregator passes a window while it holds changes of it that are in no update yet; a checkpoint that ends just then must not
    /// lose it.
    /// </summary>
    [Fact]
    public async Task AWindowThatIsPassedWhileACheckpointIsUnderWay_KeepsTheChangesThatCameBeforeThat()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        var clock = new ManualClock();
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, Options, clock: clock);
        await database.AppendAsync("EU-Paris", 1, 65);
        await UntilAsync(clock, "closed", 1, () => ClosedAsync(database));
        var partition = cluster.Grains.GetGrain<IPartitionGrain>(0);
        await database.AppendAsync("EU-Paris", 70);
        await UntilAsync(clock, "taken", 3, () => TakenAsync(cluster));

        // The clock stands still from here on, so no update is due: the checkpoint that waits for the lock ends before anybody has seen the
        // next two events.
        Task checkpoint;
        await using (var connection = await database.Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT FROM checkpoints FOR UPDATE";
            await command.ExecuteNonQueryAsync();
            checkpoint = partition.CheckpointAsync();
            await Progress.UntilAsync(
                "a checkpoint that waits", 1,
                () => database.NumberAsync(
                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"));
            await database.AppendAsync("EU-Paris", 2, 800);
            var news = new PartitionNewsMessage(5, null, false, [], Guid.Empty, -1);
            await Progress.UntilAsync("delivered", 5, async () => (await partition.ReportAsync(news)).NextOffset);
        }

        await checkpoint;
        await UntilAsync(clock, "all in checkpoints", 5, () => database.NumberAsync("SELECT next_offset FROM checkpoints"));
        await UntilAsync(
            clock, "revised", 2, () => database.NumberAsync("SELECT total_downloads FROM region_health ORDER BY window_start LIMIT 1"));
    }

    private static Task<long> ClosedAsync(PipelineDatabase database) => database.NumberAsync("SELECT count(*) FROM closed_windows");

    private static async Task<long> TakenAsync(TestCluster cluster)
        => (await cluster.StateAsync()).Partitions.Sum(static p => p.NextOffset);

    /// <summary>Ticks until it is so.</summary>
    private static Task UntilAsync<T>(ManualClock clock, string phase, T expected, Func<Task<T>> look, TimeSpan? tick = null)
        => Progress.UntilAsync(phase, expected, () =>
        {
            clock.Advance(tick ?? Tick);
            return look();
        });

    /// <summary>Lets time go by, in steps, of which each is followed by two whole rounds of the pipeline.</summary>
    private static async Task TickAsync(ManualClock clock, ObservedLog log, TimeSpan span)
    {
        const int Steps = 20;
        for (var i = 0; i < Steps; i++)
        {
            var before = log.Looks;
            clock.Advance(span / Steps);
            await UntilAsync(clock, "two rounds more", true, () => Task.FromResult(log.Looks >= before + 3));
        }
    }

    /// <summary>One region of each partition; each has one event, before all others.</summary>
    private static async Task<(string First, string Second)> RegionsOfBothPartitionsAsync(PipelineDatabase database)
    {
        await database.AppendAsync("EU-Paris", 0);
        var first = await database.NumberAsync("SELECT partition FROM log_partitions WHERE next_offset = 1");
        foreach (var region in new[] { "EU-London", "EU-Berlin", "US-Texas", "ASIA-Tokyo", "ASIA-Seoul" })
        {
            if (KeyPartitioner.PartitionOf(System.Text.Encoding.UTF8.GetBytes(region), 2) == first)
                continue;
            await database.AppendAsync(region, 0);
            return ("EU-Paris", region);
        }

        throw new InvalidOperationException("All regions are in one partition.");
    }
}
