using StreamPulse.DeterministicSimulation.Engine;
using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Recount;
using StreamPulse.DeterministicSimulation.Scenario;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;

namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>
/// One seed of the engine: a scenario and faults; then the faults end and what is in the log is processed to its end; then everything is
/// compared.
/// </summary>
internal sealed class EngineRun
{
    /// <summary>Share of commits after which the whole store is compared.</summary>
    private const double CheckShare = 0.04;

    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(5);

    private readonly ulong _seed;
    private readonly World _world;
    private readonly Scenario.Scenario _scenario;
    private readonly SimulatedLog _log;
    private readonly SimulatedStore _store;
    private readonly EngineHost _host;
    private readonly FaultPlan _faults;
    private readonly SeededRandom _checks;
    private readonly List<string> _differences = [];
    private int _checked;

    public EngineRun(ulong seed, Mutant mutant)
    {
        _seed = seed;
        _world = new World(seed);
        _scenario = new ScenarioMaker(_world.Random.Fork()).Make();
        _log = new SimulatedLog(_world);
        _store = new SimulatedStore(_world, mutant) { OnCommitted = CheckNowAndThen };
        _host = new EngineHost(_world, _log, _store, _scenario, mutant);
        _faults = new FaultPlan(_world, _log, _store, _host, _scenario.IsSteady);
        _checks = _world.Random.Fork();
    }

    public SeedResult Run(bool withTrace)
    {
        Producer.Start(_world, _log, _scenario);
        _world.After(TimeSpan.Zero, _host.Supervise);
        _faults.Begin();
        _world.RunUntil(HasDifference, _scenario.Length);
        _faults.End();
        if (!HasDifference() && !_world.RunUntil(() => IsSettled() || HasDifference(), LongestDrain))
            _differences.Add($"not settled {LongestDrain.TotalSeconds:F0} s after the last fault: {Unsettled()}");
        _host.Stop();
        if (!HasDifference() && !_world.RunUntil(() => _host.Alive.Count == 0, LongestDrain))
            _differences.Add($"{_host.Alive[0].Process.Name} does not stop");
        if (!HasDifference())
            Check(isEnd: true);
        _differences.AddRange(_world.Violations);
        return new SeedResult(
            _seed, Subject.Engine, _scenario.IsSteady ? "steady" : "wild", _world.Trace.Hash, _world.Steps, _world.Now, _faults.Count,
            _log.Partitions.Sum(static p => p.Records.Count), _store.State.Rows.Count, _checked, _differences,
            withTrace || _differences.Count > 0 ? [.. _world.Trace.Lines] : []);
    }

    private void CheckNowAndThen(SimulatedTransaction transaction)
    {
        if (_checks.Chance(CheckShare) && !HasDifference())
            Check(isEnd: false);
    }

    private void Check(bool isEnd)
    {
        _checked++;
        var comparison = new StoreComparison(_log, _store.State, _scenario.Settings);
        var found = comparison.Run(_scenario.IsSteady);
        if (isEnd && _scenario.IsSteady)
            found = comparison.RunAlerts();
        _differences.AddRange(found.Take(20));
        foreach (var difference in found.Take(20))
            _world.Note("check", $"DIFFERENCE: {difference}");
    }

    private bool HasDifference() => _differences.Count > 0 || _world.Violations.Count > 0;

    /// <summary>Everything in the log is in checkpoints, and every window that has partials is closed.</summary>
    private bool IsSettled()
        => !_store.IsBusy && _world.Now > _scenario.Length + TimeSpan.FromSeconds(1)
            && _log.Partitions.All(p => p.IsAllVisible && OffsetOf(p) == p.EndOffset)
            && _store.State.Partials.Keys.All(k => _store.State.ClosedWindows.ContainsKey(k.WindowStartMs));

    private long OffsetOf(SimulatedPartition partition)
        => _store.State.Checkpoints.TryGetValue(partition.Number, out var c) ? c.NextOffset : 0;

    private string Unsettled()
        => string.Join(
            ", ",
            _log.Partitions.Where(p => OffsetOf(p) != p.EndOffset)
                .Select(p => $"partition {p.Number} stands at {OffsetOf(p)} of {p.EndOffset}")
            .Concat(
                _store.State.Partials.Keys.Select(static k => k.WindowStartMs)
                    .Distinct().Where(w => !_store.State.ClosedWindows.ContainsKey(w)).Select(static w => $"window {w} is open")));
}
