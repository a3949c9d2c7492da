namespace StreamPulse.Core.Results;

/// <summary>What a person does about an alert.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Note">In their words; null for none.</param>
public sealed record AlertAct(AlertActKind Kind, DateTimeOffset At, string By, string? Note);

/// <summary>The things that can be done.</summary>
public enum AlertActKind
{
    /// <summary>Somebody has seen it and takes care.</summary>
    Acknowledge,

    /// <summary>Nobody takes care any more.</summary>
    Unacknowledge,

    /// <summary>It is over, says a person.</summary>
    Resolve,
}
