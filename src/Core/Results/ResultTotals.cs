namespace StreamPulse.Core.Results;

/// <summary>Totals over a range of windows.</summary>
/// <param name="DurationSecondsSum">Sum of the durations of the successful downloads whose windows have a mean duration.</param>
/// <param name="DurationCount">Number of those downloads.</param>
public sealed record RealtimeTotals(long Total, long Successful, long UniqueContents, double DurationSecondsSum, long DurationCount);

/// <summary>One content over a range of windows.</summary>
/// <param name="Title">As the latest of the windows has it.</param>
public sealed record ContentTotals(string ContentId, string Title, long Total, long Successful, long Failed);

/// <summary>One region over a range of windows.</summary>
/// <param name="SpeedMbpsSum">Sum of the speeds of the downloads that have one.</param>
/// <param name="SpeedCount">Number of those downloads.</param>
public sealed record RegionTotals(string Region, long Total, long Successful, double SpeedMbpsSum, long SpeedCount);

/// <summary>One device, all its operating systems, over a range of windows.</summary>
/// <param name="SpeedMbpsSum">Sum of the speeds of the downloads that have one.</param>
/// <param name="SpeedCount">Number of those downloads.</param>
public sealed record DeviceTotals(string Device, long Total, long Successful, double SpeedMbpsSum, long SpeedCount);

/// <summary>All regions in one window.</summary>
public sealed record WindowTotals(DateTimeOffset WindowStart, long Total, long Successful);
