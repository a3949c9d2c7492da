using System.Diagnostics;
using System.Globalization;
using Npgsql;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Http;

/// <summary>
/// bench/python/app.py under uvicorn, as processes of their own. Debian's packages: python3-fastapi, -uvicorn, -asyncpg, -uvloop,
/// -httptools.
/// </summary>
internal sealed class PythonServer : IDisposable
{
    private const string Python = "/usr/bin/python3";

    private readonly Process _process;

    private PythonServer(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Versions of the server's packages, for the report.</summary>
    public static async Task<string> DescribeAsync()
    {
        const string Code = "import sys, fastapi, uvicorn, asyncpg, uvloop, httptools; print(f'Python {sys.version.split()[0]}, FastAPI "
            + "{fastapi.__version__}, uvicorn {uvicorn.__version__}, asyncpg {asyncpg.__version__}, uvloop {uvloop.__version__}')";
        using var python = Process.Start(new ProcessStartInfo(Python, ["-c", Code]) { RedirectStandardOutput = true })!;
        var versions = (await python.StandardOutput.ReadToEndAsync()).Trim();
        await python.WaitForExitAsync();
        return python.ExitCode == 0
            ? versions
            : throw new InvalidOperationException("Python's packages are not there; ./streampulse bench installs them where it can.");
    }

    /// <summary>Starts it with so many worker processes, without a log of requests, and waits until it answers.</summary>
    public static async Task<PythonServer> StartAsync(string connectionString, int workers)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        var port = Loopback.FreePort().ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(Python,
            ["-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", port, "--workers", workers.ToString(CultureInfo.InvariantCulture),
                "--no-access-log", "--log-level", "warning"])
        {
            WorkingDirectory = Path.Combine(Repository.Root, "bench", "python"),
            Environment =
            {
                ["PGHOST"] = database.Host,
                ["PGPORT"] = database.Port.ToString(CultureInfo.InvariantCulture),
                ["PGUSER"] = database.Username,
                ["PGPASSWORD"] = database.Password,
                ["PGDATABASE"] = database.Database,
                ["PYTHONDONTWRITEBYTECODE"] = "1",
            },
        };
        var server = new PythonServer(Process.Start(start)!, new Uri($"http://127.0.0.1:{port}/"));
        await server.WaitAsync();
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task WaitAsync()
    {
        using var client = new HttpClient { BaseAddress = Address };
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30); await Task.Delay(100))
        {
            try
            {
                using var response = await client.GetAsync("api/stats/regions");
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new TimeoutException("The Python program does not answer.");
    }
}
