namespace StreamPulse.Core.Results;

/// <summary>Which windows, and which page of them.</summary>
/// <param name="After">Where the page before ended; null for the first page.</param>
/// <param name="Limit">At most so many.</param>
public sealed record WindowPage(WindowSelection Selection, WindowPosition? After, int Limit);

/// <summary>A row's place among rows that are ordered by window, then by key.</summary>
/// <param name="Key">Content id, region or device; empty where all rows are of one.</param>
/// <param name="OsVersion">Of a device; otherwise empty.</param>
public readonly record struct WindowPosition(DateTimeOffset WindowStart, string Key, string OsVersion);

/// <summary>A row, and when and how often it was written.</summary>
/// <param name="Revision">How often it was written with different figures; 0 while the window is open.</param>
/// <param name="CreatedAt">When it was written first; null while the window is open.</param>
/// <param name="UpdatedAt">When it was written last; null while the window is open.</param>
public sealed record StoredWindow<T>(T Row, int Revision, DateTimeOffset? CreatedAt, DateTimeOffset? UpdatedAt);

/// <summary>A page of rows.</summary>
/// <param name="HasMore">There are more after the last one.</param>
public sealed record WindowRowPage<T>(IReadOnlyList<StoredWindow<T>> Rows, bool HasMore);

/// <summary>A key over a range of windows.</summary>
/// <param name="IsKnown">The key has rows, in this range or another, or is in the snapshot.</param>
/// <param name="Title">Of a content, as its latest window has it; otherwise null.</param>
/// <param name="Totals">Over the whole range, not only the page.</param>
public sealed record KeySeries<T>(bool IsKnown, string? Title, SeriesTotals Totals, WindowRowPage<T> Page);

/// <summary>Sums over windows.</summary>
/// <param name="SpeedMbpsSum">Sum of the speeds of the downloads that have one; 0 where the kind has no speeds.</param>
/// <param name="SpeedCount">Number of those downloads.</param>
public sealed record SeriesTotals(
    long Total, long Successful, long Failed, long Cancelled, double TotalSizeGb, double SpeedMbpsSum, long SpeedCount)
{
    /// <summary>Of no windows.</summary>
    public static SeriesTotals None { get; } = new(0, 0, 0, 0, 0, 0, 0);

    /// <summary>Both together.</summary>
    public SeriesTotals Plus(SeriesTotals other) => new(
        Total + other.Total, Successful + other.Successful, Failed + other.Failed, Cancelled + other.Cancelled,
        TotalSizeGb + other.TotalSizeGb, SpeedMbpsSum + other.SpeedMbpsSum, SpeedCount + other.SpeedCount);
}
