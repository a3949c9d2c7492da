using Microsoft.Extensions.Logging;

namespace StreamPulse.Log.Postgres;

/// <summary>What the embedded log tells the operator. Event ids 2000 to 2099.</summary>
internal static partial class LogMessages
{
    [LoggerMessage(2000, LogLevel.Warning, "The event log's database went away while writing ({Error}); trying again for {RetryFor}. Nothing is acknowledged that is not stored.")]
    public static partial void WriteRetried(ILogger logger, string error, TimeSpan retryFor);

    [LoggerMessage(2001, LogLevel.Information, "The connection broke during a commit; the log shows that it had been committed: {Committed}.")]
    public static partial void DoubtResolved(ILogger logger, bool committed);

    [LoggerMessage(2002, LogLevel.Warning, "The connection that listens for new events broke ({Error}); readers look every {PollInterval} until it is back.")]
    public static partial void ListenerLost(ILogger logger, string error, TimeSpan pollInterval);
}
