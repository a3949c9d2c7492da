using System.Diagnostics;
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
        var (started, fills, busy) = (Stopwatch.GetTimestamp(), 0L, TimeSpan.Zero);
        while (Stopwatch.GetElapsedTime(started).TotalSeconds < seconds)
        {
            fill.MoveOn();
            var before = Stopwatch.GetTimestamp();
            fill.Fill(perUpdate);
            busy += Stopwatch.GetElapsedTime(before);
            fills++;
        }

        Console.WriteLine(FormattableString.Invariant($"{busy.TotalNanoseconds / (fills * EventCount):F0} ns an event over {fills} windows of {EventCount:N0} events; load {Machine.Load}"));
    }
}
