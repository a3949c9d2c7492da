using Microsoft.Extensions.Logging;

namespace StreamPulse.Silo.Hosting;

/// <summary>Log messages of the silo host; event ids 2200 to 2299.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(2200, LogLevel.Critical, "The configuration is wrong: {Problems}")]
    public static partial void WrongSettings(ILogger logger, string problems);

    [LoggerMessage(2201, LogLevel.Critical, "The silo cannot start: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "Retention could not run; retrying in {Interval}. Disk use grows until then. {Reason}")]
    public static partial void RetentionWaits(ILogger logger, TimeSpan interval, string reason);

    [LoggerMessage(
        2203, LogLevel.Warning,
        "The silo at {Address}:{Port} is listed as active but has sent no heartbeat for {Silence}; it is declared dead. "
        + "If it is still running, it cannot reach the database and will end.")]
    public static partial void DeclaredDead(ILogger logger, string address, int port, TimeSpan silence);

    [LoggerMessage(
        2220, LogLevel.Warning,
        "Silo {Silo} was declared dead and still had {Sessions} database sessions; they were ended to release their locks. "
        + "If it was paused, it ends when it resumes.")]
    public static partial void SessionsEnded(ILogger logger, string silo, long sessions);

    [LoggerMessage(
        2221, LogLevel.Warning,
        "Silo {Silo} was declared dead, and its database sessions could not be ended. If it was paused in a transaction, "
        + "its partitions wait until the server aborts the transaction. {Reason}")]
    public static partial void SessionsLeft(ILogger logger, string silo, string reason);
}
