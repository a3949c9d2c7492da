using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Cluster;

/// <summary>What goes wrong in a cluster, and when: drawn from the seed; each seed has some kinds and not others.</summary>
internal sealed class FaultInjector
{
    private readonly SimulatedCluster _cluster;
    private readonly World _world;
    private readonly SeededRandom _random;
    private readonly TimeSpan _interval;
    private readonly List<Action> _kinds = [];
    private readonly TimeSpan _latency;
    private readonly double _crashAtCommitRate;
    private bool _isOver;

    public FaultInjector(SimulatedCluster cluster)
    {
        (_cluster, _world) = (cluster, cluster.World);
        _random = _world.Random.Fork();
        _interval = _random.Between(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(6));
        Action[] kinds =
        [
            Kill, Pause, Pause, CutOff, Start, Move, StoreDown, SlowStore, SlowCalls, LateOffsets, LogDown, ClockJump, Retire, CloseTwice,
            DisturbGateway,
        ];
        foreach (var kind in kinds)
        {
            if (_random.Chance(0.6))
                _kinds.Add(kind);
        }

        _cluster.ZombieExitRate = _random.Chance(0.5) ? 0.3 : 0.02;
        _cluster.CallLossRate = _random.Chance(0.6) ? _random.Below(12) / 100.0 : 0;
        _cluster.MaxCallLatency = _latency = TimeSpan.FromMilliseconds(_random.Chance(0.5) ? 40 : 2);
        _crashAtCommitRate = _random.Chance(0.5) ? _random.Below(10) / 100.0 : 0;
        _cluster.Store.OnSubmitted = CrashDuringCommit;
        _cluster.Store.Network.RequestLossRate = _random.Chance(0.4) ? _random.Below(10) / 100.0 : 0;
        _cluster.Store.Network.ResponseLossRate = _random.Chance(0.4) ? _random.Below(10) / 100.0 : 0;
    }

    /// <summary>Faults so far.</summary>
    public int Count { get; private set; }

    /// <summary>Faults from now on, until <see cref="End"/>.</summary>
    public void Begin() => _world.After(_random.Between(TimeSpan.Zero, _interval), Next);

    /// <summary>No more faults: what is paused goes on, what is away comes back.</summary>
    public void End()
    {
        _isOver = true;
        _cluster.CallLossRate = 0;
        _cluster.MaxCallLatency = SimulatedCluster.UsualCallLatency;
        _cluster.ZombieExitRate = 0.3;
        _cluster.Store.Network.Reset();
        _cluster.Log.Network.Reset();
        _cluster.Log.VisibleAfter = TimeSpan.FromMilliseconds(5);
        foreach (var silo in _cluster.Silos)
            silo.Process.Continue();
        _cluster.Gateway?.Process.Continue();
        _world.Note("faults", $"end after {Count}");
    }

    private void Next()
    {
        if (_isOver)
            return;
        if (_kinds.Count > 0)
            _random.Pick(_kinds)();
        _world.After(_random.Between(TimeSpan.Zero, _interval * 2), Next);
    }

    private void Kill()
    {
        if (_cluster.Silos is not { Count: > 0 } silos)
            return;
        var victim = _random.Pick(silos);
        Fault(victim.Process.Name, $"is killed");
        victim.Process.Kill();
    }

    private void CrashDuringCommit(CommitTransaction commit)
    {
        if (_isOver || !_random.Chance(_crashAtCommitRate))
            return;
        _world.After(_random.Between(TimeSpan.Zero, _cluster.Store.Network.MaxLatency * 4), () =>
        {
            if (_isOver || !commit.Process.IsAlive)
                return;
            Fault(commit.Process.Name, $"is killed during a commit");
            commit.Process.Kill();
        });
    }

    private void Pause()
    {
        if (_cluster.Silos is not { Count: > 0 } silos)
            return;
        PauseFor(_random.Pick(silos).Process, TimeSpan.FromSeconds(12));
    }

