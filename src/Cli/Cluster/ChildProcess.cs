using System.Diagnostics;
using StreamPulse.Supervision;

namespace StreamPulse.Cli.Cluster;

/// <summary>
/// A running cluster program. Its standard input is a pipe held open only by this program: closing it asks the child to stop, and the
/// operating system closes it if this program dies.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;

    private ChildProcess(Process process)
    {
        _process = process;
        Ended = WaitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended; 128 plus the signal number if a signal ended it.</summary>
    public Task<int> Ended { get; }

    public static ChildProcess Start(ChildProgram program, ChildLog log)
    {
        var start = new ProcessStartInfo(DotnetPath, [program.Assembly])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[SupervisedServices.Variable] = "1";
        foreach (var (name, value) in program.Environment)
        {
            foreach (var same in start.Environment.Keys.Where(k => k.Equals(name, StringComparison.OrdinalIgnoreCase)).ToList())
                start.Environment.Remove(same);
            if (value is not null)
                start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new ChildProcess(process);

        void Keep(string? line)
        {
            if (line is not null)
                log.Add(line);
        }
    }

    /// <summary>Asks it to stop, and kills it if it has not ended after <paramref name="patience"/>.</summary>
    /// <returns>Whether it stopped by itself.</returns>
    public async Task<bool> StopAsync(TimeSpan patience)
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has already ended.
        }

        if (await Task.WhenAny(Ended, Task.Delay(patience)) == Ended)
            return true;
        Kill();
        await Ended;
        return false;
    }

    /// <summary>Kills it immediately.</summary>
    public void Kill()
    {
        if (!Ended.IsCompleted)
            _process.Kill();
    }

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>The dotnet host that runs this program, which can also run the other programs.</summary>
    private static string DotnetPath
        => Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
