namespace StreamPulse.Core.Results;

/// <summary>Quantile estimates; null where nothing was measured.</summary>
public readonly record struct Percentiles(double? P50, double? P95, double? P99);

/// <summary>Which tumbling window: [start, end), milliseconds since the Unix epoch, UTC.</summary>
public readonly record struct WindowRange(long StartMs, long EndMs);

/// <summary>Result of one content in one window: a row of content_stats.</summary>
/// <param name="Failed">All that are not successful, cancelled ones included.</param>
/// <param name="Cancelled">Part of <paramref name="Failed"/>.</param>
/// <param name="TotalSizeGb">Sum of size_mb / 1024 over all downloads.</param>
/// <param name="UniqueUsers">HyperLogLog estimate.</param>
/// <param name="SpeedMbps">Over successful downloads with a speed above 0.</param>
/// <param name="DurationSeconds">Over successful downloads.</param>
public sealed record ContentWindowRow(
    string ContentId, string Title, WindowRange Window,
    long Total, long Successful, long Failed, long Cancelled,
    double TotalSizeGb, long UniqueUsers, Percentiles SpeedMbps, Percentiles DurationSeconds);

/// <summary>Result of one region in one window: a row of region_health.</summary>
/// <param name="AvgSpeedMbps">Mean over successful downloads with a speed above 0, rounded to 6 digits; null where there is none.</param>
/// <param name="SpeedCount">Number of those downloads.</param>
/// <param name="AvgDurationSeconds">Mean over successful downloads, rounded to 6 digits; null where there is none.</param>
/// <param name="ErrorCounts">Number of downloads that were not successful by error_code ("" where the event names none).</param>
public sealed record RegionWindowRow(
    string Region, WindowRange Window,
    long Total, long Successful, long Failed, long Cancelled,
    double SuccessRate, double? AvgSpeedMbps, long SpeedCount, double? AvgDurationSeconds, double TotalSizeGb,
    double? MinSpeedMbps, double? MaxSpeedMbps, Percentiles SpeedMbps, Percentiles DurationSeconds,
    IReadOnlyList<KeyValuePair<string, long>> ErrorCounts)
{
    /// <summary>
    /// Durations of the successful downloads, as <see cref="Sketches.SketchBytes"/> writes them: to be merged over windows and regions.
    /// Null where they are not known.
    /// </summary>
    public byte[]? DurationSketch { get; init; }
}

/// <summary>Result of one device and operating system version in one window: a row of device_stats.</summary>
public sealed record DeviceWindowRow(
    string Device, string OsVersion, WindowRange Window,
    long Total, long Successful, long Failed, long Cancelled,
    double? AvgSpeedMbps, long SpeedCount, double TotalSizeGb);
