using System.Globalization;

namespace StreamPulse.Chaos.Target;

/// <summary>What a process may have.</summary>
/// <param name="OpenFiles">File descriptors; null for as many as this process.</param>
/// <param name="HeapBytes">Managed heap; null for as much as there is.</param>
internal sealed record ProcessLimits(int? OpenFiles, long? HeapBytes)
{
    /// <summary>The program and its first arguments that start another program with these limits; empty for none.</summary>
    public string[] Wrapper
        => OpenFiles is { } files ? ["prlimit", string.Create(CultureInfo.InvariantCulture, $"--nofile={files}")] : [];

    /// <summary>Variables of its environment.</summary>
    public IReadOnlyDictionary<string, string> Variables
        => HeapBytes is { } bytes
            ? new Dictionary<string, string> { ["DOTNET_GCHeapHardLimit"] = bytes.ToString("x", CultureInfo.InvariantCulture) }
            : new Dictionary<string, string>();

    public override string ToString()
        => string.Create(
            CultureInfo.InvariantCulture,
            $"{(OpenFiles is { } files ? $"{files} descriptors" : $"a heap of {HeapBytes / (1024 * 1024)} MiB")}");
}
