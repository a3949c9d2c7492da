using System.Globalization;
using System.Runtime.InteropServices;

namespace StreamPulse.Bench.Measure;

/// <summary>The machine, its operating system and its server.</summary>
/// <param name="Processor">Model, as /proc/cpuinfo names it.</param>
/// <param name="OperatingSystem">Distribution and kernel.</param>
/// <param name="Postgresql">Version of the server that was measured; null where there was none.</param>
internal sealed record MachineFacts(
    string Processor, int Processors, long MemoryBytes, string OperatingSystem, string Dotnet, string? Postgresql)
{
    private const string Kernel = "/proc/sys/kernel/osrelease";

    /// <summary>Of this machine. Linux tells all; elsewhere what is not known is empty or 0.</summary>
    public static MachineFacts Read(string? postgresql)
        => new(
            Field("/proc/cpuinfo", "model name", ':') ?? "", Environment.ProcessorCount, Memory(),
            RuntimeInformation.OSDescription + (File.Exists(Kernel) ? ", Linux " + File.ReadAllText(Kernel).Trim() : ""),
            RuntimeInformation.FrameworkDescription, postgresql);

    private static long Memory()
        => Field("/proc/meminfo", "MemTotal", ':') is { } text ? long.Parse(text.Split(' ')[0], CultureInfo.InvariantCulture) * 1024 : 0;

    private static string? Field(string file, string name, char separator)
        => File.Exists(file)
            ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
                ? line[(line.IndexOf(separator, StringComparison.Ordinal) + 1)..].Trim() : null
            : null;
}
