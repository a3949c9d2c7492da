using System.Diagnostics;

namespace StreamPulse.Testing;

/// <summary>
/// A shell beside the test process that ends a temporary server and removes its directory when the test process has ended, in whatever way:
/// it waits for the end of a pipe that only the test process holds open.
/// </summary>
internal sealed class ServerWatchdog : IDisposable
{
    // The server is not a child process of this shell, so it is signalled by its process id. QUIT is PostgreSQL's "immediate" stop.
    private const string Script = """
        trap '' INT TERM HUP
        read -r word
        [ "$word" = done ] && exit 0
        kill -QUIT "$1" 2>/dev/null
        while kill -0 "$1" 2>/dev/null; do sleep 0.1; done
        rm -rf "$2"
        """;

    private readonly Process _shell;

    public ServerWatchdog(int serverProcessId, string directory)
    {
        var start = new ProcessStartInfo(
            "/bin/sh", ["-c", Script, "watchdog", serverProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), directory])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        _shell = Process.Start(start) ?? throw new InvalidOperationException("/bin/sh did not start.");
    }

    /// <summary>The server has been ended in the ordinary way.</summary>
    public void Dispose()
    {
        _shell.StandardInput.WriteLine("done");
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
    }
}
