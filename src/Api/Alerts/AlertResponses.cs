using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Alerts;

/// <summary>An alert.</summary>
/// <param name="MetricValue">Of the latest window in which the condition held.</param>
/// <param name="ThresholdValue">Which the metric broke, in the metric's unit.</param>
/// <param name="SampleSize">Downloads behind the metric.</param>
/// <param name="WindowStart">First window of the incident.</param>
/// <param name="LastWindowStart">Latest window in which the condition held.</param>
/// <param name="CreatedAt">When it was raised.</param>
/// <param name="ResolvedAt">End of the window that settled it, or when a person resolved it; null while it goes on.</param>
/// <param name="ResolvedBy">Who resolved it; null where windows did, and while it goes on.</param>
public sealed record AlertResponse(
    long Id, string AlertType, string Severity, string Message, string? Region, string? ContentId,
    string MetricName, double MetricValue, double ThresholdValue, long SampleSize,
    DateTimeOffset WindowStart, DateTimeOffset LastWindowStart, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    DateTimeOffset? ResolvedAt, string? ResolvedBy,
    bool Acknowledged, DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? AcknowledgeNote);

/// <summary>Something that happened to an alert.</summary>
/// <param name="Action">raised, acknowledged, unacknowledged, resolved or reopened.</param>
/// <param name="By">Who did it; null where the pipeline did.</param>
public sealed record AlertHistoryItem(DateTimeOffset At, string Action, string? By, string? Note);

/// <summary>Alerts, newest first.</summary>
/// <param name="NextCursor">For the page after this one; null on the last.</param>
/// <param name="OpenCount">All alerts that are not resolved, whatever was asked for.</param>
/// <param name="UnacknowledgedCount">All alerts that nobody has acknowledged, whatever was asked for.</param>
public sealed record AlertListResponse(
    IReadOnlyList<AlertResponse> Data, int Count, string? NextCursor, long OpenCount, long UnacknowledgedCount,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(AlertResponse);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>An alert and what happened to it.</summary>
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
