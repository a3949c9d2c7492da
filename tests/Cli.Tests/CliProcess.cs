using System.Diagnostics;
using System.Text;

namespace StreamPulse.Cli.Tests;

/// <summary>The program as its users run it: a process of its own.</summary>
internal sealed class CliProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _isUp = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private CliProcess(string data, IReadOnlyDictionary<string, string>? environment, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "StreamPulse.Cli.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["STREAMPULSE_DATA"] = data;
        var inherited = start.Environment.Keys.Where(n => n.StartsWith("STREAMPULSE_Postgres", StringComparison.OrdinalIgnoreCase));
        foreach (var name in inherited.ToList())
            start.Environment.Remove(name);

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null)
                return;
            lock (_output)
                _output.AppendLine(line.Data);
            if (line.Data.StartsWith("Ctrl-C stops ", StringComparison.Ordinal)) // the announcement's last line
                _isUp.TrySetResult();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
                _error.AppendLine(line.Data);
        };
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public string Error
    {
        get
        {
            lock (_error)
                return _error.ToString();
        }
    }

    public static CliProcess Start(string data, params string[] arguments) => new(data, null, arguments);

    public static CliProcess Start(string data, IReadOnlyDictionary<string, string> environment, params string[] arguments)
        => new(data, environment, arguments);

    /// <summary>Runs to the end.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(
        string data, string[] arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = new CliProcess(data, environment, arguments);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        await process._process.WaitForExitAsync(deadline.Token);
        return (process._process.ExitCode, process.Output, process.Error);
    }

    /// <summary>Waits until <c>up</c> says so, and gives its address.</summary>
    public async Task<Uri> WaitUpAsync()
    {
        var ended = _process.WaitForExitAsync();
        if (await Task.WhenAny(_isUp.Task, ended, Task.Delay(TimeSpan.FromMinutes(2))) != _isUp.Task)
            Assert.Fail($"up did not come up.{Environment.NewLine}{Output}{Error}");
        return new Uri(
            Output.Split('\n')
                .First(l => l.StartsWith("StreamPulse is up: ", StringComparison.Ordinal))["StreamPulse is up: ".Length..].Trim());
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks to stop (SIGTERM) and waits for the end.</summary>
    public async Task<int> StopAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }
}
