using StreamPulse.Core.Results;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Up;

/// <summary>Silo and gateway in one process: alone, two on one database, stopped and started again.</summary>
public sealed class UpHostTests(PostgresFixture postgres)
{
    private const int Half = 9_000; // three minutes of event time

    private static readonly DateTimeOffset AsOf = GoldenTraffic.Options.StartEventTime.AddMinutes(10);

    private static readonly string[] Questions =
    [
        .. from kind in new[] { "realtime", "trending", "regions", "devices" }
           from live in new[] { "true", "false" }
           select $"/api/stats/{kind}?minutes=60&live={live}&as_of={AsOf:yyyy-MM-ddTHH:mm:ssZ}",
    ];

    [Fact]
    public async Task ASecondOneOnTheSameDatabase_JoinsTheFirst_AndGoesOnAlone()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        var inTime = GoldenTraffic.Options with { LateShare = 0 };
        await run.GenerateAsync(inTime, Half);
        await using var first = await UpRun.StartAsync(run, NeverIdle);
        await using var second = await UpRun.StartAsync(run, NeverIdle);
        Assert.Equal(2, await run.Database.NumberAsync("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3"));
        await run.WaitProcessedAsync(untilClosed: false);
        foreach (var question in Questions)
        {
            await Progress.UntilAsync(
                $"the same answers to {question}", true, async () => await AskAsync(first, question) == await AskAsync(second, question));
        }

        Assert.Contains($"\"total_downloads\":{Half}", await AskAsync(second, Questions[0]), StringComparison.Ordinal);

        await first.StopAsync();
        await run.GenerateAsync(inTime with { Seed = 7, StartEventTime = inTime.StartEventTime.AddMinutes(3) }, Half);
        await run.WaitProcessedAsync(untilClosed: false);
        await second.WaitRunningAsync();
        await Progress.UntilAsync(
            "all downloads in the answer", true,
            async () => (await AskAsync(second, Questions[0])).Contains($"\"total_downloads\":{2 * Half}", StringComparison.Ordinal));
        Assert.Equal(1, await run.Database.NumberAsync("SELECT count(*) FROM OrleansMembershipTable WHERE Status = 3"));
        await second.StopAsync();
        await run.ProcessAsync();
        Assert.Equal(2 * Half, (await run.AssertVerifiedAsync()).Counted);
    }

    [Fact]
    public async Task StoppedAndStartedAgain_ItGoesOnWithoutLoss_AndSaysSoByHttp()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await run.GenerateAsync(GoldenTraffic.Options, Half);
        await using (var first = await UpRun.StartAsync(run, NeverIdle))
        {
            await run.WaitProcessedAsync(untilClosed: false);
            await first.StopAsync();
        }

        Assert.True(await run.Database.CountOpenWindowsAsync() > 0);
        await run.GenerateAsync(
            GoldenTraffic.Options with { Seed = 7, StartEventTime = GoldenTraffic.Options.StartEventTime.AddMinutes(3) }, Half);
        await using var second = await UpRun.StartAsync(run);
        Assert.Equal(("running", true), await second.HealthAsync()); // it has started when it can answer
        await run.WaitProcessedAsync();
        Assert.All(second.Progress.Partitions, static (PartitionReading p) => Assert.Equal(0, p.LagRecords));
        await second.StopAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal(2 * Half, report.Counted + report.Late);
    }

    private static StreamPulseOptions NeverIdle(StreamPulseOptions options) => options with { Engine = PipelineRun.NeverIdle };

    private static async Task<string> AskAsync(UpRun up, string question) => (await up.GetAsync(question)).ToJsonString();
}
