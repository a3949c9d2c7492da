using System.Net;
using System.Net.Sockets;
using StreamPulse.Hosting.Silo;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Silos;

/// <summary>Which pipeline runs on a database, and whether a program can join it.</summary>
public sealed class RunningSilosTests(PostgresFixture postgres)
{
    [Fact]
    public async Task NoneOnADatabaseWithoutSilos_AndADeadOneIsNone()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        Assert.Equal(0, await CountAsync(run));

        var list = new SiloList(run.Database);
        await list.AddAsync(FreePorts.Choose(1)[0]);
        Assert.Equal(0, await CountAsync(run));
        Assert.Empty(await list.PortsAsync(status: 3));
    }

    [Fact]
    public async Task OneWhileASiloRuns_AlsoBesideADeadOne_AndNoneOnceItHasStopped()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        await using var silo = await run.StartAsync();
        Assert.Equal(1, await CountAsync(run));

        await new SiloList(run.Database).AddAsync(FreePorts.Choose(1)[0]);
        Assert.Equal(1, await CountAsync(run));

        await silo.StopAsync();
        Assert.Equal(0, await CountAsync(run));
    }

    [Fact]
    public async Task OneElsewhere_IsWaitedForUntilItSendsAHeartbeat()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        var list = new SiloList(run.Database);
        await list.AddAsync(11_111, "elsewhere", "192.0.2.1");

        var count = CountAsync(run);
        await Progress.UntilAsync("counted after a heartbeat", true, async () =>
        {
            await list.BeatAsync();
            return count.IsCompleted;
        });

        Assert.Equal(1, await count);
    }

    [Fact]
    public async Task ASiloOfAnotherCluster_IsRefused_WhileOneIsAtWork()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await new SiloList(run.Database).AddAsync(((IPEndPoint)listener.LocalEndpoint).Port, cluster: "other");

        var refused = await Assert.ThrowsAsync<DatabaseInUseException>(() => run.BuildAsync());
        Assert.Contains("cluster 'other'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'streampulse'", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<DatabaseInUseException>(() => CountAsync(run));

        listener.Stop();
        await using var silo = await run.BuildAsync(); // the other one is dead, so it is in nobody's way
    }

    [Fact]
    public async Task ASiloElsewhereThatCannotBeReachedFromHere_IsRefused()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        var list = new SiloList(run.Database);
        await list.AddAsync(11_111, "elsewhere");

        var build = run.BuildAsync();
        await Progress.UntilAsync("refused after a heartbeat", true, async () =>
        {
            await list.BeatAsync();
            return build.IsCompleted;
        });

        var refused = await Assert.ThrowsAsync<DatabaseInUseException>(() => build);
        Assert.Contains("A silo on elsewhere", refused.Message, StringComparison.Ordinal);
        Assert.Contains("SiloAddress", refused.Message, StringComparison.Ordinal);
    }

    private static Task<int> CountAsync(EmbeddedRun run)
        => RunningSilos.CountAsync(run.Options with { DeadAfter = TimeSpan.FromSeconds(1) }, run.Database, default);
}
