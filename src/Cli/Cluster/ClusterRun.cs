using StreamPulse.Cli.Output;
using StreamPulse.Hosting.Silo;

namespace StreamPulse.Cli.Cluster;

/// <summary>Runs the programs of a cluster: starts the silos, then the gateway; stops the gateway, then all silos.</summary>
internal sealed class ClusterRun : IDisposable
{
    private static readonly TimeSpan GatewayPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SiloPatience = TimeSpan.FromSeconds(40);

    private readonly ReadyProbe _probe = new();
    private readonly CancellationTokenSource _stopSilos = new();
    private readonly CancellationTokenSource _stopGateway = new();
    private readonly List<Task> _running = [];
    private readonly SiloPorts[] _ports;

    public ClusterRun(ClusterPlan plan, Terminal terminal)
    {
        _ports = SiloPorts.Choose(plan.Silos);
        Silos =
        [
            .. Enumerable.Range(1, plan.Silos).Select(number => new ChildSupervisor(
                ClusterPlan.SiloName(number),
                wantsOtherPorts =>
                {
                    if (wantsOtherPorts)
                        _ports[number - 1] = SiloPorts.Choose(1)[0];
                    return plan.Silo(number, _ports[number - 1]);
                },
                new ChildLog(Path.Combine(plan.LogDirectory, FormattableString.Invariant($"silo-{number}.log"))),
                SiloPatience,
                plan.RestartAfter,
                _probe,
                terminal)),
        ];
        Gateway = new ChildSupervisor(
            "gateway", _ => plan.Gateway(), new ChildLog(Path.Combine(plan.LogDirectory, "gateway.log")), GatewayPatience,
            plan.RestartAfter, _probe,
            terminal);
    }

    public IReadOnlyList<ChildSupervisor> Silos { get; }

    public ChildSupervisor Gateway { get; }

    /// <summary>Current address of a silo's health endpoints and dashboard.</summary>
    public Uri HttpOf(int silo, string path) => ClusterPlan.At(_ports[silo].Health, path);

    /// <summary>Starts all programs and returns when all are ready.</summary>
    /// <exception cref="ClusterStartException">One does not become ready.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _running.AddRange(Silos.Select(s => s.RunAsync(_stopSilos.Token)));
        await UntilReadyAsync(Silos.Select(static s => s.FirstReady), cancellationToken);
        _running.Add(Gateway.RunAsync(_stopGateway.Token));
        await UntilReadyAsync([Gateway.FirstReady], cancellationToken);
    }

    /// <summary>Completes if the supervision of a program ends before it was asked to stop, which is an error in this program.</summary>
    public async Task FailedAsync() => await await Task.WhenAny(_running);

    /// <summary>Asks all programs to stop and returns when none is running.</summary>
    public async Task StopAsync()
    {
        await _stopGateway.CancelAsync();
        foreach (var gateway in _running.Skip(Silos.Count))
            await gateway.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopSilos.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Kills all programs immediately.</summary>
    public void Kill()
    {
        Gateway.Kill();
        foreach (var silo in Silos)
            silo.Kill();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Gateway.Dispose();
        foreach (var silo in Silos)
            silo.Dispose();
        _probe.Dispose();
        _stopSilos.Dispose();
        _stopGateway.Dispose();
    }

    private async Task UntilReadyAsync(IEnumerable<Task> ready, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(ready);
        var waiting = new List<Task>(_running) { all };
        while (!all.IsCompleted)
        {
            var ended = await Task.WhenAny(waiting).WaitAsync(cancellationToken);
            await ended; // throws the reason if the program never became ready
            waiting.Remove(ended);
        }

        await all;
    }
}
