using StreamPulse.Grains.Interfaces;
using StreamPulse.Grains.Tests.Support;
using StreamPulse.Generator;
using StreamPulse.Log;
using StreamPulse.Log.Postgres;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>Windows close by timers alone and by the reminder alone, and are revised afterwards.</summary>
public sealed class ClosingTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Short = GoldenTraffic.Options with { EventsPerSecond = 10, LateShare = 0 };

    [Fact]
    public async Task ByTheReminderAlone_RowsOfGrainsThatWereDeactivatedBeforeTheirWindowsEnd_AreWritten()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 2);
        var reminderOnly = TestCluster.Quick with { Timers = false, ReminderPeriod = TimeSpan.FromSeconds(1) };
        // Orleans' own minimum is a minute; it is lowered so that the test does not last for minutes.
        await using var cluster = await TestCluster.StartAsync(database, silos: 1, reminderOnly, minimumReminder: TimeSpan.FromSeconds(1));
        await database.GenerateAsync(Short, 2_000);
        await Progress.UntilAsync("records delivered", 2_000, async () => await ReadAsync(cluster));
        Assert.Equal(0, await database.NumberAsync("SELECT count(*) FROM closed_windows"));

        await cluster.Grains.GetGrain<IPipelineGrain>(0).StartAsync();
        await cluster.Silos.DeactivateAsync(cluster.Grains.GetGrain<IPipelineGrain>(0));
        for (var partition = 0; partition < 2; partition++)
            await cluster.Silos.DeactivateAsync(cluster.Grains.GetGrain<IPartitionGrain>(partition));
        await cluster.WaitSettledAsync(database);

        var report = await database.AssertVerifiedAsync();
        Assert.Equal(2_000, report.Counted);
    }

    [Fact]
    public async Task ByTimersAlone_RowsAreWritten_AlsoOfGrainsThatWereDeactivated()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 2);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 1, TestCluster.Quick with { ReminderPeriod = TimeSpan.FromHours(1) });
        await database.GenerateAsync(Short, 1_000);
        await cluster.WaitSettledAsync(database);
        await database.GenerateAsync(Short with { Seed = 5, StartEventTime = Short.StartEventTime.AddMinutes(2) }, 1_000);
        await cluster.Silos.DeactivateAsync(cluster.Grains.GetGrain<IPartitionGrain>(1));
        await cluster.Silos.DeactivateAsync(
            cluster.Grains.GetGrain<IRegionHealthGrain>(WindowShares.Of(Short.StartEventTime.ToUnixTimeMilliseconds(), 60_000)));

        await cluster.WaitSettledAsync(database);

        Assert.Equal(2_000, (await database.AssertVerifiedAsync()).Counted);
    }

    /// <summary>The last event of the first minute has been read, and the watermark is a second before its end.</summary>
    [Fact]
    public async Task RowsOfAWindowThatWillCloseSoon_AreWrittenInAdvance_AndSeenWhenItCloses()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 1, TestCluster.Quick with { IdleTimeout = TimeSpan.FromMinutes(10) });
        var many = GoldenTraffic.Options with { Contents = 2_000, OutOfOrderShare = 0, LateShare = 0 };
        await database.GenerateAsync(many, 64 * 50);
        await Progress.UntilAsync("transactions with rows", 1, () => database.NumberAsync(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE 'COPY content_stats%' "
            + "AND datname = current_database()"));
        Assert.Equal(0, await database.NumberAsync("SELECT count(*) FROM content_stats"));
        Assert.Equal(0, await database.NumberAsync("SELECT count(*) FROM closed_windows"));

        var before = await database.NumberAsync("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint");
        await database.GenerateAsync(many with { Seed = 43, StartEventTime = many.StartEventTime.AddSeconds(66) }, 100);
        await Progress.UntilAsync("closed windows", 1, () => database.NumberAsync("SELECT count(*) FROM closed_windows"));

        await database.AssertVerifiedAsync();
        Assert.True(await database.NumberAsync("SELECT count(*) FROM content_stats") > 500);
        Assert.Equal(1, await database.NumberAsync("SELECT max(revision) FROM content_stats"));
        var created = await database.NumberAsync("SELECT (extract(epoch FROM max(created_at)) * 1000)::bigint FROM content_stats");
        Assert.True(created <= before, $"The rows were written {created - before} ms after the events came that closed their window.");
    }

    [Fact]
    public async Task EventsOfAnIdlePartitionThatComesBack_ReviseRowsThatClosedWithoutIt()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        await using var cluster = await TestCluster.StartAsync(database, silos: 2);
        await database.GenerateAsync(Short, 3_000);
        await cluster.WaitSettledAsync(database);
        var before = await database.NumberAsync("SELECT max(revision) FROM content_stats");

        // Every partition has been idle and its windows are closed; the same times come once more.
        await database.GenerateAsync(Short with { Seed = 43 }, 3_000);
        await cluster.WaitSettledAsync(database);

        await database.AssertVerifiedAsync();
        Assert.True(await database.NumberAsync("SELECT max(revision) FROM content_stats") > before);
        Assert.Equal(6_000, await database.NumberAsync("SELECT sum(total_downloads) FROM region_health"));
    }

    [Fact]
    public async Task WindowsThatAnImportOfOldEventsIsStillFilling_CloseOnceTheyAreWhole()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(
            database, silos: 1, TestCluster.Quick with { IdleTimeout = TimeSpan.FromSeconds(30) });
        await database.AppendAsync("EU-Paris", [.. Enumerable.Range(0, 60).Select(static i => 3_600 + (10.0 * i))]);
        await UntilClosedAsync(9);

        var import = await database.Log.OpenImportAsync("old.log", "old", again: false, default);
        import = await AppendAsync("EU-Paris", 1, 2, 3, 50);
        await Progress.UntilAsync(
            "committed events of the import", 4,
            () => database.NumberAsync($"SELECT coalesce(max(next_offset), 0) FROM checkpoints WHERE partition = {import.Partition}"));
        await database.AppendAsync("EU-Paris", 4_300); // closes more windows, so rounds go by
        await UntilClosedAsync(10);
        import = await AppendAsync("EU-Paris", 51, 70);
        await database.Log.SealAsync(import.Partition, default);
        await UntilClosedAsync(12);

        await database.AssertVerifiedAsync();
        Assert.Equal(1, await database.NumberAsync("SELECT max(revision) FROM region_health"));

        Task UntilClosedAsync(long windows)
            => Progress.UntilAsync("closed windows", windows, () => database.NumberAsync("SELECT count(*) FROM closed_windows"));

        async Task<ImportPartition> AppendAsync(string region, params double[] atSeconds)
        {
            var batch = new AppendBatch();
            foreach (var at in atSeconds)
                batch.Add(System.Text.Encoding.UTF8.GetBytes(region), HandMadeEvents.Encode(region, HandMadeEvents.Start.AddSeconds(at)));
            return await database.Log.AppendImportAsync(import, batch, import.ImportPosition + atSeconds.Length, [], default);
        }
    }

    [Fact]
    public async Task LateEventsWithinTheAllowedLateness_ReviseRows_AndOthersAreInTheSideOutput()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres, partitions: 1);
        await using var cluster = await TestCluster.StartAsync(database, silos: 1);
        await database.GenerateAsync(Short, 9_000); // 15 minutes
        await cluster.WaitSettledAsync(database);

        await database.GenerateAsync(Short with { Seed = 9, StartEventTime = Short.StartEventTime.AddMinutes(13) }, 100);
        await database.GenerateAsync(Short with { Seed = 10 }, 50);
        await cluster.WaitSettledAsync(database);

        var report = await database.AssertVerifiedAsync();
        Assert.Equal((9_100, 50), (report.Counted, report.Late));
        Assert.Equal(2, await database.NumberAsync("SELECT max(revision) FROM region_health"));
    }

    [Fact]
    public async Task RecordsThatCannotBeUsed_BecomeDeadLetters_AndTheOthersAreCounted()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        await database.GenerateAsync(Short, 500);
        foreach (var poison in new byte[][] { [], [1, 2, 3], [0, 0, 0, 0, 99, 7] })
            await database.AppendRawAsync("EU-London"u8.ToArray(), poison);
        await database.GenerateAsync(Short with { Seed = 3 }, 500);

        await using var cluster = await TestCluster.StartAsync(database, silos: 1);
        await cluster.WaitSettledAsync(database);

        Assert.Equal(3, await database.NumberAsync("SELECT count(*) FROM dead_letters"));
        Assert.Equal(
            3, await database.NumberAsync("SELECT count(DISTINCT payload) FROM dead_letters WHERE octet_length(payload) IN (0, 3, 6)"));
        var report = await database.AssertVerifiedAsync();
        Assert.Equal((1_000, 0, 3), (report.Counted, report.Late, report.DeadLettered));
    }

    private static async Task<long> ReadAsync(TestCluster cluster)
    {
        var total = 0L;
        for (var partition = 0; partition < 2; partition++)
        {
            var report = await cluster.Grains.GetGrain<IPartitionGrain>(partition)
                .ReportAsync(new PartitionNewsMessage(0, null, false, [], Guid.Empty, -1));
            total += report.NextOffset;
        }

        return total;
    }
}
