namespace StreamPulse.Core.Results;

/// <summary>Which alerts to list.</summary>
/// <param name="Limit">At most so many.</param>
/// <param name="Severity">CRITICAL, WARNING or INFO; null for any.</param>
/// <param name="Acknowledged">Only those that are, or are not, acknowledged.</param>
/// <param name="Before">Only incidents whose first window starts before this event time; null for all.</param>
public sealed record AlertSelection(int Limit, string? Severity, bool Acknowledged, DateTimeOffset? Before);
