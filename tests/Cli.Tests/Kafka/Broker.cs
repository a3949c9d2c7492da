using Confluent.Kafka;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>A mock broker with the two topics, and another program's view of them.</summary>
internal sealed class Broker : IDisposable
{
    public const string Topic = "content-downloads";
    public const string DeadLetterTopic = "content-downloads.dlq";
    public const int Partitions = 3;

    public Broker()
    {
        Mock = MockKafka.Start();
        Mock.CreateTopic(Topic, Partitions);
        Mock.CreateTopic(DeadLetterTopic, 1);
    }

    public MockKafka Mock { get; }

    public KafkaOptions Options => new() { BootstrapServers = Mock.BootstrapServers };

    public void Dispose() => Mock.Dispose();

    /// <summary>A producer that knows nothing of this program's.</summary>
    public async Task ProduceAsync(params (byte[]? Key, byte[] Value)[] records)
    {
        using var producer = new ProducerBuilder<byte[]?, byte[]>(new ProducerConfig { BootstrapServers = Mock.BootstrapServers }).Build();
        foreach (var (key, value) in records)
            await producer.ProduceAsync(Topic, new Message<byte[]?, byte[]> { Key = key, Value = value });
    }

    /// <summary>All records of a topic, partition by partition; waits until there are at least so many.</summary>
    public List<ConsumeResult<byte[]?, byte[]?>> Read(string topic, int partitions, int atLeast)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(new ConsumerConfig
        {
            BootstrapServers = Mock.BootstrapServers,
            GroupId = "test",
            EnableAutoCommit = false,
            EnablePartitionEof = true,
        }).Build();
        consumer.Assign(Enumerable.Range(0, partitions).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var records = new List<ConsumeResult<byte[]?, byte[]?>>();
        var atEnd = new HashSet<int>();
        while (records.Count < atLeast || atEnd.Count < partitions)
        {
            var next = consumer.Consume(deadline.Token);
            if (next.IsPartitionEOF)
            {
                atEnd.Add(next.Partition);
                continue;
            }

            atEnd.Remove(next.Partition);
            records.Add(next);
        }

        return [.. records.OrderBy(r => r.Partition.Value).ThenBy(r => r.Offset.Value)];
    }
}
