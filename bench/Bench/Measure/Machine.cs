using System.Diagnostics;
using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>Load of the machine.</summary>
internal static class Machine
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    /// <summary>Load averages over 1, 5 and 15 minutes; empty where the system does not tell.</summary>
    public static string Load
        => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "";

    /// <summary>
    /// Processor time that was not idle since the machine started, time stolen by its host included (proc(5), /proc/stat).
    /// </summary>
    public static TimeSpan Busy
    {
        get
        {
            var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var ticks = fields[1..9].Select(static f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            var busy = ticks.Sum() - ticks[3] - ticks[4]; // less idle, and waiting for a disk
        return TimeSpan.FromSeconds(busy / (double)ServerCpu.TicksPerSecond);
        }
    }

    /// <summary>How many processors other programs keep busy, over a second in which this process does nothing.</summary>
    public static async Task<double> OthersAsync()
    {
        var (machine, self, started) = (Busy, Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.Delay(Look);
        return Math.Max(0, (Busy - machine - (Environment.CpuUsage.TotalTime - self)) / Stopwatch.GetElapsedTime(started));
    }
}
