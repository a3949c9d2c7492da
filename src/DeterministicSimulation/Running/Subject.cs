namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>What a seed is run against.</summary>
public enum Subject
{
    /// <summary>The real in-process engine on a simulated log and store.</summary>
    Engine,

    /// <summary>
    /// The operators of the pipeline, spread over simulated silos; the silos, their calls, the log and the store are simulated.
    /// </summary>
    Cluster,
}
