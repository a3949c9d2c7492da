using Microsoft.Extensions.Logging;

namespace StreamPulse.Grains.Hosting;

/// <summary>The grains' log messages; event ids 2100 to 2199.</summary>
internal static partial class GrainLog
{
    [LoggerMessage(2100, LogLevel.Information, "Partition {Partition} begins at offset {Offset}, with {Windows} windows.")]
    public static partial void PartitionBegins(ILogger logger, int partition, long offset, int windows);

    [LoggerMessage(2101, LogLevel.Warning, "PostgreSQL does not answer; trying again in {BackOff}. Reading goes on as far as the bounds allow, nothing is lost. {Reason}")]
    public static partial void StoreAway(ILogger logger, TimeSpan backOff, string reason);

    [LoggerMessage(2102, LogLevel.Warning, "Partition {Partition} was taken over by another activation and begins again from its checkpoint. Nothing is lost or counted twice.")]
    public static partial void Fenced(ILogger logger, int partition);

    [LoggerMessage(2103, LogLevel.Information, "Partition {Partition} moves to silo {Silo}, where it is at home now.")]
    public static partial void Moves(ILogger logger, int partition, string silo);

    [LoggerMessage(2104, LogLevel.Warning, "Partition {Partition} could not write its checkpoint; it is tried again. {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, int partition, string reason);

    [LoggerMessage(2105, LogLevel.Information, "Partition {Partition} reads offsets {From} to {To} from the log itself: they were not delivered.")]
    public static partial void CatchesUp(ILogger logger, int partition, long from, long to);

    [LoggerMessage(2106, LogLevel.Warning, "Partition {Partition} cannot be asked how far it is, so no window closes; it is asked again at once. {Reason}")]
    public static partial void PartitionSilent(ILogger logger, int partition, string reason);

    [LoggerMessage(2107, LogLevel.Information, "The pipeline runs: {ClosedWindows} closed windows that can still be revised, watermark {Watermark}.")]
    public static partial void PipelineRuns(ILogger logger, int closedWindows, string watermark);

    [LoggerMessage(2108, LogLevel.Warning, "A round of the pipeline failed and is tried again; rows are late until it succeeds. {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);

    [LoggerMessage(2109, LogLevel.Warning, "Rows could not be written; trying again in {BackOff}. {Reason}")]
    public static partial void RowsWait(ILogger logger, TimeSpan backOff, string reason);

    [LoggerMessage(2110, LogLevel.Warning, "Windows could not be retired; it is tried again in a minute. {Reason}")]
    public static partial void RetireFailed(ILogger logger, string reason);

    [LoggerMessage(2111, LogLevel.Warning, "The pipeline does not answer; it is called again. {Reason}")]
    public static partial void PipelineSilent(ILogger logger, string reason);

    [LoggerMessage(2112, LogLevel.Information, "The reminder closed {Windows} windows that no timer had closed.")]
    public static partial void ReminderClosed(ILogger logger, int windows);

    [LoggerMessage(2113, LogLevel.Warning, "The log cannot be read by partition {Partition} itself; it is tried again. {Reason}")]
    public static partial void LogAway(ILogger logger, int partition, string reason);

    [LoggerMessage(2114, LogLevel.Information, "The silo stops without last checkpoints; what was read since the ones before is read again elsewhere, nothing is lost. {Reason}")]
    public static partial void NotDrained(ILogger logger, string reason);

    [LoggerMessage(2115, LogLevel.Error, "Partition {Partition} is to be read from offset {Offset}, and the log holds {Earliest} to {End} (end excluded). It stands still, and no window closes. If records were deleted before they were processed, set Grains:SkipLostRecords to go on without them: the gap is then recorded, counted as missing and shown. If the log is shorter than what was counted, restore it, or use another database.")]
    public static partial void NotInLog(ILogger logger, int partition, long offset, long earliest, long end);

    [LoggerMessage(2116, LogLevel.Error, "Partition {Partition}: {Records} records, from offset {From} to {To}, were deleted from the log before they were processed. They are counted as missing and recorded in log_gaps.")]
    public static partial void Skipped(ILogger logger, int partition, long records, long from, long to);

    [LoggerMessage(2117, LogLevel.Warning, "The log cannot be asked for its partitions; new ones are noticed later, and no partition is taken for idle. {Reason}")]
    public static partial void PartitionsUnknown(ILogger logger, string reason);

    [LoggerMessage(2118, LogLevel.Warning, "Partition {Partition}: {Keys} rows were not written and are asked for again. {Reason}")]
    public static partial void KeysAskedAgain(ILogger logger, int partition, int keys, string reason);

    [LoggerMessage(2119, LogLevel.Error, "{Rows} rows could not be written. Their windows stay open, or their checkpoints wait, until they can: partitions ask for them again. {Reason}")]
    public static partial void RowsRefused(ILogger logger, int rows, string reason, Exception exception);

    [LoggerMessage(2120, LogLevel.Warning, "Partition {Partition} cannot be asked for the rows of windows that are closing; it is asked again. {Reason}")]
    public static partial void RowsUnknown(ILogger logger, int partition, string reason);

    [LoggerMessage(2121, LogLevel.Information, "{Rows} rows were made of partials of an activation that another one has replaced since; none was written, partitions ask for them again.")]
    public static partial void RowsOfOlderActivation(ILogger logger, int rows);
}
