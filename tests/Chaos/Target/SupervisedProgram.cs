namespace StreamPulse.Chaos.Target;

/// <summary>A call of the command line, started again whenever it ends.</summary>
internal sealed class SupervisedProgram(string[] arguments, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private Task _supervising = Task.CompletedTask;

    /// <summary>More variables of its environment; they hold from the next start on.</summary>
    public IReadOnlyDictionary<string, string> More { get; set; } = new Dictionary<string, string>();

    /// <summary>What it may have, from the next start on; null for all that there is.</summary>
    public ProcessLimits? Limits { get; set; }

    /// <summary>Times that it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The process that was started last; null before the first.</summary>
    public ProgramProcess? Process { get; private set; }

    /// <summary>Starts it and keeps it running.</summary>
    public void Start() => _supervising = SuperviseAsync();

    /// <summary>Stops it in order.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (Process is { } process)
            await process.StopAsync(TimeSpan.FromMinutes(1));
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Process?.Kill();
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var (more, limits) = (More, Limits);
            Process = ProgramProcess.Start(
                arguments, environment.Concat(more).Concat(limits?.Variables ?? more.Take(0)).ToDictionary(), limits?.Wrapper ?? []);
            Starts++;
            await Process.Ended;
            if (!_stop.IsCancellationRequested)
                await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
