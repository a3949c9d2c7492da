using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Stats.Details;

/// <summary>The parameters of routes on single windows.</summary>
internal static class DetailParameters
{
    private const int LongestKey = 1_024;

    public static readonly IntParameter Minutes = new("minutes", "Length of the range, which ends at as_of.", 1, 1_440, 60);

    public static readonly InstantParameter AsOf = new("as_of", "End of the range: windows that start before it. Now, unless given.");

    public static readonly InstantParameter From = new("from", "Windows that start at or after this time. With to, and in place of minutes and as_of; at most 7 days.");

    public static readonly InstantParameter To = new("to", "Windows that start before this time. With from.");

    public static readonly BoolParameter Live = StatsParameters.StoredByDefault;

    public static readonly IntParameter Limit = new("limit", "At most so many items.", 1, 1_440, 1_440);

    public static readonly IntParameter RowsLimit = new("limit", "At most so many rows.", 1, 1_000, 200);

    public static readonly CursorParameter Cursor = new();

    public static readonly TextParameter ContentId = new("content_id", "Which content.", LongestKey, isRequired: true);

    public static readonly TextParameter Region = new("region", "Which region.", LongestKey, isRequired: true);

    public static readonly TextParameter Device = new("device", "Which device.", LongestKey, isRequired: true);

    public static readonly TextParameter OsVersion = new("os_version", "Only this operating system of it.", LongestKey);
}
