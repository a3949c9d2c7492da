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
}
