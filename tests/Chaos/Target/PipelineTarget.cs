using System.Globalization;

namespace StreamPulse.Chaos.Target;

/// <summary>The pipeline under test: real processes of this build, started again whenever they end.</summary>
/// <param name="port">Port of the page and the API.</param>
internal abstract class PipelineTarget(ChaosOptions options, string connectionString, string? brokers, int port) : IAsyncDisposable
{
    private readonly List<SupervisedProgram> _programs = [];

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    /// <summary>Times that programs were started.</summary>
    public int Starts => _programs.Sum(static p => p.Starts);

    /// <summary>The end of what they printed, for reports.</summary>
    public string Tail => string.Join(Environment.NewLine, _programs.Select(static p => p.Process?.Tail ?? ""));

    /// <summary>The one that faults hit; null while it does not run.</summary>
    protected ProgramProcess? Hit => _programs[^1].Process is { HasEnded: false } running ? running : null;

    /// <summary>The arguments of each program; the last one is hit by faults.</summary>
    protected abstract IReadOnlyList<string[]> Programs { get; }

    protected string Port => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>Starts them and keeps them running.</summary>
    public void Start()
    {
        _programs.AddRange(Programs.Select(arguments => new SupervisedProgram(arguments, Variables())));
        _programs.ForEach(static p => p.Start());
    }

    /// <summary>Process ids that a fault may hit: those that do the work now.</summary>
    public abstract IReadOnlyList<int> Victims();

    /// <summary>Gives the program that faults hit another clock, such as "+90s", from its next start on; null for the right time.</summary>
    public void ShiftClock(string? offset)
        => _programs[^1].More = offset is null
            ? new Dictionary<string, string>()
            : new Dictionary<string, string>
            {
                ["LD_PRELOAD"] = options.FakeTimeLibrary!,
                ["FAKETIME"] = offset,
                ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", // the runtime waits by it
                ["DONT_FAKE_MONOTONIC"] = "1",
            };

    /// <summary>Limits what the program that faults hit may have, from its next start on; null for all that there is.</summary>
    public void Limit(ProcessLimits? limits) => _programs[^1].Limits = limits;

    /// <summary>Stops them in order.</summary>
    public Task StopAsync() => Task.WhenAll(_programs.Select(static p => p.StopAsync()));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var program in _programs)
            await program.DisposeAsync();
    }

    private Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>
        {
            ["STREAMPULSE_POSTGRES"] = connectionString,
            ["STREAMPULSE_DATA"] = options.Directory,
            ["STREAMPULSE_Engine__IdleTimeout"] = "00:00:05",
        };
        if (brokers is not null)
            variables["STREAMPULSE_Kafka__BootstrapServers"] = brokers;
        return variables;
    }
}
