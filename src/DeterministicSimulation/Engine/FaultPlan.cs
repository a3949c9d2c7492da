using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;

namespace StreamPulse.DeterministicSimulation.Engine;

/// <summary>
/// Which faults happen, and when: drawn from the seed. Each seed has some kinds of faults and not others, so that one kind does not hide
/// what another one would show (Groce et al., "Swarm Testing", ISSTA 2012).
/// </summary>
internal sealed class FaultPlan
{
    private readonly World _world;
    private readonly SimulatedLog _log;
    private readonly SimulatedStore _store;
    private readonly EngineHost _host;
    private readonly SeededRandom _random;
    private readonly bool _isSteady;
    private readonly TimeSpan _interval;
    private readonly List<Action> _kinds = [];
    private readonly double _crashAtCommit;
    private bool _isOver;

    public FaultPlan(World world, SimulatedLog log, SimulatedStore store, EngineHost host, bool isSteady)
    {
        (_world, _log, _store, _host, _isSteady) = (world, log, store, host, isSteady);
        _random = world.Random.Fork();
        _interval = _random.Between(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(6));
        foreach (var kind in (Action[])[Crash, Crash, Pause, Duplicate, StoreAway, LogAway, SlowStore, LateOffsets, ClockJump, Retire])
        {
            if (_random.Chance(0.6))
                _kinds.Add(kind);
        }

        _crashAtCommit = _random.Chance(0.5) ? _random.Below(30) / 100.0 : 0;
        _store.Weather.FailsBefore = _random.Chance(0.5) ? _random.Below(10) / 100.0 : 0;
        _store.Weather.FailsAfter = _random.Chance(0.5) ? _random.Below(10) / 100.0 : 0;
        _log.Weather.FailsBefore = _random.Chance(0.3) ? _random.Below(10) / 100.0 : 0;
        _store.OnSubmitted = CrashInTheMiddle;
    }

    /// <summary>Faults so far.</summary>
    public int Count { get; private set; }

    /// <summary>Faults from now on, until <see cref="End"/>.</summary>
    public void Begin() => _world.After(_random.Between(TimeSpan.Zero, _interval), Next);

    /// <summary>No more faults: what is paused goes on, what is away comes back.</summary>
    public void End()
    {
        _isOver = true;
        _store.Weather.Clear();
        _log.Weather.Clear();
        _log.VisibleAfter = TimeSpan.FromMilliseconds(5);
        foreach (var engine in _host.Alive)
            engine.Process.Continue();
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

    private void Crash()
    {
        if (Victim() is { } victim)
            Kill(victim, "is killed");
    }

    private void CrashInTheMiddle(SimulatedTransaction transaction)
    {
        if (_isOver || !_random.Chance(_crashAtCommit))
            return;
        _world.After(_random.Between(TimeSpan.Zero, _store.Weather.Slowness * 4), () =>
        {
            if (_host.Alive.FirstOrDefault(e => e.Process == transaction.Process) is { } victim && !_isOver)
                Kill(victim, "is killed around a commit");
        });
    }

    private void Kill(EngineProcess victim, string how)
    {
        Fault(victim.Process.Name, how);
        victim.Kill();
    }

    private void Pause()
    {
        if (Victim() is not { } victim)
            return;
        var longest = _isSteady ? TimeSpan.FromSeconds(4) : TimeSpan.FromSeconds(25); // a steady partition must not look idle
        var length = _random.Between(TimeSpan.FromMilliseconds(10), longest);
        Fault(victim.Process.Name, $"is paused for {length.TotalSeconds:F1} s");
        victim.Process.Pause();
        _world.After(length, () =>
        {
            if (!victim.Process.IsPaused)
                return;
            _world.Note(victim.Process.Name, $"goes on");
            victim.Process.Continue();
        });
    }

    private void Duplicate()
    {
        if (_host.Alive.Count >= 3)
            return;
        Fault("faults", "a second owner");
        _host.StartOne();
    }

    private void StoreAway() => For("the store is away", w => _store.Weather.IsAway = w, TimeSpan.FromSeconds(12));

    private void LogAway() => For("the log is away", w => _log.Weather.IsAway = w, TimeSpan.FromSeconds(12));

    private void SlowStore()
        => For(
            "the store is slow", w => _store.Weather.Slowness = TimeSpan.FromMilliseconds(w ? _random.Between(20, 1500) : 2),
            TimeSpan.FromSeconds(8));

    private void LateOffsets()
        => For(
            "records become visible late", w => _log.VisibleAfter = TimeSpan.FromMilliseconds(w ? _random.Between(50, 2000) : 5),
            TimeSpan.FromSeconds(15));

    private void ClockJump()
    {
        if (Victim() is not { } victim)
            return;
        var by = _random.Between(TimeSpan.FromSeconds(-120), TimeSpan.FromSeconds(120));
        Fault(victim.Process.Name, $"its clock jumps by {by.TotalSeconds:F0} s");
        victim.Process.Clock.Jump(by);
    }

    private void Retire()
    {
        if (Victim() is { } victim)
            victim.RetireNow();
    }

    private void For(string what, Action<bool> set, TimeSpan longest)
    {
        Fault("faults", what);
        set(true);
        _world.After(_random.Between(TimeSpan.FromMilliseconds(50), longest), () =>
        {
            if (_isOver)
                return;
            _world.Note("faults", $"no longer: {what}");
            set(false);
        });
    }

    private void Fault(string actor, FormattableString what) => Fault(actor, FormattableString.Invariant(what));

    private void Fault(string actor, string what)
    {
        Count++;
        _world.Note(actor, $"FAULT: {what}");
    }

    private EngineProcess? Victim() => _host.Alive is { Count: > 0 } alive ? _random.Pick(alive) : null;
}
