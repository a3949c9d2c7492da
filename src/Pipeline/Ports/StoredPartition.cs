using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;

namespace StreamPulse.Pipeline.Ports;

/// <summary>A partition's checkpoint without its partials.</summary>
public sealed record StoredCheckpoint(long NextOffset, long MaxEventTimeMs, PartitionTotals Totals)
{
    /// <summary>Latest bounded time; lateness is judged by it.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;
}

/// <summary>What the store holds of one window of one partition.</summary>
/// <param name="Version">
/// Of the latest commit that changed it, counted from 1 for each window and partition; 0 where there is nothing.
/// </param>
/// <param name="Partials">One a key.</param>
public sealed record StoredWindow(long WindowStartMs, int Version, IReadOnlyList<DownloadAccumulator> Partials);

/// <summary>What the store has of one partition at one moment, to start from.</summary>
/// <param name="Windows">
/// The windows that can still change, because the partition has not passed them by the allowed lateness, and those that are still open:
/// live answers need them.
/// </param>
/// <param name="Versions">Versions of all its windows that are not retired, by window start.</param>
/// <param name="Closed">Windows that are closed and not retired.</param>
/// <param name="Retired">Windows that accept no events any more.</param>
public sealed record StoredPartition(
    StoredCheckpoint Checkpoint,
    IReadOnlyList<StoredWindow> Windows,
    IReadOnlyDictionary<long, int> Versions,
    IReadOnlySet<long> Closed,
    IReadOnlySet<long> Retired);
