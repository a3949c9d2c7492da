namespace StreamPulse.DeterministicSimulation.Running;

/// <summary>Runs seeds. Each one is alone in its world, so they run beside each other.</summary>
public static class Simulator
{
    /// <summary>Runs one seed from its beginning to the comparison.</summary>
    /// <param name="seed">Any number; the same one gives the same run.</param>
    /// <param name="mutant">A known-bad variant, or none.</param>
    /// <param name="withTrace">Keep the trace also where nothing differs.</param>
    public static SeedResult Run(ulong seed, Subject subject, Mutant mutant = Mutant.None, bool withTrace = false)
        => subject == Subject.Engine ? new EngineRun(seed, mutant).Run(withTrace) : new ClusterRun(seed, mutant).Run(withTrace);

    /// <summary>Runs many seeds, on as many threads as there are processors.</summary>
    /// <param name="from">The first seed; the others follow it.</param>
    /// <param name="progress">Told how many runs are done.</param>
    /// <returns>A result for each seed and subject, in order; traces of those that differ.</returns>
    public static IReadOnlyList<SeedResult> RunMany(
        ulong from, int count, IReadOnlyList<Subject> subjects, Mutant mutant, IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var results = new SeedResult[count * subjects.Count];
        var done = 0L;
        Parallel.For(0, results.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            results[i] = Run(from + (ulong)(i / subjects.Count), subjects[i % subjects.Count], mutant);
            progress?.Report(Interlocked.Increment(ref done));
        });
        return results;
    }

    /// <summary>Looks for the first seed that catches a mutant.</summary>
    /// <param name="most">Seeds to try.</param>
    public static MutantResult Hunt(Mutant mutant, ulong from, int most, CancellationToken cancellationToken)
    {
        var subject = SubjectOf(mutant);
        for (var i = 0; i < most; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = Run(from + (ulong)i, subject, mutant);
            if (result.Differences.Count > 0)
                return new MutantResult(mutant, subject, i + 1, result.Seed, result.Differences[0]);
        }

        return new MutantResult(mutant, subject, null, null, null);
    }

    /// <summary>What a mutant is a variant of.</summary>
    public static Subject SubjectOf(Mutant mutant) => mutant >= Mutant.NoPartitionFencing ? Subject.Cluster : Subject.Engine;
}
