namespace StreamPulse.Log.Kafka;

/// <summary>How records get from librdkafka to the reader. Both give the same records.</summary>
public enum KafkaReadPath
{
    /// <summary>Batches by librdkafka's own batch call, read where they lie. The fast one; docs/adr/0010.</summary>
    Batch,

    /// <summary>One record at a time by Confluent.Kafka's <c>Consume</c>: slower, and nothing of it depends on the client's insides.</summary>
    Managed,
}
