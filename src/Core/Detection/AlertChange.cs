namespace StreamPulse.Core.Detection;

/// <summary>What a window did to an incident; one of the three below, and no others.</summary>
public abstract record AlertChange
{
    private AlertChange(Alert alert) => Alert = alert;

    /// <summary>The incident after the window.</summary>
    public Alert Alert { get; }

    /// <summary>A new incident: write a row.</summary>
    public sealed record Raised(Alert Alert) : AlertChange(Alert);

    /// <summary>The condition still holds, or holds again before it was gone for long enough: update the row.</summary>
    public sealed record Updated(Alert Alert) : AlertChange(Alert);

    /// <summary>The condition has been gone for long enough: close the row.</summary>
    /// <param name="ResolvedAtMs">
    /// End of the window that settled it, milliseconds since the Unix epoch: event time, not that of a clock.
    /// </param>
    public sealed record Resolved(Alert Alert, long ResolvedAtMs) : AlertChange(Alert);
}
