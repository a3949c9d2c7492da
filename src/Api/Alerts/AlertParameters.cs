using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Alerts;

/// <summary>The parameters of GET /api/alerts.</summary>
internal static class AlertParameters
{
    public static readonly ChoiceParameter State = new("state", "Only alerts that go on, or that are over. All, unless given.", "open", "resolved", "all");

    public static readonly ChoiceParameter Acknowledged = new("acknowledged", "Only alerts that are acknowledged, or those that are not. Any, unless given.", "true", "false", "any");

    public static readonly ChoiceParameter Severity = new("severity", "Only alerts of this severity, matched without case.", "CRITICAL", "WARNING", "INFO");

    public static readonly TextParameter Region = new("region", "Only alerts of this region.", 1_024);

    public static readonly TextParameter AlertType = new("alert_type", "Only alerts of this type, such as HIGH_ERROR_RATE.", 100);

    public static readonly InstantParameter From = new("from", "Only alerts that were written at or after this time.");

    public static readonly InstantParameter To = new("to", "Only alerts that were written before this time.");

    public static readonly IntParameter Limit = new("limit", "At most so many alerts.", 1, 500, 50);

    public static readonly CursorParameter Cursor = new();
}
