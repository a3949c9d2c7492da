using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Stats.Details;

/// <summary>The parameters of the routes that return single windows.</summary>
internal static class DetailParameters
{
    private const int LongestKey = 1_024;

    public static readonly IntParameter Minutes = new("minutes", "Length of the range in minutes; it ends at as_of.", 1, 1_440, 60);

    public static readonly InstantParameter AsOf = new("as_of", "End of the range: windows that start before it. Default: now.");

    public static readonly InstantParameter From = new(
        "from", "Windows that start at or after this time. Use with to, instead of minutes and as_of; at most 7 days.");

    public static readonly InstantParameter To = new("to", "Windows that start before this time. Use with from.");

    public static readonly BoolParameter Live = StatsParameters.StoredByDefault;

    public static readonly IntParameter Limit = new("limit", "Maximum number of items.", 1, 1_440, 1_440);

    public static readonly IntParameter RowsLimit = new("limit", "Maximum number of rows.", 1, 1_000, 200);

    public static readonly CursorParameter Cursor = new();

    public static readonly TextParameter ContentId = new("content_id", "Which content.", LongestKey, isRequired: true);

    public static readonly TextParameter Region = new("region", "Which region.", LongestKey, isRequired: true);

    public static readonly TextParameter Device = new("device", "Which device.", LongestKey, isRequired: true);

    public static readonly TextParameter OsVersion = new("os_version", "Only this operating system of the device.", LongestKey);
}
