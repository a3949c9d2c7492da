using StreamPulse.Simulation.Cluster;
using StreamPulse.Simulation.Log;
using StreamPulse.Simulation.Recount;
using StreamPulse.Simulation.Scenarios;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Schemas;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Running;

/// <summary>
/// One run: a scenario and faults; then the faults end, what is in the log is processed to its end, and everything is compared.
/// </summary>
internal sealed class SimulationRun
{
    /// <summary>Share of commits after which the whole store is compared.</summary>
    private const double CheckShare = 0.02;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan LiveTimeout = TimeSpan.FromMinutes(1);

    private readonly ulong _seed;
    private readonly World _world;
    private readonly Scenario _scenario;
    private readonly SimulatedLog _log;
    private readonly SimulatedStore _store;
    private readonly SimulatedRegistry _registry;
    private readonly SimulatedCluster _cluster;
    private readonly FaultInjector _faults;
    private readonly SeededRandom _checks;
    private readonly List<string> _differences = [];
    private int _checked;

    public SimulationRun(ulong seed, TrafficKind traffic, Mutant mutant)
    {
        _seed = seed;
        _world = new World(seed);
        _scenario = new ScenarioGenerator(_world.Random.Fork(), traffic, SimulatedRegistry.IsUsedBy(seed)).Generate();
        _registry = new SimulatedRegistry(_world, seed);
        _log = new SimulatedLog(_world);
        _store = new SimulatedStore(_world, mutant, _scenario.ClockFault) { OnCommitted = CheckNowAndThen };
        _cluster = new SimulatedCluster(_world, _log, _store, _registry, _scenario, mutant);
        _faults = new FaultInjector(_cluster);
        _checks = _world.Random.Fork();
    }

    public RunResult Run(bool withTrace)
    {
        Producer.Start(_world, _log, _scenario);
        for (var i = _world.Random.Between(1, 3); i > 0; i--)
            _cluster.StartSilo();
        _world.After(TimeSpan.Zero, _cluster.Supervise);
        _faults.Begin();
        _registry.Begin();
        _world.RunUntil(HasFailed, _scenario.Length);
        _faults.End();
        _registry.End();
        if (!HasFailed() && !_world.RunUntil(() => IsSettled() || HasFailed(), DrainTimeout))
            AddDifferences([$"not settled {DrainTimeout.TotalSeconds:F0} s after the last fault: {Unsettled()}"]);
        if (!HasFailed())
            Check(isEnd: true);
        if (!HasFailed() && !_world.RunUntil(() => _cluster.Gateway?.Last is { OpenWindows.Count: 0 } || HasFailed(), LiveTimeout))
            AddDifferences([$"{LiveTimeout.TotalSeconds:F0} s after all windows are closed no live answer says so"]);
        _differences.AddRange(_world.Violations);
        return new RunResult(
            _seed, _scenario.Traffic, _world.Trace.Hash, _world.Steps, _world.Now, _faults.Count + _registry.Outages,
            _log.Partitions.Sum(static p => p.Records.Count), _store.State.Rows.Count, _checked, _cluster.LiveAnswers,
            _differences,
            withTrace || _differences.Count > 0 ? [.. _world.Trace.Lines] : []);
    }

    private void CheckNowAndThen()
    {
        if (_checks.Chance(CheckShare) && !HasFailed())
            Check(isEnd: false);
    }

    private void Check(bool isEnd)
    {
        _checked++;
        var comparison = new StoreComparison(_log, _store.State, _scenario.Settings);
        var found = isEnd ? comparison.RunWithAlerts(_scenario.Traffic == TrafficKind.Steady) : comparison.Run();
        AddDifferences(found.Take(20));
    }

    private void AddDifferences(IEnumerable<string> found)
    {
        foreach (var difference in found)
        {
            _differences.Add(difference);
            _world.Note("check", $"DIFFERENCE: {difference}");
        }
    }

    private bool HasFailed() => _differences.Count > 0 || _world.Violations.Count > 0;

    /// <summary>Everything in the log is in checkpoints, every window is closed, and no row lacks anything.</summary>
    private bool IsSettled()
        => !_store.IsBusy && _world.Now > _scenario.Length + TimeSpan.FromSeconds(1)
            && _cluster.Silos.All(static s => !s.IsDeclaredDead)
            && _log.Partitions.All(p => p.IsAllVisible && _store.State.OffsetOf(p.Number) == p.EndOffset)
            && _store.State.Partials.Keys.All(k => _store.State.ClosedWindows.ContainsKey(k.WindowStartMs))
            && !_store.State.HasDueRows();

    private string Unsettled()
        => string.Join(
            ", ",
            _log.Partitions.Where(p => _store.State.OffsetOf(p.Number) != p.EndOffset)
                .Select(p => $"partition {p.Number} is at {_store.State.OffsetOf(p.Number)} of {p.EndOffset}")
            .Concat(
                _store.State.Partials.Keys.Select(static k => k.WindowStartMs).Distinct()
                    .Where(w => !_store.State.ClosedWindows.ContainsKey(w) || _store.State.IsDue(w))
                    .Select(w => $"window {w} is {(_store.State.ClosedWindows.ContainsKey(w) ? "due" : "open")}")));
}
