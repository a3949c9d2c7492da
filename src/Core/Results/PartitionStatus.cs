namespace StreamPulse.Core.Results;

/// <summary>How far one partition of the log is processed, at one commit.</summary>
/// <param name="Source">"live", or the name of the imported file; null where the log is kept elsewhere.</param>
/// <param name="FirstOffset">Where processing of the partition began.</param>
/// <param name="NextOffset">First offset that is not in any result yet; 0 before the first checkpoint.</param>
/// <param name="EndOffset">Offset the next appended record gets, null where the log is kept elsewhere.</param>
/// <param name="Absent">Offsets at which the log holds no record.</param>
/// <param name="Missing">Offsets whose records the log had lost before they were read.</param>
/// <param name="Watermark">
/// Event-time watermark of the partition; null before its first event, or before the pipeline's first commit.
/// </param>
/// <param name="CheckpointedAt">When the checkpoint was written; null where there is none.</param>
/// <param name="CheckpointAge">How old the checkpoint is by the store's clock; null where there is none.</param>
/// <param name="ImportRejected">Lines of the imported file that are no events; they are not in the log.</param>
public sealed record PartitionStatus(
    int Partition, string? Source, long FirstOffset, long NextOffset, long? EndOffset,
    long Counted, long Late, long DeadLettered, long Absent, long Missing, DateTimeOffset? Watermark, bool Sealed,
    DateTimeOffset? CheckpointedAt, TimeSpan? CheckpointAge, long ImportRejected);
