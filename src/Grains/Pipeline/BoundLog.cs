using StreamPulse.Log;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Grains.Pipeline;

/// <summary>
/// The log as partitions read it: if an offset is not in it, it first checks that it is still the same log. Only then its offsets tell
/// what was lost.
/// </summary>
internal sealed class BoundLog(IEventLog log, DatabaseBinding binding) : IEventLog
{
    /// <inheritdoc/>
    public Task<LogIdentity> GetIdentityAsync(CancellationToken cancellationToken) => log.GetIdentityAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogPartition>> GetPartitionsAsync(CancellationToken cancellationToken)
        => log.GetPartitionsAsync(cancellationToken);

    /// <inheritdoc/>
    public ILogReader OpenReader(int partition, long fromOffset) => new Reader(log.OpenReader(partition, fromOffset), binding);

    /// <inheritdoc/>
    public void Checkpointed(int partition, long nextOffset) => log.Checkpointed(partition, nextOffset);

    /// <summary>Does nothing: the silo disposes the log.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class Reader(ILogReader reader, DatabaseBinding binding) : ILogReader
    {
        /// <exception cref="LogMismatchException">The offset is not in the log because it is another one.</exception>
        public async ValueTask<RecordBatch?> ReadAsync(TimeSpan maxWait, CancellationToken cancellationToken)
        {
            try
            {
                return await reader.ReadAsync(maxWait, cancellationToken);
            }
            catch (OffsetOutOfRangeException)
            {
                await binding.CheckAsync(cancellationToken);
                throw;
            }
        }

        public ValueTask DisposeAsync() => reader.DisposeAsync();
    }
}
