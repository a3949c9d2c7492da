using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation.Running;

/// <summary>Runs seeds. Each run is alone in its world, so they run beside each other.</summary>
public static class Simulator
{
    /// <summary>Every kind of scenario.</summary>
    public static IReadOnlyList<TrafficKind> AllTraffic { get; } = Enum.GetValues<TrafficKind>();

    /// <summary>Runs one seed from its beginning to the comparison.</summary>
    /// <param name="seed">Any number; the same one gives the same run.</param>
    /// <param name="mutant">A known-bad variant, or none.</param>
    /// <param name="withTrace">Keep the trace also where nothing differs.</param>
    public static RunResult Run(ulong seed, TrafficKind traffic, Mutant mutant = Mutant.None, bool withTrace = false)
        => new SimulationRun(seed, traffic, mutant).Run(withTrace);

    /// <summary>Runs many seeds, on as many threads as there are processors.</summary>
    /// <param name="from">The first seed; the others follow it.</param>
    /// <param name="progress">Told how many runs are done, of how many.</param>
    /// <returns>A result for each seed and kind of scenario, in order; traces of those that differ.</returns>
    public static IReadOnlyList<RunResult> RunMany(
        ulong from, int count, IReadOnlyList<TrafficKind> traffic, Mutant mutant,
        IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        var results = new RunResult[count * traffic.Count];
        var done = 0L;
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            results[i] = Run(from + (ulong)(i / traffic.Count), traffic[i % traffic.Count], mutant);
            progress?.Report((Interlocked.Increment(ref done), results.Length));
        });
        return results;
    }

    /// <summary>Looks for the first seed that detects a mutant, by any kind of scenario.</summary>
    /// <param name="count">Seeds to try.</param>
    public static MutantResult Detect(Mutant mutant, ulong from, int count, CancellationToken cancellationToken)
    {
        for (var i = 0; i < count; i++)
        {
            foreach (var traffic in AllTraffic)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var result = Run(from + (ulong)i, traffic, mutant);
                if (result.Differences.Count > 0)
                    return new MutantResult(mutant, i + 1, result.Seed, traffic, result.Differences[0]);
            }
        }

        return new MutantResult(mutant, null, null, null, null);
    }

    /// <summary>The same for every mutant, on as many threads as there are processors.</summary>
    /// <param name="count">Seeds to try with each.</param>
    /// <param name="progress">Told how many mutants are done, of how many.</param>
    public static IReadOnlyList<MutantResult> DetectAll(
        ulong from, int count, IProgress<(long Done, long Total)>? progress, CancellationToken cancellationToken)
    {
        var mutants = Enum.GetValues<Mutant>().Where(static m => m != Mutant.None).ToList();
        var results = new MutantResult[mutants.Count];
        var done = 0L;
        Parallel.For(0, mutants.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            results[i] = Detect(mutants[i], from, count, cancellationToken);
            progress?.Report((Interlocked.Increment(ref done), results.Length));
        });
        return results;
    }
}
