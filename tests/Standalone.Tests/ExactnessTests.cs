using StreamPulse.Generator;
using StreamPulse.Standalone.Engine;
using StreamPulse.Testing;

namespace StreamPulse.Standalone.Tests;

/// <summary>The same log gives the same rows, straight through and not, and PostgreSQL's own recount agrees.</summary>
public sealed class ExactnessTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions Golden = new()
    {
        Seed = 42,
        EventsPerSecond = 50,
        StartEventTime = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero),
        Contents = 30,
        Users = 500,
        OutOfOrderShare = 0.1,
        LateShare = 0.01,
        MinLate = TimeSpan.FromMinutes(5),
        MaxLate = TimeSpan.FromMinutes(30),
    };

    private const int Events = 60_000; // 20 minutes of event time

    [Fact]
    public async Task StraightThrough_TheRecountAgrees_AndLateEventsAreInTheSideOutput()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.GenerateAsync(Golden, Events);

        await run.ProcessAsync();

        await run.AssertNoDifferencesAsync();
        var report = await run.VerifyAsync();
        Assert.Equal(Events, report.Counted + report.Late + report.DeadLettered);
        Assert.True(report.Late > 0);
        Assert.Equal(
            report.Late, await run.Database.ScalarAsync("SELECT count(*) FROM late_events WHERE reason = 'beyond_allowed_lateness'"));
    }

    [Fact]
    public async Task StoppedAndStartedManyTimes_TheRowsAreThoseOfARunStraightThrough()
    {
        await using var straight = await EngineRun.CreateAsync(postgres);
        await straight.GenerateAsync(Golden, Events);
        await straight.ProcessAsync();
        await using var broken = await EngineRun.CreateAsync(postgres);
        await broken.GenerateAsync(Golden, Events);

        for (var i = 1; i <= 8; i++)
        {
            var engine = broken.NewEngine();
            await engine.StartAsync(default);
            await WaitCountedAsync(broken, Events * i / 10);
            await engine.StopAsync();
        }

        await broken.ProcessAsync();

        await broken.AssertNoDifferencesAsync();
        Assert.Equal(await straight.DumpAsync(), await broken.DumpAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public async Task OnAnotherNumberOfPartitions_RowsOfEventsInTimeAreTheSame(int partitions)
    {
        var inTime = Golden with { LateShare = 0 };
        await using var six = await EngineRun.CreateAsync(postgres);
        await six.GenerateAsync(inTime, Events / 2);
        await six.ProcessAsync();
        await using var other = await EngineRun.CreateAsync(postgres, partitions);
        await other.GenerateAsync(inTime, Events / 2);

        await other.ProcessAsync();

        await other.AssertNoDifferencesAsync();
        Assert.Equal(await six.DumpAsync(), await other.DumpAsync());
    }

    [Fact]
    public async Task SmallUpdatesAndManyCommits_GiveTheSameRowsAsLargeOnes()
    {
        await using var coarse = await EngineRun.CreateAsync(postgres);
        await coarse.GenerateAsync(Golden, Events / 2);
        await coarse.ProcessAsync(
            EngineRun.Quick with { UpdateInterval = TimeSpan.FromMilliseconds(500), CommitInterval = TimeSpan.FromSeconds(2) });
        await using var fine = await EngineRun.CreateAsync(postgres);
        await fine.GenerateAsync(Golden, Events / 2);

        await fine.ProcessAsync(
            EngineRun.Quick with
            {
                UpdateInterval = TimeSpan.FromMilliseconds(1),
                CommitInterval = TimeSpan.FromMilliseconds(10),
                UpdateQueueCapacity = 1,
            });

        Assert.Equal(await coarse.DumpAsync(), await fine.DumpAsync());
        await fine.AssertNoDifferencesAsync();
    }

    [Fact]
    public async Task EventsOfAnIdlePartitionThatComesBack_ReviseRowsThatClosedWithoutIt()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await using var engine = run.NewEngine();
        await engine.StartAsync(default);
        var london = Golden with { OutOfOrderShare = 0, LateShare = 0, EventsPerSecond = 10 };
        await run.GenerateAsync(london, 3_000);
        await run.WaitProcessedAsync();
        var before = (int)(await run.Database.ScalarAsync("SELECT max(revision) FROM content_stats"))!;

        // Every partition has been idle and its windows are closed; the same times come once more.
        await run.GenerateAsync(london with { Seed = 43 }, 3_000);
        await run.WaitProcessedAsync();
        await engine.StopAsync();

        await run.AssertNoDifferencesAsync();
        Assert.True((int)(await run.Database.ScalarAsync("SELECT max(revision) FROM content_stats"))! > before);
        Assert.Equal(6_000m, await run.Database.ScalarAsync("SELECT sum(total_downloads) FROM region_health"));
    }

    [Fact]
    public async Task ASecondEngineOnTheSameLog_IsFencedAndDoesNoHarm()
    {
        await using var run = await EngineRun.CreateAsync(postgres);
        await run.GenerateAsync(Golden, 5_000);
        var first = run.NewEngine();
        await first.StartAsync(default);
        await run.WaitProcessedAsync();
        var second = run.NewEngine();
        await second.StartAsync(default);

        await run.GenerateAsync(Golden with { Seed = 9, StartEventTime = Golden.StartEventTime.AddMinutes(3) }, 20_000);
        var ended = await Task.WhenAny(first.Ended, second.Ended).WaitAsync(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAsync<Pipeline.Ports.FencedException>(() => ended);
        await run.WaitProcessedAsync();
        await first.StopAsync();
        await second.StopAsync();
        await run.AssertNoDifferencesAsync();
        Assert.Contains(EngineState.Failed, new[] { first.State, second.State });
    }

    private static async Task WaitCountedAsync(EngineRun run, long events)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((long)(await run.Database.ScalarAsync("SELECT coalesce(sum(next_offset), 0)::bigint FROM checkpoints"))! < events)
            await Task.Delay(5, deadline.Token);
    }
}
