namespace StreamPulse.Api.Pipeline;

/// <summary>How far the log is processed, and whether every record is accounted for.</summary>
/// <param name="Partitions">In order of their number.</param>
/// <param name="Log">The log that is processed; null if this program has no access to the pipeline.</param>
/// <param name="State">
/// starting, running, log_away, store_away, schema_away, blocked or cluster_away; null if this program has no access to the pipeline.
/// </param>
/// <param name="AsOf">When the response was computed.</param>
/// <param name="Watermark">Merged event-time watermark at the last commit; null before the first.</param>
/// <param name="Complete">Everything appended is processed: no lag in any partition.</param>
/// <param name="Warnings">
/// What is wrong with clocks, in sentences: a watermark ahead of the clock, retention that deletes nothing; empty when all is well.
/// </param>
public sealed record PipelineResponse(
    IReadOnlyList<PartitionItem> Partitions, PipelineTotals Totals, PipelineAccounting Accounting, PipelineLog? Log, string? State,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete, IReadOnlyList<string> Warnings);

/// <summary>The log that is processed.</summary>
/// <param name="Kind">"embedded" or "kafka"; null until the log was reached once.</param>
/// <param name="Name">Name of the topic; empty for the embedded log, null until the log was reached once.</param>
/// <param name="Reachable">Whether the last attempt to read it succeeded.</param>
/// <param name="Reason">Why the last attempt failed; null if it succeeded.</param>
public sealed record PipelineLog(string? Kind, string? Name, bool Reachable, string? Reason);

/// <summary>One partition of the log.</summary>
/// <param name="Source">"live", or the name of the imported file; null if the log is not stored in the database.</param>
/// <param name="FirstOffset">Offset where processing of the partition started.</param>
/// <param name="NextOffset">First offset that is not in the results yet.</param>
/// <param name="EndOffset">Offset of the next record to be appended; null if not known here.</param>
/// <param name="LagRecords">
/// Records appended but not committed; null if the end is not known. In Kafka a transaction marker also has an offset; a marker at the end
/// counts as lag until the next record arrives.
/// </param>
/// <param name="LagSeconds">Time since the log took the last record that was read; 0 if everything is read, null if not known.</param>
/// <param name="Phase">active, idle or finished; null if the pipeline runs in another program.</param>
/// <param name="DeadLettered">Records that could not be used, each with its reason in dead_letters.</param>
/// <param name="Absent">Offsets without a record: transaction markers, or records removed by compaction.</param>
/// <param name="Missing">Offsets whose records the log lost before they were read; listed in log_gaps.</param>
/// <param name="Watermark">Event-time watermark of the partition; null before its first event.</param>
/// <param name="Sealed">Nothing more can be appended.</param>
/// <param name="CheckpointAgeSeconds">Time since the partition's last checkpoint; null before the first.</param>
/// <param name="ImportRejected">
/// Lines of an imported file that are no events: dead letters of stage import. They are not in the log, so not in the accounting.
/// </param>
public sealed record PartitionItem(
    int Partition, string? Source, long FirstOffset, long NextOffset, long? EndOffset, long? LagRecords, double? LagSeconds, string? Phase,
    long Counted, long Late, long DeadLettered, long Absent, long Missing, DateTimeOffset? Watermark, bool Sealed,
    DateTimeOffset? CheckpointedAt, double? CheckpointAgeSeconds, long ImportRejected);

/// <summary>Sums over the partitions.</summary>
/// <param name="Appended">Offsets assigned since processing started; null if an end is not known.</param>
/// <param name="LagRecords">Null if an end is not known.</param>
/// <param name="LagSeconds">The maximum over the partitions; null if none is known.</param>
/// <param name="OldestCheckpointAgeSeconds">The maximum over the partitions with lag; null if no partition has lag.</param>
public sealed record PipelineTotals(
    int Partitions, long? Appended, long Counted, long Late, long DeadLettered, long Absent, long Missing, long? LagRecords,
    double? LagSeconds,
    double? OldestCheckpointAgeSeconds, long ImportRejected);

/// <summary>appended = counted + late + dead-lettered + absent + missing + lag, for the whole log and for each partition.</summary>
/// <param name="Equation">The equation with its numbers.</param>
/// <param name="Balanced">Whether it holds in every partition; null if an end is not known.</param>
/// <param name="UnbalancedPartitions">The partitions in which it does not hold.</param>
public sealed record PipelineAccounting(string Equation, bool? Balanced, IReadOnlyList<int> UnbalancedPartitions);
