using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Stats;

/// <summary>Totals over the range.</summary>
/// <param name="UniqueContent">Number of distinct contents.</param>
/// <param name="AvgSuccessRate">Successful downloads divided by all, 3 digits; 0 without downloads.</param>
/// <param name="AvgDownloadTime">Mean duration of the successful downloads in seconds, 3 digits; null if there are none.</param>
/// <param name="AsOf">End of the range; the time of the request unless the request set it.</param>
/// <param name="Watermark">Event-time watermark; null before the first event.</param>
/// <param name="Complete">True if all windows of the range are closed, so that only late events can still change them.</param>
public sealed record RealtimeResponse(
    long TotalDownloads, long UniqueContent, double AvgSuccessRate, double? AvgDownloadTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IAnswer
{
    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>The contents with the most downloads, in descending order.</summary>
public sealed record TrendingResponse(
    IReadOnlyList<TrendingItem> Data, int Count, int WindowMinutes, DateTimeOffset AsOf, DateTimeOffset? Watermark,
    bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(TrendingItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>One content.</summary>
/// <param name="Title">The title in the latest window.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
public sealed record TrendingItem(
    string ContentId, string Title, long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, double SuccessRate);

/// <summary>All regions, most downloads first.</summary>
public sealed record RegionsResponse(
    IReadOnlyList<RegionItem> Data, int Count, int WindowMinutes, DateTimeOffset AsOf, DateTimeOffset? Watermark,
    bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(RegionItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>One region.</summary>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed, 1 digit; 0 if none was measured.</param>
/// <param name="HealthStatus">
/// healthy (success rate of at least 0.95), degraded (at least 0.90) or critical; based on the rate before rounding.
/// </param>
public sealed record RegionItem(string Region, long Downloads, double SuccessRate, double AvgSpeed, string HealthStatus);

/// <summary>Alerts, newest first.</summary>
/// <param name="UnacknowledgedCount">Number of all unacknowledged alerts, regardless of the filters.</param>
public sealed record AlertsResponse(
    IReadOnlyList<AlertItem> Data, int Count, long UnacknowledgedCount, DateTimeOffset AsOf, DateTimeOffset? Watermark,
    bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(AlertItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>One alert.</summary>
public sealed record AlertItem(
    long Id, string AlertType, string Severity, string Message, string? Region,
    string MetricName, double MetricValue, double ThresholdValue, DateTimeOffset CreatedAt);

/// <summary>Downloads by window, ascending; windows without downloads are left out.</summary>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range.</param>
public sealed record TimeSeriesResponse(
    IReadOnlyList<TimeSeriesItem> Data, int Count, DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(TimeSeriesItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default };
}

/// <summary>One window.</summary>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
public sealed record TimeSeriesItem(DateTimeOffset WindowStart, long TotalDownloads, double SuccessRate);

/// <summary>The devices with the most downloads, in descending order.</summary>
public sealed record DevicesResponse(
    IReadOnlyList<DeviceItem> Data, int Count, int WindowMinutes, DateTimeOffset AsOf, DateTimeOffset? Watermark,
    bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(DeviceItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment() => this with { AsOf = default, Watermark = Complete ? null : Watermark };
}

/// <summary>One device, including all its operating systems.</summary>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed, 1 digit; 0 if none was measured.</param>
public sealed record DeviceItem(string Device, long TotalDownloads, double SuccessRate, double AvgSpeed);
