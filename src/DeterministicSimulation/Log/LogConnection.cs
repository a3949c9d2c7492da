using StreamPulse.DeterministicSimulation.Running;
using StreamPulse.DeterministicSimulation.Scheduling;
using StreamPulse.Log;

namespace StreamPulse.DeterministicSimulation.Log;

/// <summary>The simulated log as one process sees it.</summary>
internal sealed class LogConnection(World world, SimulatedProcess process, SimulatedLog log, Mutant mutant) : IEventLog
{
    /// <summary>The log's identity; it never changes.</summary>
    public static readonly LogIdentity Identity = new("simulated", "downloads", "1");

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => Call.MakeAsync<IReadOnlyList<LogPartition>>(
            world, log.Weather.Next(),
            () => [.. log.Partitions.Select(static p => new LogPartition(p.Number, 0, p.VisibleEnd, p.IsSealed && p.IsAllVisible))],
            Away, cancellationToken);

    /// <inheritdoc/>
    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken)
        => Call.MakeAsync(world, log.Weather.Next(), static () => Identity, Away, cancellationToken);

    /// <inheritdoc/>
    public ILogReader OpenReader(int partition, long fromOffset)
        => new SimulatedReader(world, process, log, log.At(partition), fromOffset, mutant);

    /// <inheritdoc/>
    public void Checkpointed(int partition, long nextOffset)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal static LogUnavailableException Away() => new("The simulated log does not answer.");
}
