namespace StreamPulse.Core.Detection;

/// <summary>Names of types and severities, as in the table alerts and in answers (contract.md).</summary>
public static class AlertNames
{
    /// <summary>Value of alert_type.</summary>
    public static string NameOf(AlertType type) => type switch
    {
        AlertType.HighErrorRate => "HIGH_ERROR_RATE",
        AlertType.SustainedErrorRate => "SUSTAINED_ERROR_RATE",
        AlertType.SlowDownloads => "SLOW_DOWNLOADS",
        AlertType.TrafficDrop => "TRAFFIC_DROP",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "No such alert type."),
    };

    /// <summary>Value of severity.</summary>
    public static string NameOf(AlertSeverity severity) => severity switch
    {
        AlertSeverity.Info => "INFO",
        AlertSeverity.Warning => "WARNING",
        AlertSeverity.Critical => "CRITICAL",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, "No such severity."),
    };
}
