namespace StreamPulse.Log.Kafka;

/// <summary>How records come from librdkafka to the reader. Both give the same records.</summary>
public enum KafkaReadPath
{
    /// <summary>Batches by librdkafka's own batch call, read in place. The faster one; docs/adr/0010.</summary>
    Batch,

    /// <summary>One record at a time by Confluent.Kafka's <c>Consume</c>: slower, and independent of the client's internals.</summary>
    Managed,
}
