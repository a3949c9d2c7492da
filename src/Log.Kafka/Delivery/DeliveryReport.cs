namespace StreamPulse.Log.Kafka.Delivery;

/// <summary>Outcomes of the records that were given to a <see cref="TopicProducer"/>. The four numbers add up to all records.</summary>
/// <param name="Acknowledged">Written to all in-sync replicas.</param>
/// <param name="Refused">Certainly not in the topic: too large, not permitted, or never sent.</param>
/// <param name="Unknown">Sent without an answer until the delivery timeout; they may be in the topic or not.</param>
/// <param name="InFlight">Not answered when this was asked for; they may be in the topic or not.</param>
/// <param name="FirstProblem">Why the first of those that were not acknowledged was not; null where all were.</param>
public sealed record DeliveryReport(long Acknowledged, long Refused, long Unknown, long InFlight, string? FirstProblem)
{
    /// <summary>All that have no acknowledgement.</summary>
    public long NotAcknowledged => Refused + Unknown + InFlight;
}
