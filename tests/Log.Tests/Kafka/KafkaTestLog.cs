using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Kafka;

/// <summary>An empty topic with six partitions, at the broker that STREAMPULSE_TEST_KAFKA names or at a mock cluster of its own.</summary>
internal static class KafkaTestLog
{
    private static readonly string? RealBrokers = Environment.GetEnvironmentVariable("STREAMPULSE_TEST_KAFKA");

    public static KafkaOptions Options(MockKafka? mock) => new()
    {
        BootstrapServers = mock?.BootstrapServers ?? RealBrokers,
        Topic = $"streampulse-test-{Guid.NewGuid():N}",
        DeadLetterTopic = $"streampulse-test-{Guid.NewGuid():N}.dlq",
        GroupId = $"streampulse-test-{Guid.NewGuid():N}",
        CreateTopics = mock is null, // the mock cluster cannot create topics by the protocol
        BatchRecords = 50,
        Properties = new Dictionary<string, string>
        {
            ["consumer.fetch.wait.max.ms"] = "5", // in the mock cluster a fetch waits to its end although records have arrived
        },
    };

    /// <summary>The mock cluster, or null where a real broker is named.</summary>
    public static MockKafka? StartMock() => RealBrokers is null ? MockKafka.Start() : null;

    public static async Task<KafkaEventLog> OpenAsync(KafkaOptions options, MockKafka? mock)
    {
        mock?.CreateTopic(options.Topic, options.Partitions);
        var log = KafkaEventLog.Open(options);
        await log.EnsureTopicsAsync(CancellationToken.None);
        return log;
    }
}
