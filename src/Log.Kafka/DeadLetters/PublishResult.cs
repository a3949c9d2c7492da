namespace StreamPulse.Log.Kafka.DeadLetters;

/// <summary>The outcome of publishing some dead letters.</summary>
/// <param name="Published">Ids of those that the topic has acknowledged.</param>
/// <param name="Truncated">How many of these without their value, because the broker refused them for their size.</param>
/// <param name="Problem">Why the others were not; null where all were.</param>
public sealed record PublishResult(IReadOnlyList<long> Published, int Truncated, string? Problem);
