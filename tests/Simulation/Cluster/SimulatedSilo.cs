using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Detection;
using StreamPulse.Pipeline.Alerts;
using StreamPulse.Pipeline.Rows;
using StreamPulse.Simulation.Scheduling;
using StreamPulse.Simulation.Schemas;
using StreamPulse.Simulation.Store;

namespace StreamPulse.Simulation.Cluster;

/// <summary>
/// A silo: a process with operators in it. One that the others have declared dead and that still runs is a zombie: it calls what it has
/// itself. Each silo has operators for rows and alerts of its own and any of them may be called, so several work on the same windows, as
/// after a lost call.
/// </summary>
internal sealed class SimulatedSilo
{
    public SimulatedSilo(SimulatedCluster cluster, SimulatedProcess process)
    {
        Process = process;
        Store = new StoreConnection(cluster.World, process, cluster.Store);
        Schemas = new SchemaConnection(cluster.World, cluster.Registry, cluster.Mutant);
        var logger = new TraceLogger(cluster.World, process.Name);
        var partitions = new SimulatedPartitionPeer(cluster, this);
        Rows =
            [.. Enum.GetValues<AccumulatorKind>()
                .Select(kind => new RowOperator(kind, Store, partitions, cluster.Scenario.Settings, logger))];
        Alerts = new AlertOperator(Store, new DetectorOptions());
        Closing = new ClosingActivation(cluster, this, partitions, logger);
    }

    public SimulatedProcess Process { get; }

    /// <summary>The store as this silo sees it.</summary>
    public StoreConnection Store { get; }

    /// <summary>The schemas that this silo has learned.</summary>
    public SchemaConnection Schemas { get; }

    /// <summary>By kind.</summary>
    public IReadOnlyList<RowOperator> Rows { get; }

    public AlertOperator Alerts { get; }

    /// <summary>Closes windows once it has begun; one silo's begins, and another one's when that silo is declared dead.</summary>
    public ClosingActivation Closing { get; }

    /// <summary>What it has activated, by partition.</summary>
    public Dictionary<int, PartitionActivation> Partitions { get; } = [];

    /// <summary>The others go on without it.</summary>
    public bool IsDeclaredDead { get; set; }

    /// <summary>Since when it does not answer; null while it does.</summary>
    public TimeSpan? SilentSince { get; set; }

    public bool IsRunning => Process.IsAlive && !Process.IsPaused;
}
