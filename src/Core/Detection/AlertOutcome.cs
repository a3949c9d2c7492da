namespace StreamPulse.Core.Detection;

/// <summary>What a closed window did to the alert rules.</summary>
/// <param name="States">JSON by region, of the regions whose state changed.</param>
public sealed record AlertOutcome(IReadOnlyList<AlertChange> Changes, IReadOnlyDictionary<string, string> States);
