namespace StreamPulse.Storage.DeadLetters;

/// <summary>Which dead letters to list; null matches any.</summary>
/// <param name="Since">Only those that became dead letters at or after this time.</param>
public sealed record DeadLetterFilter(string? Reason = null, string? Stage = null, DateTimeOffset? Since = null);
