using System.CommandLine;
using StreamPulse.Cli.Arguments;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation;

/// <summary>
/// <c>./streampulse simulate</c>: 0 where everything equals the recount, 1 on any difference or undetected mutant, 2 for a wrong call, 130
/// on Ctrl-C.
/// </summary>
internal static class SimulateCommand
{
    private static readonly Option<int> Seeds = CheckedOption.Number(
        "--seeds", "Number of seeds (default 100). Each is run twice: with steady and with irregular traffic.", 1, 10_000_000,
        byDefault: 100);

    private static readonly Option<ulong> From = CheckedOption.Number("--from", "The first seed (default 1).", 0UL, ulong.MaxValue, 1UL);

    private static readonly Option<ulong?> Seed = CheckedOption.Number("--seed", "Run only this seed.", 0UL, ulong.MaxValue);

    private static readonly Option<TrafficKind?> Traffic = CheckedOption.Word<TrafficKind>(
        "--traffic", "Run only scenarios with this kind of traffic (default: both).");

    private static readonly Option<bool> Trace = new("--trace") { Description = "With --seed: print every step." };

    private static readonly Option<Mutant?> Variant = CheckedOption.Word<Mutant>(
        "--mutant", "Run a known-bad variant, to check that the simulation detects it.");

    private static readonly Option<bool> Mutants = new("--mutants")
    {
        Description = "Run every known-bad variant and print how many seeds it took to detect it. Exits with 1 if one is not detected.",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON." };

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand(
            "Deterministic simulation: runs the operators of the pipeline in one thread on a simulated clock, network, log and store with "
            + "seeded faults, and compares everything stored with a recount. Exits with 1 on any difference.")
        {
            Seeds, From, Seed, Traffic, Trace, Variant, Mutants, Json,
        };
        root.Validators.Add(static call =>
        {
            if (call.GetValue(Trace) && call.GetValue(Seed) is null)
                call.AddError("--trace needs --seed: it prints single runs.");
        });
        root.SetAction(RunAsync);
        var parsed = root.Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Errors.Count > 0 ? 2 : code;
    }

    private static async Task<int> RunAsync(ParseResult call, CancellationToken cancellationToken)
    {
        var report = new SimulationReport(Console.Out, call.GetValue(Json));
        try
        {
            return await Task.Run(() => Run(call, report, cancellationToken), cancellationToken) ? 0 : 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static bool Run(ParseResult call, SimulationReport report, CancellationToken cancellationToken)
    {
        var (from, count, mutant) = (call.GetValue(From), call.GetValue(Seeds), call.GetValue(Variant) ?? Mutant.None);
        if (call.GetValue(Mutants))
            return report.Mutants(Simulator.DetectAll(from, count, new Progress("mutants"), cancellationToken));
        IReadOnlyList<TrafficKind> traffic = call.GetValue(Traffic) is { } only ? [only] : Simulator.AllTraffic;
        if (call.GetValue(Seed) is { } seed)
            return report.Single([.. traffic.Select(t => Simulator.Run(seed, t, mutant, call.GetValue(Trace)))]);
        var started = TimeProvider.System.GetTimestamp();
        var results = Simulator.RunMany(from, count, traffic, mutant, new Progress("runs"), cancellationToken);
        return report.Many(from, count, traffic, results, TimeProvider.System.GetElapsedTime(started));
    }

    /// <summary>Tells a terminal about every second how much is done; silent where there is none.</summary>
    private sealed class Progress(string unit) : IProgress<(long Done, long Total)>
    {
        private readonly Lock _lock = new();
        private long _toldAt = TimeProvider.System.GetTimestamp();

        public void Report((long Done, long Total) value)
        {
            if (Console.IsErrorRedirected)
                return;
            lock (_lock)
            {
                if (TimeProvider.System.GetElapsedTime(_toldAt) < TimeSpan.FromSeconds(1))
                    return;
                _toldAt = TimeProvider.System.GetTimestamp();
                Console.Error.WriteLine($"{value.Done} of {value.Total} {unit}");
            }
        }
    }
}
