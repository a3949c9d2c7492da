namespace StreamPulse.Api.Pipeline;

/// <summary>How far the log is processed, and whether every record is accounted for.</summary>
/// <param name="Partitions">In order of their number.</param>
/// <param name="Log">The log that is processed; null where the pipeline runs in another program.</param>
/// <param name="State">A word: starting, running, log_away, store_away, cluster_away, stopped, failed; null where the pipeline runs in another program.</param>
/// <param name="AsOf">When the answer was computed.</param>
/// <param name="Watermark">Merged event-time watermark at the last commit; null before the first.</param>
/// <param name="Complete">Everything that was appended is processed: no lag in any partition.</param>
public sealed record PipelineResponse(
    IReadOnlyList<PartitionItem> Partitions, PipelineTotals Totals, PipelineAccounting Accounting, PipelineLog? Log, string? State,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete);

/// <summary>The log that is processed.</summary>
/// <param name="Kind">"embedded" or "kafka"; null while it could not be asked.</param>
/// <param name="Name">Name of the topic; empty for the embedded log, null while it could not be asked.</param>
/// <param name="Reachable">Whether it could be read when it was last tried.</param>
/// <param name="Reason">Why not; null when it could.</param>
public sealed record PipelineLog(string? Kind, string? Name, bool Reachable, string? Reason);

/// <summary>One partition of the log.</summary>
/// <param name="Source">"live", or the name of the imported file; null where the log is not kept in the database.</param>
/// <param name="FirstOffset">Where processing of the partition began.</param>
/// <param name="NextOffset">First offset that is not in the results yet.</param>
/// <param name="EndOffset">Offset the next appended record gets; null where it is not known here.</param>
/// <param name="LagRecords">
/// Appended and not committed yet; null where the end is not known. In Kafka the marker of a transaction takes an offset too, and one at the very
/// end stays in the lag until the next record comes.
/// </param>
/// <param name="LagSeconds">Since the log took the last record that was read; 0 when all is read, null where it is not known.</param>
/// <param name="Phase">A word: active, idle or finished; null where the pipeline runs in another program.</param>
/// <param name="DeadLettered">Records that could not be used, each with its reason in dead_letters.</param>
/// <param name="Absent">Offsets at which the log holds no record: a transaction's marker, or taken away by compaction.</param>
/// <param name="Missing">Offsets whose records the log had lost before they were read; which ones is in log_gaps.</param>
/// <param name="Watermark">Event-time watermark of the partition; null before its first event.</param>
/// <param name="Sealed">Nothing will be appended any more.</param>
/// <param name="CheckpointAgeSeconds">Since the partition's last checkpoint; null before the first.</param>
public sealed record PartitionItem(
    int Partition, string? Source, long FirstOffset, long NextOffset, long? EndOffset, long? LagRecords, double? LagSeconds, string? Phase,
    long Counted, long Late, long DeadLettered, long Absent, long Missing, DateTimeOffset? Watermark, bool Sealed,
    DateTimeOffset? CheckpointedAt, double? CheckpointAgeSeconds);

/// <summary>Sums over the partitions.</summary>
/// <param name="Appended">Offsets given out since processing began; null where an end is not known.</param>
/// <param name="LagRecords">Null where an end is not known.</param>
/// <param name="LagSeconds">The greatest of the partitions; null where none is known.</param>
/// <param name="OldestCheckpointAgeSeconds">Of the partitions with lag; null where there is none.</param>
public sealed record PipelineTotals(
    int Partitions, long? Appended, long Counted, long Late, long DeadLettered, long Absent, long Missing, long? LagRecords, double? LagSeconds,
    double? OldestCheckpointAgeSeconds);

/// <summary>appended = counted + late + dead-lettered + absent + missing + lag, for the whole log and for each partition.</summary>
/// <param name="Equation">With the numbers put in.</param>
/// <param name="Balanced">Whether it holds in every partition; null where an end is not known.</param>
/// <param name="UnbalancedPartitions">Those in which it does not hold.</param>
public sealed record PipelineAccounting(string Equation, bool? Balanced, IReadOnlyList<int> UnbalancedPartitions);
