namespace StreamPulse.Core.Results;

/// <summary>A row of alerts.</summary>
/// <param name="WindowStart">First window of the incident.</param>
/// <param name="LastWindowStart">Latest window in which the condition held.</param>
/// <param name="SampleSize">Downloads behind the metric.</param>
/// <param name="CreatedAt">When the row was written.</param>
/// <param name="ResolvedAt">End of the window that resolved it, or when a person resolved it; null while it is open.</param>
/// <param name="ResolvedBy">Who resolved it; null where windows did.</param>
public sealed record AlertRecord(
    long Id, string AlertType, string Severity, string Message, string? Region, string? ContentId,
    string MetricName, double MetricValue, double ThresholdValue, long SampleSize,
    DateTimeOffset WindowStart, DateTimeOffset LastWindowStart, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ResolvedAt, string? ResolvedBy,
    bool Acknowledged, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? AcknowledgeNote);

/// <summary>Something that happened to an alert.</summary>
/// <param name="Action">raised, acknowledged, unacknowledged, resolved or reopened.</param>
/// <param name="By">Who did it; null where the pipeline did.</param>
public sealed record AlertHistoryEntry(DateTimeOffset At, string Action, string? By, string? Note);

/// <summary>An alert and what happened to it, ascending.</summary>
public sealed record AlertCase(AlertRecord Alert, IReadOnlyList<AlertHistoryEntry> History);

/// <summary>A page of alerts, newest first.</summary>
/// <param name="HasMore">There are more after the last one.</param>
/// <param name="OpenCount">All alerts that are not resolved, regardless of the filters.</param>
/// <param name="UnacknowledgedCount">All alerts that are not acknowledged, resolved ones included, regardless of the filters.</param>
public sealed record AlertPage(IReadOnlyList<AlertRecord> Alerts, bool HasMore, long OpenCount, long UnacknowledgedCount);
