using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>The same log gives the same rows, straight through and not, and PostgreSQL's own recount agrees.</summary>
public sealed class ExactnessTests(PostgresFixture postgres)
{
    [Fact]
    public async Task StraightThrough_TheRecountAgrees_AndLateEventsAreInTheSideOutput()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events);

        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.True(report.RowsCompared > 0);
        Assert.Equal(Golden.Events, report.Counted + report.Late + report.DeadLettered);
        Assert.True(report.Late > 0);
        Assert.Equal(
            report.Late, await run.Database.NumberAsync("SELECT count(*) FROM late_events WHERE reason = 'beyond_allowed_lateness'"));
        Assert.Equal(await Golden.RowsAsync(postgres), await run.Database.DumpRowsAsync());
    }

    [Fact]
    public async Task StoppedAndStartedManyTimes_NowAndThenWithoutLastCheckpoints_TheRowsAreThoseOfARunStraightThrough()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events);

        for (var i = 1; i <= 4; i++)
            await run.ProcessUntilAsync(Golden.Events * i / 6, isDrained: i % 2 == 0);
        await run.ProcessAsync();

        await run.AssertVerifiedAsync();
        Assert.Equal(await Golden.RowsAsync(postgres), await run.Database.DumpRowsAsync());
    }

    [Fact]
    public async Task OnAnyNumberOfPartitions_RowsOfEventsInTimeAreTheSame()
    {
        var inTime = GoldenTraffic.Options with { LateShare = 0 };
        var rows = new List<string>();
        foreach (var partitions in new[] { 1, 6, 12 })
        {
            await using var run = await EmbeddedRun.CreateAsync(postgres, partitions);
            await run.GenerateAsync(inTime, Golden.Events / 2);
            await run.ProcessAsync();
            await run.AssertVerifiedAsync();
            rows.Add(await run.Database.DumpRowsAsync());
        }

        Assert.NotEmpty(rows[0]);
        Assert.Equal(rows[0], rows[1]);
        Assert.Equal(rows[0], rows[2]);
    }

    [Theory]
    [InlineData(1, 10, 1)]
    [InlineData(500, 2_000, 256)]
    public async Task HowOftenItCommitsAndHowMuchItClosesAtOnce_ChangesNoRow(int updateMs, int commitMs, int windowsPerRound)
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Golden.Events);

        await run.ProcessAsync(PipelineRun.Quick with
        {
            UpdateInterval = TimeSpan.FromMilliseconds(updateMs),
            CommitInterval = TimeSpan.FromMilliseconds(commitMs),
            WindowsPerRound = windowsPerRound,
        });

        Assert.Equal(await Golden.RowsAsync(postgres), await run.Database.DumpRowsAsync());
        await run.AssertVerifiedAsync();
    }

    [Fact]
    public async Task EventsOfAnIdlePartitionThatComesBack_ReviseRowsThatClosedWithoutIt()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await using var silo = await run.StartAsync();
        var inOrder = GoldenTraffic.Options with { OutOfOrderShare = 0, LateShare = 0, EventsPerSecond = 10 };
        await run.GenerateAsync(inOrder, 3_000);
        await run.WaitProcessedAsync();
        var before = await run.Database.NumberAsync("SELECT max(revision) FROM content_stats");

        // Every partition has been idle and its windows are closed; the same times come once more.
        await run.GenerateAsync(inOrder with { Seed = 43 }, 3_000);
        await run.WaitProcessedAsync();
        await silo.StopAsync();

        await run.AssertVerifiedAsync();
        Assert.True(await run.Database.NumberAsync("SELECT max(revision) FROM content_stats") > before);
        Assert.Equal(6_000, await run.Database.NumberAsync("SELECT sum(total_downloads) FROM region_health"));
    }
}
