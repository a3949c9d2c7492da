using StreamPulse.Grains.Tests.Support;
using StreamPulse.Generator;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>The same windows give the same alerts on any number of silos.</summary>
public sealed class AlertTests(PostgresFixture postgres)
{
    private static readonly GeneratorOptions WithIncidents = GoldenTraffic.Options with
    {
        LateShare = 0,
        Incidents = [
            new Incident("EU-London", TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(9), 0.6),
            new Incident("ASIA-Tokyo", TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(20), 0.3)],
    };

    [Fact]
    public async Task OnThreeSilos_AlertsAreThoseOfOneSilo()
    {
        await using var alone = await PipelineDatabase.CreateAsync(postgres);
        await alone.GenerateAsync(WithIncidents, 60_000);
        await alone.ProcessOnOneSiloAsync();
        await using var clustered = await PipelineDatabase.CreateAsync(postgres);
        await clustered.GenerateAsync(WithIncidents, 60_000);

        await using var cluster = await TestCluster.StartAsync(clustered, silos: 3);
        await cluster.WaitSettledAsync(clustered);

        Assert.True(await alone.NumberAsync("SELECT count(*) FROM alerts WHERE region = 'EU-London' AND resolved_at IS NOT NULL") > 0);
        Assert.Equal(await alone.DumpAlertsAsync(), await clustered.DumpAlertsAsync());
        Assert.Equal(9, await clustered.NumberAsync("SELECT count(*) FROM detector_state"));
    }
}
