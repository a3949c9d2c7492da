using System.Collections.Concurrent;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Standalone.Engine;

/// <summary>
/// Retires windows that every partition has passed by the allowed lateness once they are kept for long enough, and at the bound all others.
/// First no partition opens them any more, then each gives up what it has, then the merge loop takes them out of the store.
/// </summary>
internal sealed class WindowRetirement(
    IPipelineStore store, EngineOptions options, PipelineSettings settings, StoredPipeline stored, TimeProvider time)
{
    private readonly RetiredWindows _retired = new(stored.RetiredWindowStarts);

    /// <summary>
    /// Checkpoints of partitions that have not joined yet, because the log could not be reached: what they have passed is known from these
    /// alone.
    /// </summary>
    private readonly ConcurrentDictionary<int, StoredCheckpoint> _notJoined = new(stored.Checkpoints);

    /// <summary>Whether the window takes no events any more.</summary>
    public bool Contains(long windowStartMs) => _retired.Contains(windowStartMs);

    /// <summary>Told that a partition answers for itself from now on.</summary>
    public void Joined(int partition) => _notJoined.TryRemove(partition, out _);

    /// <summary>Retires what is due; the windows that the merge loop has to take out of the store.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be asked; nothing was retired.</exception>
    public async Task<IReadOnlyList<long>> RetireAsync(ICollection<PartitionWorker> workers, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = await store.ListClosedBeforeAsync(now - options.PartialRetention, cancellationToken);
        var bound = (await store.ListClosedBeforeAsync(now - options.PartialRetentionBound, cancellationToken)).ToHashSet();
        var starts = old.Where(w => bound.Contains(w) || HasPassed(workers, w)).ToList();
        if (starts.Count == 0)
            return starts;
        _retired.Add(starts);
        foreach (var worker in workers)
            await worker.RetireAsync(starts);
        return starts;
    }

    /// <summary>Whether the window can still change in a partition that stands at this checkpoint.</summary>
    public bool CanChange(StoredCheckpoint? checkpoint, long windowStartMs)
        => checkpoint is null || windowStartMs >= Watermark.PassedBefore(checkpoint.MaxEventTimeMs, settings);

    private bool HasPassed(ICollection<PartitionWorker> workers, long windowStartMs)
        => workers.All(worker => worker.HasPassed(windowStartMs))
            && _notJoined.Values.All(checkpoint => !CanChange(checkpoint, windowStartMs));
}
