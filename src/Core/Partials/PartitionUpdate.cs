using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Partials;

/// <summary>
/// The partials of a partition's prefix up to <paramref name="NextOffset"/> that have changed since the previous update: whole partials,
/// not deltas. A receiver that gets an update twice, late or out of order, and keeps of each partial the one with the highest offset, ends
/// up with the same state.
/// </summary>
/// <param name="Partition">Number of the partition.</param>
/// <param name="NextOffset">Offset after the last record that is in.</param>
/// <param name="MaxEventTimeMs">Latest event time up to there, or <see cref="Windows.Watermark.None"/>.</param>
/// <param name="Totals">Counts over the whole prefix.</param>
/// <param name="Changed">Windows with changed partials, frozen.</param>
/// <param name="LateEvents">Events that came too late since the update before.</param>
/// <param name="DeadLetters">Records that could not be used since the update before.</param>
public sealed record PartitionUpdate(
    int Partition,
    long NextOffset,
    long MaxEventTimeMs,
    PartitionTotals Totals,
    IReadOnlyList<WindowPartials> Changed,
    IReadOnlyList<LateEvent> LateEvents,
    IReadOnlyList<DeadLetter> DeadLetters)
{
    /// <summary>Stretches of records that were lost before they were read, since the update before.</summary>
    public IReadOnlyList<LogGap> Gaps { get; init; } = [];
}

/// <summary>Changed partials of one window.</summary>
public sealed record WindowPartials(long WindowStartMs, IReadOnlyList<DownloadAccumulator> Partials);

/// <summary>What became of the offsets of a prefix; their sum is its end less the offset at which processing began.</summary>
/// <param name="Absent">Offsets at which the log holds no record.</param>
/// <param name="Missing">Offsets whose records the log had lost before they were read.</param>
public readonly record struct PartitionTotals(long Counted, long Late, long DeadLettered, long Absent = 0, long Missing = 0)
{
    /// <summary>Offsets of the prefix.</summary>
    public long Sum => Counted + Late + DeadLettered + Absent + Missing;
}

/// <summary>Why a valid event was not counted in its window.</summary>
public enum LateReason
{
    /// <summary>The partition's own watermark had passed the window's end by the allowed lateness.</summary>
    BeyondAllowedLateness,

    /// <summary>
    /// The window's partials are no longer kept (an idle partition came back, or an import began, after the stated bound).
    /// </summary>
    WindowRetired,
}

/// <summary>A valid event that is not in its window's row.</summary>
public sealed record LateEvent(long Offset, LateReason Reason, long EventTimeMs, long WindowStartMs, string ContentId, string Region);

/// <summary>A record that could not be used, with its bytes untouched.</summary>
/// <param name="Key">Empty where the record has none.</param>
/// <param name="Payload">The record's value.</param>
/// <param name="IngestionTimeMs">When the log took it, or when it was first read where the log does not say.</param>
public sealed record DeadLetter(long Offset, RejectionReason Reason, byte[] Key, byte[] Payload, long IngestionTimeMs);

/// <summary>
/// Records that the log lost before they were read: those from <paramref name="FromOffset"/> on, up to <paramref name="ToOffset"/>, which
/// is there.
/// </summary>
/// <param name="MaxEventTimeMs">Latest event time before the gap, or <see cref="Windows.Watermark.None"/>.</param>
/// <param name="Totals">Counts up to <paramref name="ToOffset"/>.</param>
public sealed record LogGap(long FromOffset, long ToOffset, long MaxEventTimeMs, PartitionTotals Totals)
{
    /// <summary>Latest bounded time before the gap.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;
}

/// <summary>The state of a partition's aggregation, to start from: a checkpoint.</summary>
/// <param name="Windows">All windows that the partition's watermark has not passed by the allowed lateness.</param>
public sealed record PartitionState(
    int Partition, long NextOffset, long MaxEventTimeMs, PartitionTotals Totals, IReadOnlyList<WindowPartials> Windows)
{
    /// <summary>Latest bounded time, <see cref="PartitionAggregator.MaxBoundedTimeMs"/>; null where it is the latest event time.</summary>
    public long? MaxBoundedTimeMs { get; init; }
}
