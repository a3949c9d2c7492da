namespace StreamPulse.Operations;

/// <summary>How far a partition's results are behind its log.</summary>
/// <param name="CheckpointOffset">Everything before it is in the results; null where nothing of the partition is.</param>
/// <param name="EndOffset">The offset that the next record will get.</param>
/// <param name="Events">Records that are in no result yet. In a topic, offsets without a record count too.</param>
/// <param name="Seconds">How long ago the log took the first of them; 0 without lag, null where it could not be read in time.</param>
public sealed record PartitionLag(int Partition, long? CheckpointOffset, long EarliestOffset, long EndOffset, long Events, double? Seconds);
