using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Postgres;

/// <summary>Log messages of the embedded log. Event ids 1900 to 1999.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(1900, LogLevel.Warning,
        "The event log's database went away while writing ({Error}); retrying for {RetryFor}. No append is acknowledged before "
        + "it is stored.")]
    public static partial void WriteRetried(ILogger logger, string error, TimeSpan retryFor);

    [LoggerMessage(1901, LogLevel.Information,
        "The connection broke during a commit. The log was checked: it had been committed: {Committed}.")]
    public static partial void DoubtResolved(ILogger logger, bool committed);

    [LoggerMessage(1902, LogLevel.Warning,
        "The connection that listens for new events broke ({Error}); readers poll every {PollInterval} until it is back.")]
    public static partial void ListenerLost(ILogger logger, string error, TimeSpan pollInterval);
}
