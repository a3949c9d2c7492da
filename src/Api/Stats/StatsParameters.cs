using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Stats;

/// <summary>The parameters of /api/stats.</summary>
internal static class StatsParameters
{
    public static readonly IntParameter Minutes = new("minutes", "Length of the range in minutes; it ends at as_of.", 1, 60, 5);

    public static readonly IntParameter TimeSeriesMinutes = new(
        "minutes", "Length of the range in minutes; it ends at as_of.", 5, 1440, 60);

    public static readonly IntParameter TrendingLimit = new("limit", "Maximum number of contents.", 1, 20, 5);

    public static readonly IntParameter DevicesLimit = new("limit", "Maximum number of devices.", 1, 20, 10);

    public static readonly IntParameter AlertsLimit = new("limit", "Maximum number of alerts.", 1, 50, 10);

    public static readonly ChoiceParameter Severity = new(
        "severity", "Only alerts of this severity, case-insensitive.", "CRITICAL", "WARNING", "INFO");

    public static readonly BoolParameter Acknowledged = new("acknowledged", "Only acknowledged or only unacknowledged alerts.", false);

    public static readonly BoolParameter LiveByDefault = new("live", "Whether to include windows that are still open.", true);

    public static readonly BoolParameter StoredByDefault = new("live", "Whether to include windows that are still open.", false);

    public static readonly InstantParameter AsOf = new("as_of", "End of the range: windows that start before it. Default: now.");

    public static readonly InstantParameter AlertsAsOf = new(
        "as_of", "Only incidents whose first window starts before this time. Default: all.");
}
