using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Recount;

/// <summary>Where the recount of one partition begins and ends.</summary>
/// <param name="Offset">First offset that is read.</param>
/// <param name="MaxEventTimeMs">
/// Latest event time before it, or <see cref="Core.Windows.Watermark.None"/>.
/// </param>
/// <param name="Totals">Totals of the offsets before it; null where they are not known.</param>
/// <param name="EndOffset">The offset of the checkpoint: rows include the records before it.</param>
public sealed record PrefixStart(int Partition, long Offset, long MaxEventTimeMs, PartitionTotals? Totals, long EndOffset)
{
    /// <summary>Latest bounded time before it: lateness is decided from there on.</summary>
    public long MaxBoundedTimeMs { get; init; } = MaxEventTimeMs;

    /// <summary>Records before this offset were judged by their event time alone, by an earlier version.</summary>
    public long BoundedFromOffset { get; init; }

    /// <summary>Where the clock of the log was set back from <see cref="Offset"/> on, ascending.</summary>
    public IReadOnlyList<ClockSetBack> SetBacks { get; init; } = [];
}
