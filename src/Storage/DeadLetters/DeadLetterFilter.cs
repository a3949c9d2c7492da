namespace StreamPulse.Storage.DeadLetters;

/// <summary>Which dead letters. What is null does not matter.</summary>
/// <param name="Since">Became a dead letter then or later.</param>
public sealed record DeadLetterFilter(string? Reason = null, string? Stage = null, DateTimeOffset? Since = null);
