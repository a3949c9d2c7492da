using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Alerts;

/// <summary>An alert.</summary>
/// <param name="MetricValue">Value in the latest window in which the condition held.</param>
/// <param name="ThresholdValue">The threshold that was violated, in the metric's unit.</param>
/// <param name="SampleSize">Number of downloads that the metric is based on.</param>
/// <param name="WindowStart">First window of the incident.</param>
/// <param name="LastWindowStart">Latest window in which the condition held.</param>
/// <param name="CreatedAt">When it was raised.</param>
/// <param name="ResolvedAt">End of the window that resolved it, or when a person resolved it; null while it is open.</param>
/// <param name="ResolvedBy">Who resolved it; null if the pipeline did, and while it is open.</param>
public sealed record AlertResponse(
    long Id, string AlertType, string Severity, string Message, string? Region, string? ContentId,
    string MetricName, double MetricValue, double ThresholdValue, long SampleSize,
    DateTimeOffset WindowStart, DateTimeOffset LastWindowStart, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ResolvedAt, string? ResolvedBy,
    bool Acknowledged, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? AcknowledgeNote);

/// <summary>A change of an alert.</summary>
/// <param name="Action">raised, acknowledged, unacknowledged, resolved or reopened.</param>
/// <param name="By">Who made the change; null for the pipeline.</param>
public sealed record AlertHistoryItem(DateTimeOffset At, string Action, string? By, string? Note);

/// <summary>Alerts, newest first.</summary>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="OpenCount">Number of all unresolved alerts, regardless of the filters.</param>
/// <param name="UnacknowledgedCount">Number of all unacknowledged alerts, regardless of the filters.</param>
public sealed record AlertListResponse(
    IReadOnlyList<AlertResponse> Data, int Count, string? NextCursor, long OpenCount, long UnacknowledgedCount,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(AlertResponse);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>An alert with its history.</summary>
/// <param name="History">Ascending.</param>
public sealed record AlertDetailResponse(
    long Id, string AlertType, string Severity, string Message, string? Region, string? ContentId,
    string MetricName, double MetricValue, double ThresholdValue, long SampleSize,
    DateTimeOffset WindowStart, DateTimeOffset LastWindowStart, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ResolvedAt, string? ResolvedBy,
    bool Acknowledged, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? AcknowledgeNote,
    IReadOnlyList<AlertHistoryItem> History, DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IAnswer
{
    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}
