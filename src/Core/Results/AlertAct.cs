namespace StreamPulse.Core.Results;

/// <summary>An action of a person on an alert.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Note">In their words; null for none.</param>
public sealed record AlertAct(AlertActKind Kind, DateTimeOffset At, string By, string? Note);

/// <summary>The possible actions.</summary>
public enum AlertActKind
{
    /// <summary>Somebody has seen it and is working on it.</summary>
    Acknowledge,

    /// <summary>Withdraws an acknowledgement.</summary>
    Unacknowledge,

    /// <summary>A person has resolved it.</summary>
    Resolve,
}
