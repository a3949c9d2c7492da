namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>What became of one record.</summary>
public enum DeliveryOutcome
{
    /// <summary>In all replicas that have to have it.</summary>
    Acknowledged,

    /// <summary>Surely not in the topic; sending it again cannot double it.</summary>
    Refused,

    /// <summary>Perhaps in the topic: it was tried and no answer came.</summary>
    Unknown,
}
