using Microsoft.Extensions.Logging;

namespace StreamPulse.Pipeline;

/// <summary>Log messages of the operators; event ids 2200 to 2299.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(2200, LogLevel.Warning,
        "PostgreSQL does not answer; retrying in {BackOff}. Reading continues as far as the bounds allow; nothing is lost. {Reason}")]
    public static partial void StoreAway(ILogger logger, TimeSpan backOff, string reason);

    [LoggerMessage(2201, LogLevel.Warning,
        "Another activation has taken over partition {Partition}, or a window was retired meanwhile. This one starts again from the "
        + "checkpoint; nothing is lost or counted twice. {Reason}")]
    public static partial void Fenced(ILogger logger, int partition, string reason);

    [LoggerMessage(2202, LogLevel.Information,
        "Partition {Partition} reads offsets {From} to {To} from the log itself: they were not delivered.")]
    public static partial void CatchesUp(ILogger logger, int partition, long from, long to);

    [LoggerMessage(2203, LogLevel.Error, "A partition stands still, and no window closes. {Reason}")]
    public static partial void NotInLog(ILogger logger, string reason);

    [LoggerMessage(2204, LogLevel.Error,
        "Partition {Partition}: {Records} records, from offset {From} to {To}, were deleted from the log before they were processed. They "
        + "are counted as missing and recorded in log_gaps.")]
    public static partial void Skipped(ILogger logger, int partition, long records, long from, long to);

    [LoggerMessage(2205, LogLevel.Warning,
        "Partition {Partition} does not report its progress, so no window closes; retrying. {Reason}")]
    public static partial void PartitionSilent(ILogger logger, int partition, string reason);

    [LoggerMessage(2206, LogLevel.Warning,
        "Partition {Partition} does not return what it has committed; it is read from the store. {Reason}")]
    public static partial void PartialsFromStore(ILogger logger, int partition, string reason);

    [LoggerMessage(2207, LogLevel.Warning, "Windows could not be retired; retrying in a minute. {Reason}")]
    public static partial void RetireFailed(ILogger logger, string reason);

    [LoggerMessage(2208, LogLevel.Warning,
        "The list of partitions cannot be read; new ones are detected later, and no partition becomes idle. {Reason}")]
    public static partial void PartitionsUnknown(ILogger logger, string reason);

    [LoggerMessage(2210, LogLevel.Warning,
        "A partition waits for the schema of a record, and no window closes; retrying. Nothing is lost. {Reason}")]
    public static partial void SchemaAway(ILogger logger, string reason);

    [LoggerMessage(2211, LogLevel.Error,
        "The watermark is {Watermark:u}, {Ahead:c} ahead of the clock of the database: a clock was ahead and has been put right. Nothing "
        + "is lost, and windows close when their events are there; answers are not complete until the watermark is set back: "
        + "./streampulse clock --set-back")]
    public static partial void WatermarkAhead(ILogger logger, DateTimeOffset watermark, TimeSpan ahead);

    [LoggerMessage(2212, LogLevel.Warning,
        "Partition {Partition}: the clock that gives ingestion times was ahead and has been put right: it had come to {Ahead:u}, and the "
        + "next record was taken at {Time:u}. Lateness is judged from there on; no event is late because of it.")]
    public static partial void ClockSetBack(ILogger logger, int partition, DateTimeOffset ahead, DateTimeOffset time);

    [LoggerMessage(2209, LogLevel.Information,
        "Windows were not closed; retrying after reading the database: a partition has committed in between, or another silo "
        + "closes windows too. {Reason}")]
    public static partial void ClosingFenced(ILogger logger, string reason);
}
