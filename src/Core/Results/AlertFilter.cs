namespace StreamPulse.Core.Results;

/// <summary>Which alerts; null is any.</summary>
/// <param name="Open">Those that are not resolved, or those that are.</param>
/// <param name="Severity">CRITICAL, WARNING or INFO.</param>
/// <param name="From">Written at or after this time.</param>
/// <param name="To">Written before this time.</param>
public sealed record AlertFilter(
    bool? Open = null, bool? Acknowledged = null, string? Severity = null, string? Region = null, string? AlertType = null,
    DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <summary>An alert's place in the list, newest first.</summary>
public readonly record struct AlertPosition(DateTimeOffset CreatedAt, long Id);
