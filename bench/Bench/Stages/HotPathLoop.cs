using System.Diagnostics;
using System.Globalization;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Stages;

/// <summary>Runs the hot path on one core for some seconds, for a profiler to look at.</summary>
internal static class HotPathLoop
{
    private const int EventCount = 500_000;

    public static void Run(ReadOnlySpan<string> arguments)
    {
        var options = new BenchArguments(arguments, "--contents", "--seconds", "--per-update");
        var fill = new WindowFill((int)options.Get("--contents", 0), EventCount);
        var seconds = options.Get("--seconds", 10);
        var perUpdate = (int)options.Get("--per-update", 20_000);
        var started = Stopwatch.GetTimestamp();
        var each = new List<double>();
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            fill.MoveOn();
            var before = Stopwatch.GetTimestamp();
            fill.Fill(perUpdate);
            each.Add(Stopwatch.GetElapsedTime(before).TotalNanoseconds / EventCount);
        }

        each.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"ns an event over {each.Count} windows of {EventCount:N0} events: "
            + $"least {each[0]:F0}, median {each[each.Count / 2]:F0}, mean {each.Average():F0}; load {Machine.Load}"));
    }
}
