using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>The same log gives the same rows in one process and on any number of silos, and PostgreSQL's own recount agrees.</summary>
public sealed class EqualityTests(PostgresFixture postgres)
{
    private const int Events = 60_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task OnSilos_RowsLateEventsAndCheckpointsAreThoseOfStandalone(short silos)
    {
        await using var standalone = await PipelineDatabase.CreateAsync(postgres);
        await standalone.GenerateAsync(PipelineDatabase.Golden, Events);
        await standalone.ProcessStandaloneAsync();
        await using var clustered = await PipelineDatabase.CreateAsync(postgres);
        await clustered.GenerateAsync(PipelineDatabase.Golden, Events);

        await using var cluster = await TestCluster.StartAsync(clustered, silos);
        await cluster.WaitSettledAsync(clustered);

        Assert.Equal(await standalone.DumpRowsAsync(), await clustered.DumpRowsAsync());
        Assert.Equal(await standalone.DumpSideOutputsAsync(), await clustered.DumpSideOutputsAsync());
        var report = await clustered.AssertVerifiedAsync();
        Assert.Equal(Events, report.Counted + report.Late + report.DeadLettered);
        Assert.True(report.Late > 0);
    }
}
