using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Alerts;

/// <summary>The parameters of GET /api/alerts.</summary>
internal static class AlertParameters
{
    public static readonly ChoiceParameter State = new(
        "state", "Only open or only resolved alerts. Default: all.", "open", "resolved", "all");

    public static readonly ChoiceParameter Acknowledged = new(
        "acknowledged", "Only acknowledged or only unacknowledged alerts. Default: any.", "true", "false", "any");

    public static readonly ChoiceParameter Severity = new(
        "severity", "Only alerts of this severity, case-insensitive.", "CRITICAL", "WARNING", "INFO");

    public static readonly TextParameter Region = new("region", "Only alerts of this region.", 1_024);

    public static readonly TextParameter AlertType = new("alert_type", "Only alerts of this type, such as HIGH_ERROR_RATE.", 100);

    public static readonly InstantParameter From = new("from", "Only alerts raised at or after this time.");

    public static readonly InstantParameter To = new("to", "Only alerts raised before this time.");

    public static readonly IntParameter Limit = new("limit", "Maximum number of alerts.", 1, 500, 50);

    public static readonly CursorParameter Cursor = new();
}
