using System.Diagnostics;
using System.Globalization;
using StreamPulse.Hosting;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>A silo as a process of its own, which can be killed, and stopped and continued, by signals.</summary>
internal sealed class SiloProcess : IDisposable
{
    private readonly Process _process;

    private SiloProcess(Process process) => _process = process;

    public static SiloProcess Start(string connectionString)
    {
        var ports = FreePorts.Choose(2);
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StreamPulse.Silo.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true, // a silo that is told that it counts as dead ends with a crash and says a lot about it
            WorkingDirectory = AppContext.BaseDirectory,
        };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["Postgres"] = connectionString,
            ["SiloPort"] = ports[0].ToString(CultureInfo.InvariantCulture),
            ["GatewayPort"] = ports[1].ToString(CultureInfo.InvariantCulture),
            ["HealthPort"] = "0",
            ["DeadAfter"] = "00:00:05",
            ["Engine__IdleTimeout"] = "00:00:03",
            ["Engine__CommitInterval"] = "00:00:00.2",
        })
        {
            start.Environment["STREAMPULSE_" + key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The silo could not be started.");
        process.OutputDataReceived += static (_, line) => Write(line.Data);
        process.ErrorDataReceived += static (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new SiloProcess(process);
    }

    /// <summary>Sends a signal.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks it to stop and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static void Write(string? line)
    {
        if (line is not null && Environment.GetEnvironmentVariable(FileLoggers.Variable) is { Length: > 0 } path)
            FileLoggers.Append(path, line);
    }
}
