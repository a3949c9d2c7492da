using Microsoft.Extensions.Logging;

namespace StreamPulse.Standalone.Engine;

/// <summary>The engine's log messages; event ids 1000 to 1099.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(1000, LogLevel.Information,
        "Engine started: {Partitions} partitions, {ClosedWindows} closed windows that can still be revised, watermark {Watermark}.")]
    public static partial void Started(ILogger logger, int partitions, int closedWindows, string watermark);

    [LoggerMessage(1001, LogLevel.Information, "Engine stopped; everything read is committed.")]
    public static partial void Stopped(ILogger logger);

    [LoggerMessage(1002, LogLevel.Warning,
        "Engine stopped before its last commit; the records since then are read again at the next start and nothing is lost.")]
    public static partial void StoppedUncommitted(ILogger logger);

    [LoggerMessage(1003, LogLevel.Warning,
        "The event log cannot be read (partition {Partition}); it is tried again until it is back. No events are lost, rows are late until "
        + "then. {Reason}")]
    public static partial void LogAway(ILogger logger, int partition, string reason);

    [LoggerMessage(1004, LogLevel.Warning,
        "PostgreSQL does not take commits; trying again in {BackOff}. Reading goes "
        + "on as far as the bounds allow, nothing is lost. {Reason}")]
    public static partial void StoreAway(ILogger logger, TimeSpan backOff, string reason);

    [LoggerMessage(1005, LogLevel.Information, "PostgreSQL takes commits again.")]
    public static partial void StoreBack(ILogger logger);

    [LoggerMessage(1006, LogLevel.Information, "Partition {Partition} joined at offset {Offset}.")]
    public static partial void PartitionJoined(ILogger logger, int partition, long offset);

    [LoggerMessage(1007, LogLevel.Critical, "The engine failed and has stopped: {Reason}")]
    public static partial void Failed(ILogger logger, string reason, Exception exception);

    [LoggerMessage(1008, LogLevel.Warning, "New partitions of the log cannot be taken in; it is tried again every second. {Reason}")]
    public static partial void PartitionsUnknown(ILogger logger, string reason);

    [LoggerMessage(1009, LogLevel.Warning, "Windows could not be retired; it is tried again in a minute. {Reason}")]
    public static partial void RetireFailed(ILogger logger, string reason);

    [LoggerMessage(1010, LogLevel.Error,
        "Partition {Partition}: {Records} records (offsets {FromOffset} to {ToOffset}, end excluded) were deleted from the log before they "
        + "were processed. Going on without them, as Engine:OnTrimmed says; the gap is recorded in log_gaps and its records count as "
        + "missing.")]
    public static partial void Skipped(ILogger logger, int partition, long records, long fromOffset, long toOffset);

    [LoggerMessage(1011, LogLevel.Warning,
        "The event log cannot be reached; it is tried again every second. Stored results are served meanwhile, new rows come when it is "
        + "back. {Reason}")]
    public static partial void LogNotReached(ILogger logger, string reason);

    [LoggerMessage(1012, LogLevel.Information, "The event log is back.")]
    public static partial void LogBack(ILogger logger);
}
