using StreamPulse.DeterministicSimulation.Cluster;
using StreamPulse.DeterministicSimulation.Log;
using StreamPulse.DeterministicSimulation.Recount;
using StreamPulse.DeterministicSimulation.Scenario;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.DeterministicSimulation.Store;

namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>
/// One seed of the cluster: a scenario and faults; then the faults end, everything is processed to its end, and compared.
/// </summary>
internal sealed class ClusterRun
{
    private static readonly TimeSpan LongestDrain = TimeSpan.FromMinutes(5);

    private readonly ulong _seed;
    private readonly World _world;
    private readonly Scenario.Scenario _scenario;
    private readonly SimulatedLog _log;
    private readonly SimulatedStore _store;
    private readonly ClusterModel _cluster;
    private readonly ClusterFaults _faults;

    public ClusterRun(ulong seed, Mutant mutant)
    {
        _seed = seed;
        _world = new World(seed);
        _scenario = new ScenarioMaker(_world.Random.Fork()).Make();
        _log = new SimulatedLog(_world);
        _store = new SimulatedStore(_world, mutant);
        _cluster = new ClusterModel(_world, _log, _store, _scenario, mutant);
        _faults = new ClusterFaults(_cluster);
    }

    public SeedResult Run(bool withTrace)
    {
        var differences = new List<string>();
        Producer.Start(_world, _log, _scenario);
        for (var i = _world.Random.Between(1, 3); i > 0; i--)
            _cluster.StartSilo();
        _world.After(TimeSpan.Zero, _cluster.Supervise);
        _faults.Begin();
        _world.RunUntil(HasViolation, _scenario.Length);
        _faults.End();
        if (!HasViolation() && !_world.RunUntil(() => IsSettled() || HasViolation(), LongestDrain))
            differences.Add($"not settled {LongestDrain.TotalSeconds:F0} s after the last fault");
        if (differences.Count == 0 && !HasViolation())
        {
            var comparison = new StoreComparison(_log, _store.State, _scenario.Settings);
            // A zombie may write rows of a window that is still open, from what it has; so their revisions say nothing.
            var found = comparison.Run(isSteady: false);
            differences.AddRange((_scenario.IsSteady ? comparison.RunAlerts() : found).Take(20));
        }

        differences.AddRange(_world.Violations);
        foreach (var difference in differences)
            _world.Note("check", $"DIFFERENCE: {difference}");
        return new SeedResult(
            _seed, Subject.Cluster, _scenario.IsSteady ? "steady" : "wild", _world.Trace.Hash, _world.Steps, _world.Now, _faults.Count,
            _log.Partitions.Sum(static p => p.Records.Count), _store.State.Rows.Count, 1, differences,
            withTrace || differences.Count > 0 ? [.. _world.Trace.Lines] : []);
    }

    private bool HasViolation() => _world.Violations.Count > 0;

    /// <summary>Everything in the log is in checkpoints, every window is closed, and no row lacks anything.</summary>
    private bool IsSettled()
        => !_store.IsBusy && _world.Now > _scenario.Length + TimeSpan.FromSeconds(1)
            && _cluster.Silos.All(static s => !s.IsDeclaredDead)
            && _log.Partitions.All(
                p => p.IsAllVisible && _store.State.Checkpoints.TryGetValue(p.Number, out var c) && c.NextOffset == p.EndOffset)
            && _store.State.Partials.Keys.All(k => _store.State.ClosedWindows.ContainsKey(k.WindowStartMs))
            && !_store.State.HasDueRows();
}
