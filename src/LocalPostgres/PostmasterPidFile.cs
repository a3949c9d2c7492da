using System.Diagnostics;
using System.Globalization;

namespace StreamPulse.LocalPostgres;

/// <summary>
/// Contents of <c>postmaster.pid</c> in a data directory. Lines, from 1: process id, data directory, start time, port, socket directory,
/// listen address, shared memory key, state. Source: PostgreSQL, <c>src/include/utils/pidfile.h</c>.
/// </summary>
internal sealed record PostmasterPidFile(int ProcessId, int? Port, string State)
{
    /// <summary>State of a server that takes connections.</summary>
    public const string Ready = "ready";

    /// <summary>Reads the file of a data directory; null when there is none, or it is half written.</summary>
    public static PostmasterPidFile? Read(string dataDirectory)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(PathIn(dataDirectory));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }

        if (lines.Length == 0 || !int.TryParse(lines[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var processId))
            return null;
        int? port = lines.Length > 3 && int.TryParse(lines[3].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var p)
            ? p
            : null;
        return new PostmasterPidFile(processId, port, lines.Length > 7 ? lines[7].Trim() : "");
    }

    /// <summary>
    /// True when the process exists and is the server of that data directory, not another program that got the same number later.
    /// </summary>
    public bool IsServerOf(string dataDirectory)
    {
        if (!Exists(out var name))
            return false;
        if (!System.IO.Directory.Exists("/proc/self"))
            return name.Contains("postgres", StringComparison.Ordinal);

        // The server's working directory is its data directory.
        try
        {
            var workingDirectory = new FileInfo($"/proc/{ProcessId}/cwd").LinkTarget;
            return workingDirectory == RealPath(dataDirectory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes a file whose process id belongs to another program now, which would keep the server from starting. A file whose process is
    /// gone is left to PostgreSQL, which first checks that no orphaned session still uses the data.
    /// </summary>
    public void RemoveIfForeign(string dataDirectory)
    {
        if (Exists(out _) && !IsServerOf(dataDirectory))
            File.Delete(PathIn(dataDirectory));
    }

    private static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "postmaster.pid");

    private static string RealPath(string directory)
    {
        var path = "/";
        foreach (var part in Path.GetFullPath(directory).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            path = Path.Combine(path, part);
            path = new DirectoryInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }

        return path;
    }

    private bool Exists(out string name)
    {
        try
        {
            using var process = Process.GetProcessById(ProcessId);
            name = process.ProcessName;
            return true;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            name = "";
            return false;
        }
    }
}
