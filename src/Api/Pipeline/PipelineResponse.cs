namespace StreamPulse.Api.Pipeline;

/// <summary>How far the log is processed, and whether every record is accounted for.</summary>
/// <param name="Partitions">In order of their number.</param>
/// <param name="AsOf">When the answer was computed.</param>
/// <param name="Watermark">Merged event-time watermark at the last commit; null before the first.</param>
/// <param name="Complete">Everything that was appended is processed: no lag in any partition.</param>
public sealed record PipelineResponse(
    IReadOnlyList<PartitionItem> Partitions, PipelineTotals Totals, PipelineAccounting Accounting,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete);

/// <summary>One partition of the log.</summary>
/// <param name="Source">"live", or the name of the imported file; null where the log is not kept in the database.</param>
/// <param name="NextOffset">First offset that is not in the results yet.</param>
/// <param name="EndOffset">Offset the next appended record gets; null where the log is not kept in the database.</param>
/// <param name="LagRecords">Appended and not processed yet; null where the end is not known.</param>
/// <param name="DeadLettered">Records that could not be used, each with its reason in dead_letters.</param>
/// <param name="Watermark">Event-time watermark of the partition; null before its first event.</param>
/// <param name="Sealed">Nothing will be appended any more.</param>
/// <param name="CheckpointAgeSeconds">Since the partition's last checkpoint; null before the first.</param>
public sealed record PartitionItem(
    int Partition, string? Source, long NextOffset, long? EndOffset, long? LagRecords,
    long Counted, long Late, long DeadLettered, DateTimeOffset? Watermark, bool Sealed,
    DateTimeOffset? CheckpointedAt, double? CheckpointAgeSeconds);

/// <summary>Sums over the partitions.</summary>
/// <param name="Appended">Records ever appended; null where an end is not known.</param>
/// <param name="LagRecords">Null where an end is not known.</param>
/// <param name="OldestCheckpointAgeSeconds">Of the partitions with lag; null where there is none.</param>
public sealed record PipelineTotals(
    int Partitions, long? Appended, long Counted, long Late, long DeadLettered, long? LagRecords, double? OldestCheckpointAgeSeconds);

/// <summary>appended = counted + late + dead-lettered + lag, for the whole log and for each partition.</summary>
/// <param name="Equation">With the numbers put in.</param>
/// <param name="Balanced">Whether it holds in every partition; null where an end is not known.</param>
/// <param name="UnbalancedPartitions">Those in which it does not hold.</param>
public sealed record PipelineAccounting(string Equation, bool? Balanced, IReadOnlyList<int> UnbalancedPartitions);
