using StreamPulse.Log;
using StreamPulse.Simulation.Network;
using StreamPulse.Simulation.Running;
using StreamPulse.Simulation.Scheduling;

namespace StreamPulse.Simulation.Log;

/// <summary>The simulated log as one process sees it.</summary>
internal sealed class LogConnection(World world, SimulatedProcess process, SimulatedLog log, Mutant mutant) : IEventLog
{
    /// <summary>The log's identity; it never changes.</summary>
    public static readonly LogIdentity Identity = new("simulated", "downloads", "1");

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => RemoteCall.SendAsync<IReadOnlyList<LogPartition>>(
            world, log.Network.PlanCall(),
            () => [.. log.Partitions.Select(static p => new LogPartition(p.Number, 0, p.VisibleEnd, p.IsSealed && p.IsAllVisible))],
            Unavailable, cancellationToken);

    /// <inheritdoc/>
    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
        => RemoteCall.SendAsync(world, log.Network.PlanCall(), static () => Identity, Unavailable, cancellationToken);

    /// <inheritdoc/>
    public ILogReader OpenReader(int partition, long fromOffset)
        => new SimulatedReader(world, process, log, log.At(partition), fromOffset, mutant);

    /// <inheritdoc/>
    public void Checkpointed(int partition, long nextOffset)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static LogUnavailableException Unavailable() => new("The simulated log does not answer.");
}
