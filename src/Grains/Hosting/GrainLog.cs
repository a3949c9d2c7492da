using Microsoft.Extensions.Logging;

namespace StreamPulse.Grains.Hosting;

/// <summary>The grains' log messages; event ids 2100 to 2199.</summary>
internal static partial class GrainLog
{
    [LoggerMessage(2100, LogLevel.Information, "Partition {Partition} starts at offset {Offset}, with {Windows} windows.")]
    public static partial void PartitionBegins(ILogger logger, int partition, long offset, int windows);

    [LoggerMessage(2103, LogLevel.Information, "Partition {Partition} moves to silo {Silo}, its home now.")]
    public static partial void Moves(ILogger logger, int partition, string silo);

    [LoggerMessage(2104, LogLevel.Warning, "Partition {Partition} could not write its checkpoint; retrying. {Reason}")]
    public static partial void CheckpointFailed(ILogger logger, int partition, string reason);

    [LoggerMessage(2107, LogLevel.Information, "The pipeline runs here: it moves the watermark and closes windows.")]
    public static partial void PipelineRuns(ILogger logger);

    [LoggerMessage(2108, LogLevel.Warning, "A round of the pipeline failed; retrying. Rows are delayed until it succeeds. {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);

    [LoggerMessage(2109, LogLevel.Information, "Rounds of the pipeline succeed again, after {Outage}. Rows are written.")]
    public static partial void RoundSucceeded(ILogger logger, TimeSpan outage);

    [LoggerMessage(2111, LogLevel.Warning, "The pipeline grain does not answer; calling it again. {Reason}")]
    public static partial void PipelineSilent(ILogger logger, string reason);

    [LoggerMessage(2112, LogLevel.Information, "The reminder closed {Windows} windows that no timer had closed.")]
    public static partial void ReminderClosed(ILogger logger, long windows);

    [LoggerMessage(2113, LogLevel.Warning, "Partition {Partition} cannot read the log; retrying. {Reason}")]
    public static partial void LogAway(ILogger logger, int partition, string reason);

    [LoggerMessage(2114, LogLevel.Information,
        "The silo stops without writing last checkpoints; records after the last ones are read again elsewhere. {Reason}")]
    public static partial void NotDrained(ILogger logger, string reason);
}
