using StreamPulse.DeterministicSimulation.Scheduling;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>What goes wrong in a cluster, and when: drawn from the seed; each seed has some kinds and not others.</summary>
internal sealed class ClusterFaults
{
    private readonly ClusterModel _cluster;
    private readonly World _world;
    private readonly SeededRandom _random;
    private readonly TimeSpan _interval;
    private readonly List<Action> _kinds = [];
    private bool _isOver;

    public ClusterFaults(ClusterModel cluster)
    {
        (_cluster, _world) = (cluster, cluster.World);
        _random = _world.Random.Fork();
        _interval = _random.Between(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(6));
        Action[] kinds = [Kill, Pause, Pause, CutOff, Start, Move, StoreAway, SlowStore, LateOffsets, LogAway, Retire, CloseTwice];
        foreach (var kind in kinds)
        {
            if (_random.Chance(0.6))
                _kinds.Add(kind);
        }

        _cluster.ZombiesFindOut = _random.Chance(0.5) ? 0.3 : 0.02;
        _cluster.BadCalls = _random.Chance(0.6) ? _random.Below(12) / 100.0 : 0;
        _cluster.Store.Weather.FailsBefore = _random.Chance(0.4) ? _random.Below(10) / 100.0 : 0;
        _cluster.Store.Weather.FailsAfter = _random.Chance(0.4) ? _random.Below(10) / 100.0 : 0;
    }

    /// <summary>Faults so far.</summary>
    public int Count { get; private set; }

    /// <summary>Faults from now on, until <see cref="End"/>.</summary>
    public void Begin() => _world.After(_random.Between(TimeSpan.Zero, _interval), Next);

    /// <summary>No more faults: what is paused goes on, what is away comes back.</summary>
    public void End()
    {
        _isOver = true;
        _cluster.BadCalls = 0;
        _cluster.ZombiesFindOut = 0.3;
        _cluster.Store.Weather.Clear();
        _cluster.Log.Weather.Clear();
        _cluster.Log.VisibleAfter = TimeSpan.FromMilliseconds(5);
        foreach (var silo in _cluster.Silos)
            silo.Process.Continue();
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

    private void Pause()
    {
        if (_cluster.Silos is not { Count: > 0 } silos)
            return;
        var victim = _random.Pick(silos);
        var length = _random.Between(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(12));
        Fault(victim.Process.Name, $"is paused for {length.TotalSeconds:F1} s");
        victim.Process.Pause();
        _world.After(length, () =>
        {
            if (victim.Process.IsPaused)
                _world.Note(victim.Process.Name, $"goes on");
            victim.Process.Continue();
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

    private void Retire()
    {
        foreach (var silo in _cluster.Silos)
            silo.Closing.RetireSoon();
    }

    private void StoreAway() => For("the store is away", b => _cluster.Store.Weather.IsAway = b, TimeSpan.FromSeconds(8));

    private void LogAway() => For("the log is away", b => _cluster.Log.Weather.IsAway = b, TimeSpan.FromSeconds(8));

    private void SlowStore()
        => For(
            "the store is slow", b => _cluster.Store.Weather.Slowness = TimeSpan.FromMilliseconds(b ? _random.Between(20, 800) : 2),
            TimeSpan.FromSeconds(8));

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
