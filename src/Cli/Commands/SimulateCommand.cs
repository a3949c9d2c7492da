using System.CommandLine;
using System.Globalization;
using StreamPulse.Cli.Output;
using StreamPulse.DeterministicSimulation.Running;

namespace StreamPulse.Cli.Commands;

/// <summary><c>simulate</c>: runs seeds of the deterministic simulation and compares each with a recount.</summary>
internal static class SimulateCommand
{
    private const int Shown = 10;

    private static readonly Option<int> Seeds = new("--seeds")
    {
        Description = "Number of seeds to run (default 100).",
        DefaultValueFactory = static _ => 100,
    };

    private static readonly Option<ulong> From = new("--from")
    {
        Description = "The first seed (default 1).",
        DefaultValueFactory = static _ => 1,
    };

    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Run only this seed." };
    private static readonly Option<Subject?> Only = new("--subject") { Description = "Run only engine or cluster (default: both)." };
    private static readonly Option<bool> Trace = new("--trace") { Description = "With --seed: print every step." };
    private static readonly Option<Mutant> Variant = new("--mutant")
    {
        Description = "Run a known-bad variant, to check that the test detects it.",
    };

    private static readonly Option<bool> Mutants = new("--mutants")
    {
        Description = "Run every known-bad variant and print how many seeds it took to detect it. Exits with 1 if one is not detected.",
    };

