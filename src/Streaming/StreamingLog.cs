using Microsoft.Extensions.Logging;

namespace StreamPulse.Streaming;

/// <summary>The stream provider's log messages; event ids 2000 to 2099.</summary>
internal static partial class StreamingLog
{
    [LoggerMessage(2000, LogLevel.Debug, "Partition {Partition} is read here from offset {Offset}.")]
    public static partial void Reading(ILogger logger, int partition, long offset);

    [LoggerMessage(2001, LogLevel.Debug, "Partition {Partition} is no longer read here.")]
    public static partial void Stopped(ILogger logger, int partition);

    [LoggerMessage(2002, LogLevel.Warning,
        "The list of partitions cannot be read; retrying in {Period}. New partitions are read later. {Reason}")]
    public static partial void PartitionsUnknown(ILogger logger, TimeSpan period, string reason);

    [LoggerMessage(2003, LogLevel.Error,
        "Partitions could not be reassigned after a change of the cluster; retrying at the next change. {Reason}")]
    public static partial void BalanceFailed(ILogger logger, string reason, Exception exception);

    [LoggerMessage(2004, LogLevel.Warning,
        "The log cannot be read (partition {Partition}); retrying. No events are lost; rows are delayed until it is back. {Reason}")]
    public static partial void LogAway(ILogger logger, int partition, string reason);
}
