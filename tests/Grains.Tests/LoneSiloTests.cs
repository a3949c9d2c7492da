using StreamPulse.Grains.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Grains.Tests;

/// <summary>All silos died at once, and the membership table still calls them living.</summary>
public sealed class LoneSiloTests(PostgresFixture postgres)
{
    [Fact]
    public async Task ANewSiloThatReachesNobody_FindsTheOthersDead_AndGoesOn()
    {
        await using var database = await PipelineDatabase.CreateAsync(postgres);
        var connection = postgres.ConnectionStringOf(database.Source);
        using (var first = SiloProcess.Start(connection))
        using (var second = SiloProcess.Start(connection))
        {
            await WaitMembersAsync(database, status: 3, 2);
            await first.SignalAsync("KILL");
            await second.SignalAsync("KILL");
        }

        await database.GenerateAsync(GoldenTraffic.Options, 5_000);
        using var next = SiloProcess.Start(connection); // at ports of its own: nothing tells it that it stands for one of them
        await WaitMembersAsync(database, status: 6, 2);
        await Progress.UntilAsync("records, open windows and due rows left", (0L, 0L, 0L), database.LeftAsync, TestCluster.AfterCrash);

        Assert.Equal(0, await next.StopAsync());
        await database.AssertVerifiedAsync();
    }

    private static Task WaitMembersAsync(PipelineDatabase database, int status, long count)
        => Progress.UntilAsync(
            $"members with status {status}", count,
            () => database.NumberAsync($"SELECT count(*) FROM OrleansMembershipTable WHERE Status = {status}"), TestCluster.AfterCrash);
}
