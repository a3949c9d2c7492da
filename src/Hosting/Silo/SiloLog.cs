using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting.Silo;

/// <summary>Log messages of the silo host; event ids 2400 to 2499.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(2402, LogLevel.Warning, "Retention could not run; retrying in {Interval}. Disk use grows until then. {Reason}")]
    public static partial void RetentionWaits(ILogger logger, TimeSpan interval, string reason);

    [LoggerMessage(2404, LogLevel.Error, "Retention deletes nothing, and disk use grows. {Reason}")]
    public static partial void RetentionRefused(ILogger logger, string reason);

    [LoggerMessage(
        2403, LogLevel.Warning,
        "The silo at {Address}:{Port} is listed as active, but nobody listens there or it sends no heartbeats; it is declared dead. "
        + "If it is still running, it will end.")]
    public static partial void DeclaredDead(ILogger logger, string address, int port);

    [LoggerMessage(
        2420, LogLevel.Warning,
        "Silo {Silo} was declared dead and still had {Sessions} database sessions; they were ended to release their locks. "
        + "If it was paused, it ends when it resumes.")]
    public static partial void SessionsEnded(ILogger logger, string silo, long sessions);

    [LoggerMessage(
        2421, LogLevel.Warning,
        "Silo {Silo} was declared dead, and its database sessions could not be ended. If it was paused in a transaction, "
        + "its partitions wait until the server aborts the transaction. {Reason}")]
    public static partial void SessionsLeft(ILogger logger, string silo, string reason);
}
