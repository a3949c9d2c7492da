namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>The outcome of sending one record.</summary>
public enum DeliveryOutcome
{
    /// <summary>Written to all in-sync replicas.</summary>
    Acknowledged,

    /// <summary>Certainly not in the topic; sending it again cannot duplicate it.</summary>
    Refused,

    /// <summary>Perhaps in the topic: it was sent and not answered.</summary>
    Unknown,
}
