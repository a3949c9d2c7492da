namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>What a seed is run against.</summary>
public enum Subject
{
    /// <summary>The real in-process engine on a simulated log and store.</summary>
    Engine,

    /// <summary>A model of silos and partition grains around the real aggregators, codecs and row rule.</summary>
    Cluster,
}
