namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>The outcome of sending one record, and why.</summary>
/// <param name="IsTooLarge">Refused for its size. A broker refuses a whole request; sent alone, the record may be accepted.</param>
/// <param name="Problem">In a sentence; null where it was acknowledged.</param>
public readonly record struct RecordDelivery(DeliveryOutcome Outcome, bool IsTooLarge, string? Problem);
