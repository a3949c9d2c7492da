using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Stats;

/// <summary>The parameters of /api/stats.</summary>
internal static class StatsParameters
{
    public static readonly IntParameter Minutes = new("minutes", "Length of the range, which ends at as_of.", 1, 60, 5);

    public static readonly IntParameter TimeSeriesMinutes = new("minutes", "Length of the range, which ends at as_of.", 5, 1440, 60);

    public static readonly IntParameter TrendingLimit = new("limit", "At most so many contents.", 1, 20, 5);

    public static readonly IntParameter DevicesLimit = new("limit", "At most so many devices.", 1, 20, 10);

    public static readonly IntParameter AlertsLimit = new("limit", "At most so many alerts.", 1, 50, 10);

    public static readonly ChoiceParameter Severity = new("severity", "Only alerts of this severity, matched without case.", "CRITICAL", "WARNING", "INFO");

    public static readonly BoolParameter Acknowledged = new("acknowledged", "Alerts that are acknowledged, or those that are not.", false);

    public static readonly BoolParameter LiveByDefault = new("live", "Whether windows that are still open are part of the answer.", true);

    public static readonly BoolParameter StoredByDefault = new("live", "Whether windows that are still open are part of the answer.", false);

    public static readonly InstantParameter AsOf = new("as_of", "End of the range: windows that start before it. Now, unless given.");

    public static readonly InstantParameter AlertsAsOf = new("as_of", "Only incidents whose first window starts before it. All, unless given.");
}
