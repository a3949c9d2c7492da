using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;

namespace StreamPulse.Pipeline.Ports;

/// <summary>The store as one partition sees it.</summary>
public interface IPartitionStore
{
    /// <summary>
    /// What the store has of the partition; the first time, its checkpoint is created at <paramref name="earliestOffset"/>.
    /// </summary>
    /// <param name="setBackToMs">
    /// Where lateness will be judged from an earlier time than the checkpoint's: that time, so that the windows that can change then are
    /// loaded.
    /// </param>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task<StoredPartition> LoadAsync(
        int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, long? setBackToMs,
        CancellationToken cancellationToken);

    /// <summary>Stores the commit, or nothing of it. The checkpoint moves only if it is at the offset that the commit names.</summary>
    /// <param name="mayBeCommitted">
    /// True when an earlier attempt ended without an answer: if it was this commit that moved the checkpoint, the call succeeds.
    /// </param>
    /// <exception cref="StoreUnavailableException">
    /// Whether it was stored is not known; call again with <paramref name="mayBeCommitted"/>.
    /// </exception>
    /// <exception cref="FencedException">
    /// Another activation has moved the checkpoint, or one of its windows was retired meanwhile.
    /// </exception>
    Task CommitAsync(PartitionCommit commit, bool mayBeCommitted, CancellationToken cancellationToken);
}
