using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>The same log gives the same rows on any number of silos, and they are those of PostgreSQL's own recount.</summary>
public sealed class EqualityTests(PostgresFixture postgres)
{
    private const int Events = 60_000;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OnSilos_RowsLateEventsAndCheckpointsAreThoseOfOneSilo_AndOfTheRecount(short silos)
    {
        await using var alone = await PipelineDatabase.CreateAsync(postgres);
        await alone.GenerateAsync(GoldenTraffic.Options, Events);
        await alone.ProcessOnOneSiloAsync();
        await using var clustered = await PipelineDatabase.CreateAsync(postgres);
        await clustered.GenerateAsync(GoldenTraffic.Options, Events);

        await using var cluster = await TestCluster.StartAsync(clustered, silos);
        await cluster.WaitSettledAsync(clustered);

        await alone.AssertVerifiedAsync();
        var report = await clustered.AssertVerifiedAsync();
        Assert.Equal(await alone.DumpRowsAsync(), await clustered.DumpRowsAsync());
        Assert.Equal(await alone.DumpSideOutputsAsync(), await clustered.DumpSideOutputsAsync());
        Assert.Equal(Events, report.Counted + report.Late + report.DeadLettered);
        Assert.True(report.Late > 0);
    }
}
