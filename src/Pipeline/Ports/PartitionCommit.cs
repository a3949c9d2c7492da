using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Partials;

namespace StreamPulse.Pipeline.Ports;

/// <summary>
/// A partition's step from one checkpoint to the next, with everything that the records in between have changed: stored whole or not at
/// all.
/// </summary>
/// <param name="PreviousOffset">The offset that the checkpoint must have; otherwise another activation has taken over.</param>
/// <param name="Segments">Partials that changed, frozen, by window.</param>
/// <param name="EndsWindow">
/// Whether the partition's watermark has passed a window's end since the commit before: a recount may start here.
/// </param>
public sealed record PartitionCommit(
    int Partition,
    long PreviousOffset,
    long NextOffset,
    long MaxEventTimeMs,
    PartitionTotals Totals,
    IReadOnlyList<WindowSegment> Segments,
    IReadOnlyList<LateEvent> LateEvents,
    IReadOnlyList<DeadLetter> DeadLetters,
    IReadOnlyList<LogGap> Gaps,
    bool EndsWindow)
{
    /// <summary>
    /// Distinguishes this commit from any other, also from one that leads to the same offset. The same for every attempt.
    /// </summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Latest bounded time; lateness is judged by it, and windows close by it.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;

    /// <summary>That the clock of the log was set back before the first of the records; null where it was not.</summary>
    public ClockSetBack? SetBack { get; init; }
}

/// <summary>
/// From an offset on, lateness is judged from an earlier time: the clock that gave ingestion times had been ahead and was put right. Kept
/// with its offset, so that replay and verify decide the same again.
/// </summary>
/// <param name="TimeMs">Latest bounded time there.</param>
public sealed record ClockSetBack(long Offset, long TimeMs);

/// <summary>Partials of one window that changed.</summary>
/// <param name="Version">One more than that of the latest segment of the window and partition.</param>
/// <param name="ReplacesEarlier">
/// Whether it holds every partial of the window and partition, so that earlier segments can be deleted.
/// </param>
public sealed record WindowSegment(
    long WindowStartMs, int Version, bool ReplacesEarlier, IReadOnlyCollection<DownloadAccumulator> Partials);
