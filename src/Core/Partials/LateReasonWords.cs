namespace StreamPulse.Core.Partials;

/// <summary>The stable words for <see cref="LateReason"/>.</summary>
public static class LateReasonWords
{
    /// <summary>A word in snake_case.</summary>
    public static string Word(LateReason reason) => reason switch
    {
        LateReason.BeyondAllowedLateness => "beyond_allowed_lateness",
        LateReason.WindowRetired => "window_retired",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };
}
