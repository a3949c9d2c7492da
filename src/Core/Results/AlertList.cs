namespace StreamPulse.Core.Results;

/// <summary>Alerts that fit a selection.</summary>
/// <param name="Alerts">Newest first.</param>
/// <param name="UnacknowledgedCount">All alerts that are not acknowledged, regardless of the filters.</param>
public sealed record AlertList(IReadOnlyList<StoredAlert> Alerts, long UnacknowledgedCount);

/// <summary>A row of alerts, as far as it is shown.</summary>
public sealed record StoredAlert(
    long Id, string AlertType, string Severity, string Message, string? Region,
    string MetricName, double MetricValue, double ThresholdValue, DateTimeOffset CreatedAt);
