using StreamPulse.Bench.Events;
using StreamPulse.Log;
using StreamPulse.Log.Kafka;
using StreamPulse.Generator;

namespace StreamPulse.Bench.Kafka;

/// <summary>
/// Fills a topic before a measurement, evenly over its partitions: the record's key, not the event's region, decides the partition.
/// </summary>
internal static class KafkaTopicFill
{
    public const int Partitions = PartitionKeys.Partitions;

    private const int ChunkEvents = 100_000;
    private const int BatchEvents = 5_000;

    /// <summary>The options of a log on a topic.</summary>
    public static KafkaOptions Options(BenchBroker broker, KafkaReadPath path, string topic)
        => new()
        {
            BootstrapServers = broker.BootstrapServers,
            Topic = topic,
            DeadLetterTopic = topic + ".dlq",
            ReadPath = path,
            Partitions = Partitions,
            CreateTopics = !broker.IsMock,
        };

    /// <summary>A log on a new topic.</summary>
    public static async Task<KafkaEventLog> CreateAsync(BenchBroker broker, KafkaReadPath path)
    {
        var options = Options(broker, path, $"bench-{Guid.NewGuid():N}");
        if (broker.IsMock)
            broker.CreateTopic(options.Topic, options.Partitions);
        var log = KafkaEventLog.Open(options);
        await log.EnsureTopicsAsync(CancellationToken.None);
        return log;
    }

    /// <summary>Appends the first <paramref name="events"/> of a traffic.</summary>
    /// <returns>Bytes of the events.</returns>
    /// <exception cref="InvalidOperationException">The broker has already deleted some of them.</exception>
    public static async Task<long> GenerateAsync(KafkaEventLog log, GeneratorOptions options, long events)
    {
        var downloads = new DownloadGenerator(options);
        var batch = new AppendBatch();
        var appending = Task.CompletedTask;
        long bytes = 0;
        for (long first = 0; first < events; first += ChunkEvents)
        {
            var chunk = EncodedEvents.Generate(downloads, (int)Math.Min(ChunkEvents, events - first));
            for (var i = 0; i < chunk.Count; i++)
            {
                batch.Add(PartitionKeys.All[(int)((first + i) % Partitions)], chunk[i]);
                bytes += chunk[i].Length;
                if (batch.Count < BatchEvents && i + 1 < chunk.Count)
                    continue;
                await appending;
                appending = log.AppendAsync(batch, CancellationToken.None).AsTask();
                batch = new AppendBatch();
            }
        }

        await appending;
        if ((await log.GetPartitionsAsync(CancellationToken.None)).Any(static p => p.EarliestOffset > 0))
            throw new InvalidOperationException("The broker keeps less than that; use fewer events, or name a broker that keeps more.");
        return bytes;
    }
}
