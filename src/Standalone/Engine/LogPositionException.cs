using StreamPulse.Log;

namespace StreamPulse.Standalone.Engine;

/// <summary>The log does not have the next record. An operator has to decide, as the message says; trying again does not help.</summary>
public sealed class LogPositionException : Exception
{
    private LogPositionException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Records were deleted before they were processed.</summary>
    /// <param name="checkpoint">Offset that comes next.</param>
    public static LogPositionException Trimmed(long checkpoint, OffsetOutOfRangeException range)
        => new(
            FormattableString.Invariant($"Partition {range.Partition}: the checkpoint is at offset {checkpoint}, ")
                + FormattableString.Invariant($"and the log begins at {range.EarliestOffset} now. ")
                + FormattableString.Invariant($"{range.EarliestOffset - checkpoint} records were deleted before they were processed: ")
                + "the log keeps records for less time than this engine was away or behind. Nothing was skipped. To go on without them set "
                + "Engine:OnTrimmed to SkipToEarliest: the gap is then recorded, counted as missing and shown. Give the topic a longer "
                + "retention.",
            range);

    /// <summary>The log is shorter than what was processed of it.</summary>
    /// <param name="checkpoint">Offset that comes next.</param>
    public static LogPositionException BeyondEnd(long checkpoint, OffsetOutOfRangeException range)
        => new(
            FormattableString.Invariant(
                $"Partition {range.Partition}: the checkpoint is at offset {checkpoint}, and the log ends at {range.EndOffset}. ")
                + "Records that were processed are not in the log any more: it was made again, restored from an older backup, or lost its "
                + "last records. Offsets mean something else now, so going on would count wrong. Restore the log, or use another, empty "
                + "database for the log as it is.",
            range);
}
