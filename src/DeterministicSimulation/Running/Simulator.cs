namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>Runs seeds. Each one is alone in its world, so they may run beside each other.</summary>
public static class Simulator
{
    /// <summary>Runs one seed from its beginning to the comparison.</summary>
    /// <param name="seed">Any number; the same one gives the same run.</param>
    /// <param name="mutant">A known-bad variant, or none.</param>
    /// <param name="withTrace">Keep the trace also where nothing differs.</param>
    public static SeedResult Run(ulong seed, Mutant mutant = Mutant.None, bool withTrace = false) => new EngineRun(seed, mutant).Run(withTrace);
}
