using Microsoft.Extensions.Logging;

namespace StreamPulse.Silo.Hosting;

/// <summary>The host's log messages; event ids 2200 to 2299.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(2200, LogLevel.Critical, "The configuration is wrong: {Problems}")]
    public static partial void WrongSettings(ILogger logger, string problems);

    [LoggerMessage(2201, LogLevel.Critical, "The silo cannot run: {Reason}")]
    public static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(2202, LogLevel.Warning, "Retention could not run; it is tried again in {Interval}. Disk use grows until then. {Reason}")]
    public static partial void RetentionWaits(ILogger logger, TimeSpan interval, string reason);

    [LoggerMessage(2203, LogLevel.Warning, "The silo at {Address}:{Port} counted as active and has given no sign of life for {Silence}: it is declared dead. If it lives, it cannot reach the database, and will end.")]
    public static partial void DeclaredDead(ILogger logger, string address, int port, TimeSpan silence);

    [LoggerMessage(2220, LogLevel.Warning, "Silo {Silo} counts as dead and still had {Sessions} sessions at the database; they are ended, so that nothing stays locked. If it was stopped, it ends when it goes on.")]
    public static partial void SessionsEnded(ILogger logger, string silo, long sessions);

    [LoggerMessage(2221, LogLevel.Warning, "Silo {Silo} counts as dead, and its sessions at the database could not be ended. If it was stopped in the middle of a transaction, partitions wait for it until the server gives that up. {Reason}")]
    public static partial void SessionsLeft(ILogger logger, string silo, string reason);
}
