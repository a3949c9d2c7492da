using StreamPulse.Pipeline.Ports;
using StreamPulse.Simulation.Running;

namespace StreamPulse.Simulation.Cluster;

/// <summary>Calls of a gateway over the simulated network.</summary>
internal sealed class SimulatedLivePeer(SimulatedCluster cluster) : ILivePeer
{
    /// <inheritdoc/>
    public Task<OpenWindowList> GetOpenWindowsAsync(CancellationToken cancellationToken)
        => cluster.ClosingForClient() is { } silo
            ? cluster.CallAsync(silo, () => Task.FromResult(silo.Closing.OpenWindows()))
            : throw new TimeoutException("No silo closes windows.");

    /// <inheritdoc/>
    public Task<LiveChanges> GetChangesAsync(int partition, LiveRequest request, CancellationToken cancellationToken)
        => cluster.PartitionForClient(partition) is { } activation
            ? cluster.CallAsync(activation.Silo, async () =>
            {
                var asked = await activation.Operator;
                if (cluster.Mutant == Mutant.LiveOfAnotherActivation)
                    request = request with { Activation = asked.Activation };
                var changes = asked.GetChanges(request);
                return cluster.Mutant == Mutant.LiveWithEvicted ? changes with { Evicted = [] } : changes;
            })
            : throw new TimeoutException($"Partition {partition} is nowhere.");
}
