using System.Text.Json;
using System.Text.Json.Serialization;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scenarios;

namespace StreamPulse.Simulation;

/// <summary>Prints results as text, or as JSON; and says of each whether all is well.</summary>
internal sealed class SimulationReport(TextWriter output, bool isJson)
{
    private const int MostShown = 10;

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Prints single runs with their traces.</summary>
    public bool Single(IReadOnlyList<RunResult> results)
    {
        if (isJson)
        {
            WriteJson(results);
            return results.All(static r => r.Differences.Count == 0);
        }

        foreach (var r in results)
        {
            foreach (var line in r.Trace)
                output.WriteLine(line);
            output.WriteLine(
                $"seed {r.Seed}, {Name(r.Traffic)} traffic: trace hash {r.TraceHash:x16}, {r.Steps:N0} steps, "
                + $"{r.SimulatedTime.TotalSeconds:F0} simulated s, {r.Faults} faults, {r.Records:N0} records, {r.Rows} rows.");
            foreach (var difference in r.Differences)
                output.WriteLine($"  {difference}");
            output.WriteLine($"{r.Differences.Count} differences.");
        }

        return results.All(static r => r.Differences.Count == 0);
    }

    /// <summary>Prints the sums over many runs, and those that differ.</summary>
    public bool Many(ulong from, int seeds, IReadOnlyList<TrafficKind> traffic, IReadOnlyList<RunResult> results, TimeSpan took)
    {
        var bad = results.Where(static r => r.Differences.Count > 0).ToList();
        var summary = new Summary(
            seeds, from, traffic, results.Count, bad.Count, bad.Sum(static r => r.Differences.Count), results.Sum(static r => r.Steps),
            results.Sum(static r => r.SimulatedTime.TotalHours), results.Sum(static r => r.Faults),
            results.Sum(static r => (long)r.Records), results.Sum(static r => (long)r.Rows), results.Sum(static r => r.Checks),
            results.Sum(static r => (long)r.LiveAnswers), took.TotalSeconds, [.. bad.Select(static r => r with { Trace = [] })]);
        if (isJson)
            WriteJson(summary);
        else
            Print(summary);
        return bad.Count == 0;
    }

    /// <summary>Prints how soon each mutant was detected.</summary>
    public bool Mutants(IReadOnlyList<MutantResult> results)
    {
        if (isJson)
        {
            WriteJson(results);
        }
        else
        {
            var width = results.Max(static m => m.Mutant.ToString().Length);
            output.WriteLine($"{"mutant".PadRight(width)}  {"seeds",-12}  {"traffic",-9}  first difference");
            foreach (var m in results)
            {
                var seeds = m.Seeds?.ToString() ?? "NOT DETECTED";
                var traffic = m.Traffic is { } t ? Name(t) : "";
                output.WriteLine($"{m.Mutant.ToString().PadRight(width)}  {seeds,-12}  {traffic,-9}  {m.Difference}");
            }
        }

        return results.All(static m => m.Seeds is not null);
    }

    private void Print(Summary s)
    {
        output.WriteLine(
            $"{s.Seeds:N0} seeds from {s.From} with {string.Join(" and ", s.Traffic.Select(Name))} traffic: {s.Runs:N0} runs, "
            + $"{s.SimulatedHours:F1} simulated hours, {s.Steps:N0} steps, {s.Faults:N0} faults.");
        output.WriteLine(
            $"{s.Records:N0} records; {s.Rows:N0} rows compared at the end of the runs, all stored data checked {s.Checks:N0} times; "
            + $"{s.LiveAnswers:N0} live answers compared. {s.Seconds:F1} s.");
        foreach (var r in s.Failures.Take(MostShown))
        {
            output.WriteLine($"  seed {r.Seed}, {Name(r.Traffic)} traffic: {r.Differences[0]}");
            output.WriteLine($"    replay: ./streampulse simulate --seed {r.Seed} --traffic {Name(r.Traffic)} --trace");
        }

        output.WriteLine($"{s.Differences:N0} differences{(s.BadRuns == 0 ? "" : $" in {s.BadRuns:N0} runs")}.");
    }

    private static string Name(TrafficKind traffic) => traffic.ToString().ToLowerInvariant();

    private void WriteJson<T>(T result) => output.WriteLine(JsonSerializer.Serialize(result, Options));

    private sealed record Summary(
        int Seeds, ulong From, IReadOnlyList<TrafficKind> Traffic, int Runs, int BadRuns, int Differences, long Steps,
        double SimulatedHours, int Faults, long Records, long Rows, int Checks, long LiveAnswers, double Seconds,
        IReadOnlyList<RunResult> Failures);
}
