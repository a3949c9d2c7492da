using System.Net;
using System.Net.Sockets;
using StreamPulse.Hosting.Silo;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Storage.Cluster;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Silos;

/// <summary>Which of the silos that are listed as active are alive.</summary>
public sealed class SiloLivenessTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task OneOnThisMachineAtAPortThatNobodyListensOn_IsDeclaredDeadAtOnce()
    {
        var list = new SiloList(await postgres.CreateDatabaseAsync());
        await list.AddAsync(FreePorts.Choose(1)[0]);
        var dead = new List<SiloSign>();

        var standings = await LivenessOf(list).LookAsync(dead.Add, default);

        Assert.Empty(standings);
        Assert.Equal(await list.PortsAsync(status: 6), dead.Select(static d => d.Port));
        Assert.Empty(await list.PortsAsync(status: 3));
        Assert.Equal(1, await list.VersionAsync()); // silos that are alive notice it by that
    }

    [Fact]
    public async Task OneOnThisMachineThatAcceptsConnections_IsAliveAtOnce()
    {
        var list = new SiloList(await postgres.CreateDatabaseAsync());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await list.AddAsync(((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.True(Assert.Single(await LivenessOf(list).LookAsync(Unexpected, default)).IsAlive);

        Assert.Single(await list.PortsAsync(status: 3));
    }

    [Fact]
    public async Task OneOnThisMachineWhosePortAnotherProgramHas_IsDeclaredDead_AsItSendsNoHeartbeat()
    {
        var list = new SiloList(await postgres.CreateDatabaseAsync());
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await list.AddAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        var liveness = LivenessOf(list);

        var dead = new List<SiloSign>();
        await Progress.UntilAsync("silos", 0, async () => (await liveness.LookAsync(dead.Add, default)).Count);

        Assert.Single(dead);
        Assert.Empty(await list.PortsAsync(status: 3));
    }

    [Fact]
    public async Task OneElsewhereThatSendsNoHeartbeat_IsWaitedForAndThenDeclaredDead()
    {
        var list = new SiloList(await postgres.CreateDatabaseAsync());
        await list.AddAsync(11_111, "elsewhere", "192.0.2.1");
        var liveness = LivenessOf(list);
        Assert.False(Assert.Single(await liveness.LookAsync(Unexpected, default)).IsAlive); // it may be alive, that is not known yet

        var dead = new List<SiloSign>();
        await Progress.UntilAsync("silos", 0, async () => (await liveness.LookAsync(dead.Add, default)).Count);

        Assert.Equal(11_111, Assert.Single(dead).Port);
        int[] declared = await list.PortsAsync(status: 6);
        Assert.Equal<int[]>([11_111], declared);
    }

    [Fact]
    public async Task OneElsewhereThatSendsHeartbeats_IsAlive_WhateverItsClockSays()
    {
        var list = new SiloList(await postgres.CreateDatabaseAsync());
        await list.AddAsync(11_111, "elsewhere", "192.0.2.1");
        var liveness = LivenessOf(list);
        await liveness.LookAsync(Unexpected, default);

        await list.BeatAsync(); // by a clock that is a year behind

        Assert.True(Assert.Single(await liveness.LookAsync(Unexpected, default)).IsAlive);
    }

    private static SiloLiveness LivenessOf(SiloList list)
        => new(new PostgresMembership(list.Database), Heartbeat, TimeProvider.System);

    private static void Unexpected(SiloSign silo) => Assert.Fail($"The silo at port {silo.Port} was declared dead.");
}
