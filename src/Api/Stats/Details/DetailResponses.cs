using StreamPulse.Api.Caching;

namespace StreamPulse.Api.Stats.Details;

/// <summary>Sums over the whole range, not only the page.</summary>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits; null without downloads.</param>
public sealed record ContentSums(
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double? SuccessRate, double TotalSizeGb);

/// <summary>Sums over the whole range, not only the page.</summary>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits; null without downloads.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed, 1 digit; null if none was measured.</param>
public sealed record SpeedSums(
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double? SuccessRate, double TotalSizeGb,
    double? AvgSpeed);

/// <summary>A content in one window.</summary>
/// <param name="Open">Whether the window is open: its figures can still grow, and its row is not committed.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
/// <param name="UniqueUsers">Estimated number of unique users.</param>
/// <param name="Revision">How often the row was written with different figures; 0 while the window is open.</param>
public sealed record ContentWindowItem(
    DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    long UniqueUsers, double? SpeedP50Mbps, double? SpeedP95Mbps, double? SpeedP99Mbps,
    double? DurationP50Seconds, double? DurationP95Seconds, double? DurationP99Seconds, int Revision);

/// <summary>A region in one window.</summary>
/// <param name="Open">Whether the window is open: its figures can still grow, and its row is not committed.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed; null if none was measured.</param>
/// <param name="AvgDurationSeconds">Mean duration of the successful downloads; null if there are none.</param>
/// <param name="ErrorCounts">Downloads that were not successful, by error code; the 100 most frequent.</param>
/// <param name="Revision">How often the row was written with different figures; 0 while the window is open.</param>
public sealed record RegionWindowItem(
    DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    double? SpeedP50Mbps, double? SpeedP95Mbps, double? SpeedP99Mbps,
    double? DurationP50Seconds, double? DurationP95Seconds, double? DurationP99Seconds,
    double? AvgSpeed, double? AvgDurationSeconds, IReadOnlyDictionary<string, long> ErrorCounts, int Revision);

/// <summary>A device with one operating system in one window.</summary>
/// <param name="Open">Whether the window is open: its figures can still grow, and its row is not committed.</param>
/// <param name="SuccessRate">Successful downloads divided by all, 3 digits.</param>
/// <param name="AvgSpeed">Mean speed in Mbps of successful downloads with a speed; null if none was measured.</param>
/// <param name="Revision">How often the row was written with different figures; 0 while the window is open.</param>
public sealed record DeviceWindowItem(
    DateTimeOffset WindowStart, DateTimeOffset WindowEnd, bool Open,
    long TotalDownloads, long SuccessfulDownloads, long FailedDownloads, long CancelledDownloads, double SuccessRate, double TotalSizeGb,
    string OsVersion, double? AvgSpeed, int Revision);

/// <summary>A content over a range of windows.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record ContentDetailResponse(
    string ContentId, string Title, ContentSums Totals, IReadOnlyList<ContentWindowItem> Data, int Count, string? NextCursor,
    DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(ContentWindowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}

/// <summary>A region over a range of windows.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record RegionDetailResponse(
    string Region, SpeedSums Totals, IReadOnlyList<RegionWindowItem> Data, int Count, string? NextCursor, DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(RegionWindowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}

/// <summary>A device over a range of windows, with all or one of its operating systems.</summary>
/// <param name="Data">Ascending; windows without downloads are left out.</param>
/// <param name="NextCursor">Cursor of the next page; null on the last page.</param>
/// <param name="StartTime">Start of the range.</param>
/// <param name="EndTime">End of the range, exclusive.</param>
public sealed record DeviceDetailResponse(
    string Device, string? OsVersion, SpeedSums Totals, IReadOnlyList<DeviceWindowItem> Data, int Count, string? NextCursor,
    DateTimeOffset StartTime, DateTimeOffset EndTime,
    DateTimeOffset AsOf, DateTimeOffset? Watermark, bool Complete) : IListAnswer
{
    Type IListAnswer.ItemType => typeof(DeviceWindowItem);

    IEnumerable<object> IListAnswer.Items => Data;

    object IAnswer.WithoutMoment()
        => this with { AsOf = default, Watermark = Complete ? null : Watermark, StartTime = default, EndTime = default, NextCursor = null };
}
