using System.Diagnostics;
using System.Globalization;
using StreamPulse.Bench.Measure;

namespace StreamPulse.Bench.Cluster;

/// <summary>
/// A silo or gateway of this build as a process of its own on 127.0.0.1, on one processor where that is wanted. Linux only.
/// </summary>
internal sealed class SiloProcess : IDisposable
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    private readonly Process _process;

    private SiloProcess(Process process, Uri address) => (_process, Address) = (process, address);

    /// <summary>Its address.</summary>
    public Uri Address { get; }

    /// <summary>Processor time so far, user and system.</summary>
    public TimeSpan Cpu => ServerCpu.OfProcess(_process.Id);

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <param name="processor">Number of the only processor it may use; null for all.</param>
    /// <param name="settings">More settings, without the prefix of their variables.</param>
    public static SiloProcess StartSilo(string connectionString, int? processor, params (string Key, string Value)[] settings)
    {
        var health = Loopback.FreePort();
        return Start("Silo", processor, health,
            new Dictionary<string, string>(settings.Select(static s => KeyValuePair.Create("STREAMPULSE_" + s.Key, s.Value)))
        {
            ["STREAMPULSE_POSTGRES"] = connectionString,
            ["STREAMPULSE_SiloAddress"] = "127.0.0.1",
            ["STREAMPULSE_SiloPort"] = Text(Loopback.FreePort()),
            ["STREAMPULSE_GatewayPort"] = Text(Loopback.FreePort()),
            ["STREAMPULSE_HealthPort"] = Text(health),
        });
    }

    public static SiloProcess StartGateway(string connectionString)
    {
        var port = Loopback.FreePort();
        return Start("Gateway", processor: null, port, new Dictionary<string, string>
        {
            ["STREAMPULSE_POSTGRES"] = connectionString,
            ["STREAMPULSE_Address"] = "127.0.0.1",
            ["STREAMPULSE_Port"] = Text(port),
        });
    }

    /// <summary>Waits until a path answers 200.</summary>
    public async Task WaitAsync(string path)
    {
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2);)
        {
            if (_process.HasExited)
                throw new InvalidOperationException($"{_process.StartInfo.ArgumentList[^1]} ended with exit code {_process.ExitCode}.");
            try
            {
                using var response = await Client.GetAsync(new Uri(Address, path));
                if (response.IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{Address}{path} does not answer 200.");
    }

    /// <summary>Ends it without warning, as kill -9 does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();

        _process.Dispose();
    }

    private static SiloProcess Start(string name, int? processor, int port, Dictionary<string, string> environment)
    {
        var assembly = Path.Combine(Repository.Root, "src", name, "bin", "Release", "net10.0", $"StreamPulse.{name}.dll");
        if (!File.Exists(assembly))
        {
            throw new FileNotFoundException(
                $"src/{name} is not built; where Orleans can be restored, ./streampulse bench builds it.", assembly);
        }

        string[] command = processor is { } p ? ["taskset", "-c", Text(p), "dotnet", assembly] : ["dotnet", assembly];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment)
            start.Environment[key] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, line) =>
        {
            if (Environment.GetEnvironmentVariable("STREAMPULSE_BENCH_VERBOSE") is not null)
                Console.Error.WriteLine(line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new SiloProcess(process, new Uri($"http://127.0.0.1:{Text(port)}/"));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
