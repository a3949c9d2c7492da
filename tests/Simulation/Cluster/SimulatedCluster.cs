using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scenarios;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Schemas;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Cluster;

/// <summary>
/// Silos, which of them the others consider alive, where each partition is, and calls between operators, which can be lost or made
/// twice. Orleans' own promise is modelled and no more: one activation a grain, except that a silo that was declared dead may still run for
/// a while.
/// </summary>
internal sealed class SimulatedCluster(
    World world, SimulatedLog log, SimulatedStore store, SimulatedRegistry registry, Scenario scenario, Mutant mutant)
{
    /// <summary>Longest latency of a call when nothing is wrong.</summary>
    public static readonly TimeSpan UsualCallLatency = TimeSpan.FromMilliseconds(2);

    /// <summary>Share of a client's calls that may go to a silo that counts as dead.</summary>
    private const double ZombieCallRate = 0.1;

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(1);

    private readonly List<SimulatedSilo> _silos = [];
    private readonly Dictionary<int, SimulatedSilo> _homes = [];
    private readonly SeededRandom _random = world.Random.Fork();
    private int _started;
    private int _gateways;

    public World World => world;

    public SimulatedLog Log => log;

    public SimulatedStore Store => store;

    public SimulatedRegistry Registry => registry;

    public Scenario Scenario => scenario;

    public Mutant Mutant => mutant;

    /// <summary>Share of calls that are lost, and of those that are made twice.</summary>
    public double CallLossRate { get; set; }

    /// <summary>Longest time that a call or its response takes between silos.</summary>
    public TimeSpan MaxCallLatency { get; set; } = UsualCallLatency;

    /// <summary>How likely a zombie is to find out that it counts as dead each time it looks.</summary>
    public double ZombieExitRate { get; set; } = 0.3;

    /// <summary>Silos whose process is there, zombies included.</summary>
    public IReadOnlyList<SimulatedSilo> Silos => [.. _silos.Where(static s => s.Process.IsAlive)];

    /// <summary>Silos that the others count on.</summary>
    public IReadOnlyList<SimulatedSilo> Members => [.. _silos.Where(static s => s.Process.IsAlive && !s.IsDeclaredDead)];

    /// <summary>Asks for live answers; another one when this one is killed.</summary>
    public SimulatedGateway? Gateway { get; private set; }

    /// <summary>Live answers that were given and checked.</summary>
    public int LiveAnswers { get; set; }

    /// <summary>Starts a silo.</summary>
    public void StartSilo()
    {
        var silo = new SimulatedSilo(this, new SimulatedProcess(world, ++_started, $"silo{_started}"));
        world.Note(silo.Process.Name, $"starts");
        _silos.Add(silo);
    }

    /// <summary>
    /// Monitors the members: one that is silent for too long is declared dead, and its grains are activated elsewhere; a zombie that still
    /// runs notices this and ends.
    /// </summary>
    public void Supervise()
    {
        foreach (var silo in _silos.Where(static s => !s.IsDeclaredDead))
        {
            silo.SilentSince = silo.IsRunning ? null : silo.SilentSince ?? world.Now;
            if (silo.SilentSince is { } since && world.Now - since > TimeSpan.FromSeconds(1.5))
                Declare(silo);
        }

        foreach (var zombie in _silos.Where(static s => s is { IsDeclaredDead: true, IsRunning: true }).ToList())
        {
            if (_random.Chance(ZombieExitRate))
            {
                world.Note(zombie.Process.Name, $"finds that it counts as dead, and ends");
                zombie.Process.Kill();
            }
        }

        if (Members.Count == 0)
            StartSilo();
        if (Gateway is not { Process.IsAlive: true })
            StartGateway();
        if (Members.Where(static m => m.IsRunning).ToList() is { Count: > 0 } running)
        {
            if (!Members.Any(static m => m.Closing.HasBegun))
                _random.Pick(running).Closing.Begin();
            foreach (var partition in log.Partitions)
                HomeOf(partition.Number);
        }

        world.After(_random.Between(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(600)), Supervise);
    }

    /// <summary>Lets a partition begin elsewhere, as when a silo joins: the old activation hands over first.</summary>
    public void Move(int partition)
    {
        if (!_homes.TryGetValue(partition, out var old)
            || Members.Where(m => m.IsRunning && m != old).ToList() is not { Count: > 0 } others)
        {
            return;
        }

        var activation = old.Partitions.GetValueOrDefault(partition);
        _homes.Remove(partition);
        activation?.Leave();
        _homes[partition] = _random.Pick(others);
        Activate(_homes[partition], partition);
    }

    /// <summary>The others declare the silo dead, whatever it does; they go on without it.</summary>
    public void Declare(SimulatedSilo silo)
    {
        world.Note(silo.Process.Name, $"is declared dead");
        silo.IsDeclaredDead = true;
    }

    /// <summary>Takes an activation out that has ended; the next call makes a new one.</summary>
    public void Forget(SimulatedSilo silo, PartitionActivation activation)
    {
        if (silo.Partitions.GetValueOrDefault(activation.Partition) == activation)
            silo.Partitions.Remove(activation.Partition);
    }

    /// <summary>Carries out a call on a silo. It may be lost on its way, made twice, or its answer may be lost.</summary>
    /// <exception cref="TimeoutException">No answer came; whether the call was carried out is not known.</exception>
    public Task<T> CallAsync<T>(SimulatedSilo target, Func<Task<T>> method)
    {
        var answer = new TaskCompletionSource<T>();
        world.After(CallTimeout, () => answer.TrySetException(new TimeoutException($"{target.Process.Name} does not answer.")));
        if (_random.Chance(CallLossRate))
            return answer.Task;
        for (var times = _random.Chance(CallLossRate) ? 2 : 1; times > 0; times--)
            world.After(Delay(), () => target.Process.WhenRunning(() => target.Process.Start(CarryOutAsync)));
        return answer.Task;

        async Task CarryOutAsync()
        {
            try
            {
                var result = await method();
                if (!_random.Chance(CallLossRate))
                    world.After(Delay(), () => answer.TrySetResult(result));
            }
            catch (Exception e) when (e is TimeoutException or StoreUnavailableException)
            {
                world.After(Delay(), () => answer.TrySetException(new TimeoutException(e.Message)));
            }
            catch (Exception e)
            {
                world.Violate(target.Process.Name, $"a call failed with {e.GetType().Name}: {e.Message}");
            }
        }
    }

    /// <summary>
    /// Notifies the silo that closes windows, as a partition sees it, of news. No answer comes, and the message may be lost.
    /// </summary>
    public void TellNews(SimulatedSilo from)
    {
        var target = from is { IsDeclaredDead: true, Closing.HasBegun: true }
            ? from
            : Members.FirstOrDefault(static m => m.Closing.HasBegun);
        if (target is not null && !_random.Chance(CallLossRate))
            world.After(Delay(), () => target.Process.WhenRunning(target.Closing.NoteNews));
    }

    /// <summary>
    /// Where a client's call to closing goes: to a silo that closes windows, now and then to a zombie; null where there is none.
    /// </summary>
    public SimulatedSilo? ClosingForClient() => PickForClient(Silos.Where(static s => s.Closing.HasBegun));

    /// <summary>The same for a partition.</summary>
    public PartitionActivation? PartitionForClient(int partition)
        => PickForClient(Silos.Where(s => s.Partitions.ContainsKey(partition))) is { IsDeclaredDead: true } zombie
            ? zombie.Partitions[partition]
            : HomeOf(partition) is { } home ? Activate(home, partition) : null;

    /// <summary>A silo for work that any can do: a zombie's own, or one of the living.</summary>
    public SimulatedSilo AnyFor(SimulatedSilo from)
        => from.IsDeclaredDead || Members.Where(static m => m.IsRunning).ToList() is not { Count: > 0 } running
            ? from
            : _random.Pick(running);

    /// <summary>A zombie calls its own activations, and those of the living where it has none; null where no silo runs.</summary>
    public PartitionActivation? TargetOf(SimulatedSilo from, int partition)
        => from.IsDeclaredDead && from.Partitions.TryGetValue(partition, out var own)
            ? own
            : HomeOf(partition) is { } home ? Activate(home, partition) : null;

    private SimulatedSilo? PickForClient(IEnumerable<SimulatedSilo> silos)
    {
        var all = silos.ToList();
        var members = all.Where(static s => !s.IsDeclaredDead).ToList();
        var from = members.Count > 0 && !_random.Chance(ZombieCallRate) ? members : all;
        return from.Count > 0 ? _random.Pick(from) : null;
    }

    private void StartGateway()
    {
        Gateway = new SimulatedGateway(this, new SimulatedProcess(world, 1000 + ++_gateways, $"gateway{_gateways}"));
        world.Note(Gateway.Process.Name, $"starts");
        Gateway.Begin();
    }

    private SimulatedSilo? HomeOf(int partition)
    {
        if (_homes.TryGetValue(partition, out var home) && !home.IsDeclaredDead)
            return home;
        if (Members.Where(static m => m.IsRunning).ToList() is not { Count: > 0 } running)
            return null;
        _homes[partition] = home = _random.Pick(running);
        Activate(home, partition);
        return home;
    }

    private PartitionActivation Activate(SimulatedSilo home, int partition)
    {
        if (!home.Partitions.TryGetValue(partition, out var activation))
        {
            home.Partitions.Add(partition, activation = new PartitionActivation(this, home, partition));
            activation.Begin();
        }

        return activation;
    }

    private TimeSpan Delay() => _random.Between(TimeSpan.Zero, MaxCallLatency);
}
