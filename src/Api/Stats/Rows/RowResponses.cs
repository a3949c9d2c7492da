using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Stats.Rows;

/// <summary>A row of content_stats. Fields as in the content's detail.</summary>
public sealed record ContentRowItem(
    string ContentId, string Title, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    long UniqueUsers, double? SpeedP50Mbps, double? SpeedP95Mbps, double? SpeedP99Mbps,
    double? DurationP50Seconds, double? DurationP95Seconds, double? DurationP99Seconds, int Revision,
    DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A row of region_health. Fields as in the region's detail.</summary>
public sealed record RegionRowItem(
    string Region, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    double? SpeedP50Mbps, double? SpeedP95Mbps, double? SpeedP99Mbps,
    double? DurationP50Seconds, double? DurationP95Seconds, double? DurationP99Seconds,
    double? AvgSpeed, double? AvgDurationSeconds, IReadOnlyDictionary<string, long> ErrorCounts, int Revision,
    DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A row of device_stats. Fields as in the device's detail.</summary>
public sealed record DeviceRowItem(
    string Device, DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    string OsVersion, double? AvgSpeed, int Revision,
    DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>Committed rows by window, then by content id.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record ContentRowsResponse(
    IReadOnlyList<ContentRowItem> Data, int Count, string? NextCursor, DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(ContentRowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}

/// <summary>Committed rows by window, then by region.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record RegionRowsResponse(
    IReadOnlyList<RegionRowItem> Data, int Count, string? NextCursor, DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(RegionRowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}

/// <summary>Committed rows by window, then by device and operating system.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record DeviceRowsResponse(
    IReadOnlyList<DeviceRowItem> Data, int Count, string? NextCursor, DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(DeviceRowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}
