namespace StreamPulse.Log.Kafka;

/// <summary>Settings of a Kafka topic as the event log. Keys are those of the configuration, such as <c>Kafka:Topic</c>.</summary>
public sealed record KafkaOptions
{
    /// <summary>
    /// Addresses of some brokers, HOST:PORT separated by commas; null: the embedded log is used. With several, the loss of one does no
    /// harm.
    /// </summary>
    public string? BootstrapServers { get; init; }

    /// <summary>The topic of download events. Another topic is another log: it needs a database of its own.</summary>
    public string Topic { get; init; } = "content-downloads";

    /// <summary>The topic that records which could not be used are copied to. Without it they stay in the database only.</summary>
    public string DeadLetterTopic { get; init; } = "content-downloads.dlq";

    /// <summary>
    /// Consumer group whose committed offsets follow the checkpoint, for lag tools. Where reading begins is never taken from it.
    /// </summary>
    public string GroupId { get; init; } = "streampulse";

    /// <summary>How records are read. Managed costs several times the CPU time and needs no internals of the client.</summary>
    public KafkaReadPath ReadPath { get; init; } = KafkaReadPath.Batch;

    /// <summary>Create the topics where they are missing. Off: the program waits for a missing topic and reports it.</summary>
    public bool CreateTopics { get; init; }

    /// <summary>Partitions of a topic that is created here. More spread the load wider. They can be added later, not removed.</summary>
    public int Partitions { get; init; } = 6;

    /// <summary>Replicas of a topic that is created here; -1: the broker's default.</summary>
    public short ReplicationFactor { get; init; } = -1;

    /// <summary>Most records that one batch hands on. More costs memory, fewer cost CPU.</summary>
    public int BatchRecords { get; init; } = 4096;

    /// <summary>How long a request to a broker may take before the log counts as unavailable.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a producer tries before it reports records as not acknowledged.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Any property of librdkafka (<c>Kafka:Properties:security.protocol</c>), on top of what is set here. Wrong ones are refused by name
    /// at start.
    /// </summary>
    public IReadOnlyDictionary<string, string> Properties { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// A file of such properties, <c>key=value</c> on each line, for secrets that must not be in the environment. Those of
    /// <see cref="Properties"/> come after.
    /// </summary>
    public string? PropertiesFile { get; init; }

    /// <summary>
    /// The same with the client's own names for properties: they have dots, which a shell does not export, so a name without any may have
    /// underscores in their place. No property of the client's has underscores of its own.
    /// </summary>
    public KafkaOptions WithDottedNames()
    {
        var dotted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in Properties)
            dotted[key.Contains('.', StringComparison.Ordinal) ? key : key.Replace('_', '.')] = value;
        return this with { Properties = dotted };
    }

    /// <summary>One sentence for each value that is out of range; empty when all are valid.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        Require(nameof(Topic), Topic.Length is > 0 and <= 249, Topic, "1 to 249 characters");
        Require(nameof(DeadLetterTopic), DeadLetterTopic.Length is > 0 and <= 249 && DeadLetterTopic != Topic, DeadLetterTopic,
            "1 to 249 characters, and not the topic itself");
        Require(nameof(GroupId), GroupId.Length > 0, GroupId, "at least one character");
        Require(nameof(Partitions), Partitions is >= 1 and <= 1024, Partitions, "1 to 1024");
        Require(nameof(ReplicationFactor), ReplicationFactor is -1 or >= 1, ReplicationFactor, "-1 or at least 1");
        Require(nameof(BatchRecords), BatchRecords is >= 1 and <= 100_000, BatchRecords, "1 to 100000");
        Require(nameof(RequestTimeout), RequestTimeout >= TimeSpan.FromMilliseconds(100) && RequestTimeout <= TimeSpan.FromMinutes(5),
            RequestTimeout, "00:00:00.1 to 00:05:00");
        Require(nameof(DeliveryTimeout), DeliveryTimeout >= TimeSpan.FromSeconds(1) && DeliveryTimeout <= TimeSpan.FromHours(1),
            DeliveryTimeout, "00:00:01 to 01:00:00");
        return problems;

        void Require(string key, bool isAllowed, object value, string allowed)
        {
            if (!isAllowed)
                problems.Add(FormattableString.Invariant($"Kafka:{key} is {value}; allowed are {allowed}."));
        }
    }
}