    private void PauseFor(SimulatedProcess victim, TimeSpan longest)
    {
        var length = _random.Between(TimeSpan.FromMilliseconds(50), longest);
        Fault(victim.Name, $"is paused for {length.TotalSeconds:F1} s");
        victim.Pause();
        _world.After(length, () =>
        {
            if (victim.IsPaused)
                _world.Note(victim.Name, $"goes on");
            victim.Continue();
        });
    }

    /// <summary>
    /// A silo that works is declared dead, as when the network between it and the others fails: a zombie that has not even been paused.
    /// </summary>
    private void CutOff()
    {
        if (_cluster.Members is not { Count: > 1 } members)
            return;
        var victim = _random.Pick(members);
        Fault(victim.Process.Name, $"is cut off from the others");
        _cluster.Declare(victim);
    }

    private void Start()
    {
        if (_cluster.Silos.Count < 4)
            _cluster.StartSilo();
    }

    private void Move()
    {
        var partition = _random.Pick(_cluster.Log.Partitions.ToList()).Number;
        Fault("faults", $"partition {partition} moves");
        _cluster.Move(partition);
    }

    /// <summary>A second silo closes windows beside the first, as after a network partition.</summary>
    private void CloseTwice()
    {
        if (_cluster.Members.Where(static m => m.IsRunning && !m.Closing.HasBegun).ToList() is not { Count: > 0 } others)
            return;
        var second = _random.Pick(others);
        Fault(second.Process.Name, $"closes windows too");
        second.Closing.Begin();
    }

    /// <summary>The gateway is killed, so that the next one begins without a memory, or it is paused.</summary>
    private void DisturbGateway()
    {
        if (_cluster.Gateway is not { Process.IsAlive: true } gateway)
            return;
        if (_random.Chance(0.5))
        {
            Fault(gateway.Process.Name, $"is killed");
            gateway.Process.Kill();
        }
        else
        {
            PauseFor(gateway.Process, TimeSpan.FromSeconds(12));
        }
    }

    private void Retire()
    {
        foreach (var silo in _cluster.Silos)
            silo.Closing.RetireSoon();
    }

    private void StoreDown() => For("the store is down", b => _cluster.Store.Network.IsDown = b, TimeSpan.FromSeconds(8));

    private void LogDown() => For("the log is down", b => _cluster.Log.Network.IsDown = b, TimeSpan.FromSeconds(8));

    private void SlowStore()
        => For(
            "the store is slow", b => _cluster.Store.Network.MaxLatency = TimeSpan.FromMilliseconds(b ? _random.Between(20, 800) : 2),
            TimeSpan.FromSeconds(8));

    private void SlowCalls()
        => For(
            "calls between silos are slow",
            b => _cluster.MaxCallLatency = b ? TimeSpan.FromMilliseconds(_random.Between(50, 900)) : _latency,
            TimeSpan.FromSeconds(8));

    private void ClockJump()
    {
        if (_cluster.Silos is not { Count: > 0 } silos)
            return;
        var victim = _random.Pick(silos);
        var by = _random.Between(TimeSpan.FromSeconds(-120), TimeSpan.FromSeconds(120));
        Fault(victim.Process.Name, $"its clock jumps by {by.TotalSeconds:F0} s");
        victim.Process.Clock.Jump(by);
    }

    private void LateOffsets()
        => For(
            "records become visible late", b => _cluster.Log.VisibleAfter = TimeSpan.FromMilliseconds(b ? _random.Between(50, 2000) : 5),
            TimeSpan.FromSeconds(12));

    private void For(string what, Action<bool> set, TimeSpan longest)
    {
        Fault("faults", $"{what}");
        set(true);
        _world.After(_random.Between(TimeSpan.FromMilliseconds(50), longest), () =>
        {
            if (_isOver)
                return;
            _world.Note("faults", $"no longer: {what}");
            set(false);
        });
    }

    private void Fault(string actor, FormattableString what)
    {
        Count++;
        _world.Note(actor, $"FAULT: {FormattableString.Invariant(what)}");
    }
}
