using StreamPulse.Core.Partials;

namespace StreamPulse.Storage.Recount;

/// <summary>Where the recount of one partition begins and ends.</summary>
/// <param name="Offset">First offset that is read.</param>
/// <param name="MaxEventTimeMs">
/// Latest event time before it, or <see cref="Core.Windows.Watermark.None"/>: lateness is decided from there on.
/// </param>
/// <param name="Totals">Totals of the offsets before it; null where they are not known.</param>
/// <param name="EndOffset">The offset of the checkpoint: rows include the records before it.</param>
public sealed record PrefixStart(int Partition, long Offset, long MaxEventTimeMs, PartitionTotals? Totals, long EndOffset);
