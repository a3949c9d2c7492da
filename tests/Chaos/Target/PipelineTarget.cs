namespace StreamPulse.Chaos.Target;

/// <summary>The pipeline under test: real processes of this build, started again whenever they end.</summary>
internal abstract class PipelineTarget(string connectionString, string? brokers, int port) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private Task _supervising = Task.CompletedTask;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Offset of its clock, such as "+90s"; null for the right time. Holds from the next start on.</summary>
    public string? ClockOffset { get; set; }

    /// <summary>Times that it was started.</summary>
    public int Starts { get; private set; }

    /// <summary>The process that was started; null while none runs.</summary>
    protected ProgramProcess? Program { get; private set; }

    protected abstract string[] Arguments { get; }

    protected int Port => port;

    /// <summary>Starts it and keeps it running.</summary>
    public void Start(ChaosOptions options) => _supervising = SuperviseAsync(options);

    /// <summary>Process ids that a fault may hit: those that do the work now.</summary>
    public abstract IReadOnlyList<int> Victims();

    /// <summary>Stops it in order.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int?> StopAsync()
    {
        await _stop.CancelAsync();
        var code = Program is { } program ? await program.StopAsync(TimeSpan.FromMinutes(1)) : (int?)null;
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return code;
    }

    /// <summary>The end of what it printed, for reports.</summary>
    public string Tail => Program?.Tail ?? "";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Program?.Kill();
        await _supervising.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task SuperviseAsync(ChaosOptions options)
    {
        while (!_stop.IsCancellationRequested)
        {
            Program = ProgramProcess.Start(Arguments, Environment(options));
            Starts++;
            await Program.Ended;
            if (!_stop.IsCancellationRequested)
                await Task.Delay(Pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Dictionary<string, string> Environment(ChaosOptions options)
    {
        var environment = new Dictionary<string, string>
        {
            ["STREAMPULSE_POSTGRES"] = connectionString,
            ["STREAMPULSE_DATA"] = options.Directory,
            ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:05",
            ["STREAMPULSE_Grains__IdleTimeout"] = "00:00:05",
        };
        if (brokers is not null)
            environment["STREAMPULSE_Kafka__BootstrapServers"] = brokers;
        if (ClockOffset is not null && options.FakeTimeLibrary is not null)
        {
            environment["LD_PRELOAD"] = options.FakeTimeLibrary;
            environment["FAKETIME"] = ClockOffset;
            environment["FAKETIME_DONT_FAKE_MONOTONIC"] = environment["DONT_FAKE_MONOTONIC"] = "1"; // the runtime waits by it
        }

        return environment;
    }
}
