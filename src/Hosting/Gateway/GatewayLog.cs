using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting.Gateway;

/// <summary>The gateway's log messages; event ids 2300 to 2399.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(
        2302, LogLevel.Warning,
        "No silo of cluster {Cluster} can be reached; live requests get 503. Stored results need no silo. Retrying every {Period}. "
        + "{Reason}")]
    public static partial void NoSilo(ILogger logger, string cluster, TimeSpan period, string reason);

    [LoggerMessage(2303, LogLevel.Information, "Connected to cluster {Cluster}.")]
    public static partial void Connected(ILogger logger, string cluster);

    [LoggerMessage(
        2304, LogLevel.Warning,
        "The cluster does not respond; live requests get 503 until it does. Stored results need only the database. {Reason}")]
    public static partial void ClusterAway(ILogger logger, string reason);

    [LoggerMessage(2305, LogLevel.Information, "The cluster responds again.")]
    public static partial void ClusterBack(ILogger logger);
}
