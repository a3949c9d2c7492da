namespace StreamPulse.Log;

/// <summary>The log cannot be reached now. External; a retry can help.</summary>
public sealed class LogUnavailableException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>
    /// Of an append: records that are not known to be in the log. The others are. Null where nothing is known of any of them.
    /// </summary>
    public int? NotAcknowledged { get; init; }
}

/// <summary>The disk of the log is full. External; somebody has to make room first.</summary>
public sealed class LogFullException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// The wanted offset is not in the log: trimmed by retention, or a checkpoint of another log. Trying again does not help.
/// </summary>
public sealed class OffsetOutOfRangeException(int partition, long wantedOffset, long earliestOffset, long endOffset)
    : Exception($"Partition {partition} holds offsets {earliestOffset} to {endOffset} (end excluded); {wantedOffset} was asked for.")
{
    public int Partition { get; } = partition;

    public long WantedOffset { get; } = wantedOffset;

    public long EarliestOffset { get; } = earliestOffset;

    public long EndOffset { get; } = endOffset;
}

/// <summary>
/// A record is larger than the log takes. The caller's fault; nothing of its batch was appended, and a retry does not help.
/// </summary>
public sealed class RecordTooLargeException(int index, int sizeBytes, int maximumBytes)
    : Exception($"Record {index} of the batch has {sizeBytes} bytes; the log takes at most {maximumBytes}.")
{
    /// <summary>Position of the record in its batch.</summary>
    public int Index { get; } = index;
}

/// <summary>The partition is complete: nothing can be appended to it any more. The caller's fault; a retry does not help.</summary>
public sealed class PartitionSealedException(int partition)
    : Exception($"Partition {partition} is sealed; nothing can be appended to it.")
{
    public int Partition { get; } = partition;
}
