using Confluent.Kafka;

namespace StreamPulse.Log.Kafka;

/// <summary>
/// Configuration of the clients: what this program needs, then the user's properties. A key that begins with <c>consumer.</c> or
/// <c>producer.</c> goes to that client only, without the prefix. Properties that exact results depend on cannot be changed.
/// </summary>
public static class KafkaClientConfig
{
    private static readonly string[] Fixed =
        ["enable.auto.commit", "enable.auto.offset.store", "auto.offset.reset", "enable.idempotence", "partitioner"];

    /// <summary>
    /// Milliseconds without an answer after which a request counts as lost. Nothing else notices a broker that vanished without closing its
    /// connections; with the client's default of 60 s no records would arrive for 60 s.
    /// </summary>
    private const string LostAfter = "10000";

    /// <summary>For a consumer whose offsets are assigned and that commits nothing by itself.</summary>
    /// <exception cref="KafkaOptionsException">No brokers, a property that must not be set, or a file that cannot be read.</exception>
    public static ConsumerConfig Consumer(KafkaOptions options)
        => new(With(options, "consumer.", new Dictionary<string, string>
        {
            ["group.id"] = options.GroupId,
            ["enable.auto.commit"] = "false",
            ["enable.auto.offset.store"] = "false",
            ["auto.offset.reset"] = "error", // the checkpoint says where reading begins, never a default
            ["isolation.level"] = "read_committed",
            ["enable.partition.eof"] = "false",
            ["fetch.wait.max.ms"] = "100", // a newly assigned partition waits up to this for the running fetch
            ["fetch.queue.backoff.ms"] = "5", // the default of one second starves a reader that is as fast as the fetcher
            ["queued.min.messages"] = "100000",
            ["queued.max.messages.kbytes"] = "65536",
            ["reconnect.backoff.max.ms"] = "1000",
            ["topic.metadata.refresh.interval.ms"] = "30000",
            ["socket.timeout.ms"] = LostAfter,
        }));

    /// <summary>For an idempotent producer: each record once and in order for its key, in all replicas before it is acknowledged.</summary>
    /// <inheritdoc cref="Consumer"/>
    public static ProducerConfig Producer(KafkaOptions options)
        => new(With(options, "producer.", new Dictionary<string, string>
        {
            ["enable.idempotence"] = "true",
            ["acks"] = "all",
            ["compression.type"] = "lz4",
            ["linger.ms"] = "5",
            ["batch.size"] = "1000000",
            ["partitioner"] = "murmur2", // as Kafka's own producer and the embedded log do
            ["message.timeout.ms"] = Milliseconds(options.DeliveryTimeout),
            ["request.timeout.ms"] = Milliseconds(options.RequestTimeout),
            ["reconnect.backoff.max.ms"] = "1000",
        }));

    /// <summary>For requests about topics and partitions.</summary>
    /// <inheritdoc cref="Consumer"/>
    public static AdminClientConfig Admin(KafkaOptions options)
        => new(With(options, "admin.",
            new Dictionary<string, string> { ["reconnect.backoff.max.ms"] = "1000", ["socket.timeout.ms"] = LostAfter }));

    private static Dictionary<string, string> With(KafkaOptions options, string prefix, Dictionary<string, string> own)
    {
        if (string.IsNullOrWhiteSpace(options.BootstrapServers))
            throw new KafkaOptionsException("Kafka:BootstrapServers is empty; allowed is HOST:PORT, or several separated by commas.");
        own["bootstrap.servers"] = options.BootstrapServers;
        own["client.id"] = "streampulse";
        foreach (var (key, value) in KafkaPropertiesFile.Read(options.PropertiesFile).Concat(options.Properties))
        {
            var name = key.StartsWith(prefix, StringComparison.Ordinal) ? key[prefix.Length..] : key;
            if (Fixed.Contains(name, StringComparer.Ordinal))
            {
                throw new KafkaOptionsException(
                    $"Kafka:Properties:{key} cannot be set: that no event is lost or counted twice depends on it.");
            }

            if (!IsForAnother(name))
                own[name] = value;
        }

        return own;
    }

    private static bool IsForAnother(string name)
        => name.StartsWith("consumer.", StringComparison.Ordinal) || name.StartsWith("producer.", StringComparison.Ordinal)
            || name.StartsWith("admin.", StringComparison.Ordinal);

    private static string Milliseconds(TimeSpan span)
        => ((long)span.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
