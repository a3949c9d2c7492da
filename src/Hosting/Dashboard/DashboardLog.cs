using Microsoft.Extensions.Logging;

namespace StreamPulse.Hosting.Dashboard;

/// <summary>The dashboard's log messages; event ids 2450 to 2459.</summary>
internal static partial class DashboardLog
{
    [LoggerMessage(2450, LogLevel.Warning, "Failed dashboard login from {Address}: unknown user or wrong password.")]
    public static partial void Refused(ILogger logger, string address);

    [LoggerMessage(
        2451, LogLevel.Warning,
        "The dashboard listens on {Address}, and its password is sent unencrypted. Put a TLS proxy in front, or listen on 127.0.0.1.")]
    public static partial void NotEncrypted(ILogger logger, string address);
}
