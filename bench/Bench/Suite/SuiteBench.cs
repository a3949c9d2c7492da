using System.Diagnostics;
using System.Text.Json;
using StreamPulse.Bench.Kafka;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Suite;

/// <summary>Runs the plan, one run after the other, a process each. A run that fails leaves no result and does not stop the rest.</summary>
internal static class SuiteBench
{
    public const string Verb = "suite";

    /// <returns>0 when all went well, 1 when a run failed, 2 for a wrong call.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var plan = SuitePlan.Runs(BenchBroker.EventsKept);
        SuiteOptions options;
        try
        {
            options = SuiteOptions.Parse(arguments, plan.Select(static r => r.Set).ToHashSet(), Repository.Root);
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine(e.Message);
            return 2;
        }

        var runs = plan.Where(
            r => (options.Only.Count == 0 || options.Only.Contains(r.Set)) && (!options.Quick || r.QuickArguments is not null)).ToList();
        Directory.CreateDirectory(options.Results);
        var started = Stopwatch.GetTimestamp();
        var failed = new List<string>();
        foreach (var (run, number) in runs.Select(static (r, i) => (r, i + 1)))
        {
            Say($"[{number}/{runs.Count}, {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s] {run.Name}: bench {run.Verb} "
                + $"{string.Join(' ', run.ArgumentsFor(options.Quick))}");
            var file = Path.Combine(options.Results, run.Name + ".json");
            File.Delete(file);
            if (await SuiteProcess.RunAsync(run, options.Quick, file, options.Limit) is { } failure)
            {
                failed.Add($"{run.Name}: {failure}");
                Say($"FAILED: {failed[^1]}");
                continue;
            }

            var result = JsonDocument.Parse(await File.ReadAllTextAsync(file)).RootElement;
            var conditions = result.GetProperty("conditions");
            Say($"others kept {conditions.GetProperty("others_before").GetDouble():F2} processors busy before and "
                + $"{conditions.GetProperty("others_after").GetDouble():F2} after; {result.GetProperty("seconds").GetDouble():F0} s");
        }

        Say($"{runs.Count - failed.Count} of {runs.Count} runs in {options.Results} after "
            + $"{Stopwatch.GetElapsedTime(started).TotalMinutes:F1} minutes");
        failed.ForEach(static line => Say($"FAILED: {line}"));
        return failed.Count == 0 ? 0 : 1;
    }

    private static void Say(string line) => Console.WriteLine("suite: " + line);
}
