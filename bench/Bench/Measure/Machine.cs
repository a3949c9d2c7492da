using System.Globalization;

namespace StreamPulse.Bench.Measure;

/// <summary>What else the machine was doing.</summary>
internal static class Machine
{
    /// <summary>Load averages over 1, 5 and 15 minutes; empty where the system does not tell.</summary>
    public static string Load
        => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "";

    /// <summary>One line for the head of a report.</summary>
    public static string Describe()
        => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} processors, load before {Load}");
}
