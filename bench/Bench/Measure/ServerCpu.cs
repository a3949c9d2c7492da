using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>
/// Processor time of a PostgreSQL server: the postmaster, its processes, and those of its processes that have ended. Linux only.
/// </summary>
internal static class ServerCpu
{
    /// <summary>Linux reports processor time in hundredths of a second to programs, whatever its own clock is.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Processor time so far, user and system; to 10 ms a process.</summary>
    public static TimeSpan Of(int postmasterId)
    {
        long ticks = 0;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            if (Read(directory) is not { } fields)
                continue;
            if (id == postmasterId)
                ticks += fields[11] + fields[12] + fields[13] + fields[14]; // utime, stime, cutime, cstime
            else if (fields[1] == postmasterId)
                ticks += fields[11] + fields[12];
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Processor time of one process so far, user and system; nothing once it has ended.</summary>
    public static TimeSpan OfProcess(int id)
        => Read($"/proc/{id.ToString(CultureInfo.InvariantCulture)}") is { } fields
            ? TimeSpan.FromSeconds((double)(fields[11] + fields[12]) / TicksPerSecond) : default;

    /// <summary>
    /// The numbers of /proc/ID/stat from the state on (proc(5), field 3), the state itself as 0; null when the process has ended.
    /// </summary>
    private static long[]? Read(string directory)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(directory, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return [.. fields.Take(20).Select(static f => long.TryParse(f, CultureInfo.InvariantCulture, out var number) ? number : 0)];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
