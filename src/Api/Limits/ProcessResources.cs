using System.Globalization;

namespace StreamPulse.Api.Limits;

/// <summary>What this process may use; defaults of bounds follow from it.</summary>
/// <param name="OpenFiles">
/// File descriptors that it may have open, sockets included; the runtime has raised the soft limit to the hard one when it started.
/// </param>
/// <param name="MemoryBytes">The limit of the managed heap, of the container, or of the machine, whichever is the least.</param>
internal sealed record ProcessResources(long OpenFiles, long MemoryBytes)
{
    /// <summary>
    /// Descriptors that are kept for assemblies (about 350), the log, the database, other silos and files; more where many are allowed.
    /// </summary>
    private const int ReservedFiles = 640;

    /// <summary>
    /// What a connection can hold that neither reads nor stops sending: both buffers of the server, and its own state.
    /// </summary>
    private const int BytesOfConnection = ServerLimits.MaxRequestBufferBytes + ServerLimits.MaxResponseBufferBytes + (16 * 1024);

    private const int LeastConnections = 16;
    private const long LeastIngestBytes = 16L * 1024 * 1024;
    private const long MostIngestBytes = 1024L * 1024 * 1024;

    /// <summary>Those of this process, as they are at its start.</summary>
    public static ProcessResources Own { get; } = new(
        OpenFilesOf(ReadLimits()) ?? long.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>Connections that there is room for: by descriptors, and by a quarter of the memory.</summary>
    public int Connections
    {
        get
        {
            var files = OpenFiles == long.MaxValue
                ? OpenFiles
                : Math.Max(OpenFiles - Math.Max(ReservedFiles, OpenFiles / 8), OpenFiles / 8);
            return (int)Math.Clamp(Math.Min(files, MemoryBytes / 4 / BytesOfConnection), LeastConnections, int.MaxValue);
        }
    }

    /// <summary>Bytes that events of requests may take before they are in the log: an eighth of the memory.</summary>
    public long IngestBytes => Math.Clamp(MemoryBytes / 8, LeastIngestBytes, MostIngestBytes);

    /// <summary>The soft limit of open files in the text of /proc/self/limits; null if there is none.</summary>
    internal static long? OpenFilesOf(string limits)
    {
        const string Name = "Max open files";
        var line = limits.Split('\n').FirstOrDefault(static l => l.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    private static string ReadLimits()
    {
        const string Path = "/proc/self/limits";
        return File.Exists(Path) ? File.ReadAllText(Path) : "";
    }
}