    public static Command Create()
        => new Command(
            "simulate",
            "Deterministic simulation: run the pipeline in one thread on a simulated clock with seeded faults (crashes, paused and "
            + "second owners, outages, poison records) and compare every row with a recount. Exits with 1 on any difference.")
        {
            Seeds, From, Seed, Only, Trace, Variant, Mutants,
        }.Run(RunAsync);

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        if (call.GetValue(Seeds) is < 1 or > 10_000_000)
            throw new UsageException($"--seeds is {call.GetValue(Seeds)}; allowed are 1 to 10000000.");
        if (call.GetValue(Trace) && call.GetValue(Seed) is null)
            throw new UsageException("--trace needs --seed: it prints one run.");
        if (call.GetValue(Mutants))
            return await HuntAsync(call, cancellationToken);
        var mutant = call.GetValue(Variant);
        IReadOnlyList<Subject> subjects = call.GetValue(Only) is { } only ? [only]
            : mutant == Mutant.None ? [Subject.Engine, Subject.Cluster]
            : [Simulator.SubjectOf(mutant)];
        return call.GetValue(Seed) is { } seed
            ? ShowOne(call, [.. subjects.Select(s => Simulator.Run(seed, s, mutant, call.GetValue(Trace)))])
            : await RunManyAsync(call, subjects, mutant, cancellationToken);
    }

    private static async Task<int> RunManyAsync(
        ParseResult call, IReadOnlyList<Subject> subjects, Mutant mutant, CancellationToken cancellationToken)
    {
        var (from, count) = (call.GetValue(From), call.GetValue(Seeds));
        var started = TimeProvider.System.GetTimestamp();
        var results = await Terminal.Of(call).ProgressAsync(
            "runs", (long)count * subjects.Count,
            progress => Task.Run(() => Simulator.RunMany(from, count, subjects, mutant, progress, cancellationToken), cancellationToken));
        var took = TimeProvider.System.GetElapsedTime(started);
        var bad = results.Where(static r => r.Differences.Count > 0).ToList();
        var summary = new SimulationSummary(
            count, from, subjects, results.Count, bad.Count, bad.Sum(static r => r.Differences.Count), results.Sum(static r => r.Steps),
            results.Sum(static r => r.SimulatedTime.TotalHours), results.Sum(static r => r.Faults),
            results.Sum(static r => (long)r.Records),
            results.Sum(static r => (long)r.Rows), results.Sum(static r => r.Checks), took.TotalSeconds,
            [.. bad.Select(static r => r with { Trace = [] })]);
        if (call.GetValue(CommonOptions.Json))
            ResultWriter.WriteJson(summary);
        else
            Print(summary);
        return bad.Count == 0 ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Print(SimulationSummary s)
    {
        var subjects = string.Join(" and ", s.Subjects).ToLowerInvariant();
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Seeds:N0} seeds from {s.From} on {subjects}: {s.Runs:N0} runs, {s.SimulatedHours:F1} simulated hours, {s.Steps:N0} steps, "
            + $"{s.Faults:N0} faults."));
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Records:N0} records; {s.Rows:N0} rows compared at the end of the runs, all stored data checked {s.Checks:N0} times. "
            + $"{s.Seconds:F1} s."));
        foreach (var r in s.Failures.Take(Shown))
        {
            Line($"  seed {r.Seed} ({r.Subject.ToString().ToLowerInvariant()}, {r.Kind}): {r.Differences[0]}");
            Line($"    replay: ./streampulse simulate --seed {r.Seed} --subject {r.Subject.ToString().ToLowerInvariant()} --trace");
        }

        Line($"{s.Differences:N0} differences{(s.BadRuns == 0 ? "" : $" in {s.BadRuns:N0} runs")}.");
    }

    private static int ShowOne(ParseResult call, IReadOnlyList<SeedResult> results)
    {
        if (call.GetValue(CommonOptions.Json))
        {
            ResultWriter.WriteJson(results);
        }
        else
        {
            foreach (var r in results)
            {
                foreach (var line in r.Trace)
                    Console.Out.WriteLine(line);
                Console.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"seed {r.Seed} {r.Subject.ToString().ToLowerInvariant()} ({r.Kind}): trace hash {r.TraceHash:x16}, {r.Steps:N0} "
                    + $"steps, {r.SimulatedTime.TotalSeconds:F0} simulated s, {r.Faults} faults, {r.Records:N0} records, {r.Rows} rows."));
                foreach (var difference in r.Differences)
                    Line($"  {difference}");
                Line($"{r.Differences.Count} differences.");
            }
        }

        return results.All(static r => r.Differences.Count == 0) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static async Task<int> HuntAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var (from, most) = (call.GetValue(From), call.GetValue(Seeds));
        var mutants = Enum.GetValues<Mutant>().Where(static m => m != Mutant.None).ToList();
        var found = await Terminal.Of(call).ProgressAsync("mutants", mutants.Count, progress => Task.Run(
            () =>
            {
                var results = new MutantResult[mutants.Count];
                var done = 0L;
                Parallel.For(0, mutants.Count, new ParallelOptions { CancellationToken = cancellationToken }, i =>
                {
                    results[i] = Simulator.Hunt(mutants[i], from, most, cancellationToken);
                    progress.Report(Interlocked.Increment(ref done));
                });
                return results;
            },
            cancellationToken));
        if (call.GetValue(CommonOptions.Json))
        {
            ResultWriter.WriteJson(found);
        }
        else
        {
            var rows = found.Select(static m => (IReadOnlyList<string>)
            [
                m.Mutant.ToString(), m.Subject.ToString().ToLowerInvariant(),
                m.Seeds?.ToString(CultureInfo.InvariantCulture) ?? "NOT DETECTED",
                m.Difference is { } d ? d[..Math.Min(d.Length, 110)] : "",
            ]).ToList();
            foreach (var line in TextTable.Lines(["mutant", "subject", "seeds", "first difference"], rows))
                Console.Out.WriteLine(line);
        }

        return found.All(static m => m.Seeds is not null) ? ExitCodes.Ok : ExitCodes.Failed;
    }

    private static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>Result of running many seeds.</summary>
    private sealed record SimulationSummary(
        int Seeds, ulong From, IReadOnlyList<Subject> Subjects, int Runs, int BadRuns, int Differences, long Steps, double SimulatedHours,
        int Faults, long Records,
        long Rows, int Checks, double Seconds, IReadOnlyList<SeedResult> Failures);
}
