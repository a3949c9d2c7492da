using System.Diagnostics;

namespace StreamPulse.Chaos.Target;

/// <summary>The command line of this build as a process.</summary>
internal sealed class ProgramProcess
{
    private const int TailLines = 20;

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly List<string> _output = [];

    private ProgramProcess(Process process)
    {
        _process = process;
        Ended = WaitAsync();
    }

    public int Id => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Ended { get; }

    public bool HasEnded => Ended.IsCompleted;

    /// <summary>Its standard output so far.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
                return string.Join(Environment.NewLine, _output);
        }
    }

    public string Tail
    {
        get
        {
            lock (_gate)
                return string.Join(Environment.NewLine, _tail);
        }
    }

    /// <param name="wrapper">A program with its arguments that becomes this one; empty for none.</param>
    public static ProgramProcess Start(
        string[] arguments, IReadOnlyDictionary<string, string> environment, params string[] wrapper)
    {
        string[] command = [.. wrapper, "dotnet", Path.Combine(AppContext.BaseDirectory, "StreamPulse.Cli.dll"), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        ProgramProcess? program = null;
        process.OutputDataReceived += (_, line) => program!.Keep(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => program!.Keep(line.Data, isOutput: false);
        process.Start();
        program = new ProgramProcess(process);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    /// <summary>SIGTERM, then its exit code; it is ended when it takes longer than <paramref name="patience"/>.</summary>
    public async Task<int> StopAsync(TimeSpan patience)
    {
        Signals.Send(Id, Signals.Terminate);
        if (await Task.WhenAny(Ended, Task.Delay(patience)) != Ended)
            Kill();
        return await Ended;
    }

    public void Kill()
    {
        if (!HasEnded)
            _process.Kill(entireProcessTree: true);
    }

    private void Keep(string? line, bool isOutput)
    {
        if (line is null)
            return;
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines)
                _tail.Dequeue();
            if (isOutput)
                _output.Add(line);
        }
    }

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }
}
