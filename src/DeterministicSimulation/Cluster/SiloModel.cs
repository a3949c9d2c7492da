using StreamPulse.DeterministicSimulation.Scheduling;

namespace StreamPulse.DeterministicSimulation.Cluster;

/// <summary>A silo: a process with activations in it. One that the others have declared dead and that still runs is a zombie: it calls what it has itself.</summary>
internal sealed class SiloModel(SimulatedProcess process)
{
    public SimulatedProcess Process { get; } = process;

    /// <summary>What it has activated, by partition.</summary>
    public Dictionary<int, PartitionModel> Partitions { get; } = [];

    /// <summary>The others go on without it.</summary>
    public bool IsDeclaredDead { get; set; }

    /// <summary>Since when it does not answer; null while it does.</summary>
    public TimeSpan? SilentSince { get; set; }

    /// <summary>It runs the rounds of the pipeline grain.</summary>
    public bool HasPipeline { get; set; }

    public bool IsRunning => Process.IsAlive && !Process.IsPaused;
}
