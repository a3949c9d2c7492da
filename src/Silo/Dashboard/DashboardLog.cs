using Microsoft.Extensions.Logging;

namespace StreamPulse.Silo.Dashboard;

/// <summary>The dashboard's log messages; event ids 2250 to 2259.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(2250, LogLevel.Warning, "Somebody at {Address} tried to see the dashboard with an unknown user or a wrong password.")]
    public static partial void Refused(ILogger logger, string address);

    [LoggerMessage(2251, LogLevel.Warning, "The dashboard listens on {Address}, and its password crosses the network as it is. Put a proxy with TLS before it, or listen on 127.0.0.1.")]
    public static partial void NotEncrypted(ILogger logger, string address);
}
