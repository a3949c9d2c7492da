namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>What became of one record, and why.</summary>
/// <param name="IsTooLarge">Refused for its size. A broker refuses a whole request so; alone the record may pass.</param>
/// <param name="Problem">In a sentence; null where it was acknowledged.</param>
public readonly record struct RecordDelivery(DeliveryOutcome Outcome, bool IsTooLarge, string? Problem);
