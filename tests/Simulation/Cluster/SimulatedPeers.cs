using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Partitions;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Cluster;

/// <summary>Calls to partitions over the simulated network.</summary>
internal sealed class SimulatedPartitionPeer(SimulatedCluster cluster, SimulatedSilo from) : IPartitionPeer
{
    /// <inheritdoc/>
    public async Task<PartitionReport> ReportAsync(int partition, PartitionNews news, CancellationToken cancellationToken)
    {
        var target = TargetOf(partition);
        var report = await cluster.CallAsync(target.Silo, () => target.ReportAsync(news));
        return cluster.Mutant == Mutant.WatermarkIgnoresPartition ? report with { OpenWindows = [] } : report;
    }

    /// <inheritdoc/>
    public Task<CommittedPartials[]> GetCommittedAsync(int partition, CommittedRequest request, CancellationToken cancellationToken)
        => CallAsync(
            partition, p => Task.FromResult(cluster.Mutant == Mutant.RowsOfUncommitted ? Latest(p, request) : p.GetCommitted(request)));

    /// <inheritdoc/>
    public Task CommitAsync(int partition, CancellationToken cancellationToken)
        => CallAsync(partition, async p =>
        {
            await p.CommitAsync(CancellationToken.None);
            return true;
        });

    private static CommittedPartials[] Latest(PartitionOperator p, CommittedRequest request)
        => Array.ConvertAll(
            request.WindowStartsMs,
            start => p.Windows.At(start) is { } window
                ? new CommittedPartials(window.CommittedVersion, [.. window.ChangedSince(0).Where(a => a.Kind == request.Kind)])
                : new CommittedPartials(null, []));

    private Task<T> CallAsync<T>(int partition, Func<PartitionOperator, Task<T>> method)
    {
        var target = TargetOf(partition);
        return cluster.CallAsync(target.Silo, async () => await method(await target.Operator));
    }

    private PartitionActivation TargetOf(int partition)
        => cluster.TargetOf(from, partition) ?? throw new TimeoutException($"Partition {partition} is nowhere.");
}

/// <summary>Calls to the operators of rows over the simulated network.</summary>
internal sealed class SimulatedRowPeer(SimulatedCluster cluster, SimulatedSilo from) : IRowPeer
{
    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<long> windowStartsMs, CancellationToken cancellationToken)
    {
        var silo = cluster.AnyFor(from);
        return cluster.CallAsync(silo, () => silo.Rows[(int)kind].WriteAsync(windowStartsMs, CancellationToken.None));
    }

    /// <inheritdoc/>
    public void Prepare(AccumulatorKind kind, long windowStartMs)
    {
        var silo = cluster.AnyFor(from);
        _ = PrepareAsync();

        async Task PrepareAsync()
        {
            try
            {
                await cluster.CallAsync(silo, async () =>
                {
                    await silo.Rows[(int)kind].PrepareAsync(windowStartMs, CancellationToken.None);
                    return true;
                });
            }
            catch (Exception e) when (e is TimeoutException or StoreUnavailableException)
            {
                // Lost; nobody waits for it.
            }
        }
    }
}

/// <summary>Calls to the operators of alerts over the simulated network.</summary>
internal sealed class SimulatedAlertPeer(SimulatedCluster cluster, SimulatedSilo from) : IAlertPeer
{
    /// <inheritdoc/>
    public Task<Judgement> JudgeAsync(IReadOnlyList<WindowRange> windows, CancellationToken cancellationToken)
    {
        var silo = cluster.AnyFor(from);
        return cluster.CallAsync(silo, () => silo.Alerts.JudgeAsync(windows, CancellationToken.None));
    }
}
