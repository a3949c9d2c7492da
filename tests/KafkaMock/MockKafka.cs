using System.Runtime.InteropServices;
using System.Text;

namespace StreamPulse.Testing;

/// <summary>
/// librdkafka's mock cluster (rdkafka_mock.h): brokers on 127.0.0.1 that speak Kafka's protocol and keep what they get in memory, 5 MiB or
/// 100,000 message sets a partition. They answer OffsetsForTimes with the end and do not hide aborted records.
/// </summary>
public sealed class MockKafka : IDisposable
{
    private const int Producer = 0;

    private readonly nint _client;
    private readonly nint _cluster;

    private MockKafka(int brokers)
    {
        var error = new byte[512];
        _client = MockKafkaApi.New(Producer, 0, error, (nuint)error.Length);
        if (_client == 0)
            throw new InvalidOperationException(Encoding.UTF8.GetString(error).TrimEnd('\0'));
        _cluster = MockKafkaApi.NewCluster(_client, brokers);
        MockKafkaApi.SetController(_cluster, 1); // without one, questions about topics wait for it
        BootstrapServers = Marshal.PtrToStringUTF8(MockKafkaApi.Bootstraps(_cluster))!;
    }

    /// <summary>HOST:PORT of each broker, with commas between.</summary>
    public string BootstrapServers { get; }

    /// <summary>Starts brokers with the ids 1 to <paramref name="brokers"/>.</summary>
    public static MockKafka Start(int brokers = 1) => new(brokers);

    public void CreateTopic(string topic, int partitions) => Check(MockKafkaApi.CreateTopic(_cluster, topic, partitions, 1));

    public void DeleteTopic(string topic) => Check(MockKafkaApi.DeleteTopic(_cluster, topic));

    /// <summary>As retention does: deletes the records before the offset.</summary>
    public void DeleteRecords(string topic, int partition, long beforeOffset)
        => Check(MockKafkaApi.DeleteRecords(_cluster, topic, partition, beforeOffset));

    /// <summary>Cuts the broker's connections and refuses new ones.</summary>
    public void SetDown(int broker) => Check(MockKafkaApi.SetDown(_cluster, broker));

    public void SetUp(int broker) => Check(MockKafkaApi.SetUp(_cluster, broker));

    /// <summary>A further broker, at an address of its own.</summary>
    public void AddBroker(int broker) => Check(MockKafkaApi.AddBroker(_cluster, broker));

    public void SetLeader(string topic, int partition, int broker) => Check(MockKafkaApi.SetLeader(_cluster, topic, partition, broker));

    /// <summary>
    /// The next requests of a kind get these errors. <paramref name="apiKey"/> is the protocol's number of the kind: 0 Produce, 1 Fetch, 3
    /// Metadata.
    /// </summary>
    public void FailNext(short apiKey, params int[] errors)
        => MockKafkaApi.PushErrors(_cluster, apiKey, (nuint)errors.Length, errors);

    /// <inheritdoc/>
    public void Dispose()
    {
        MockKafkaApi.DestroyCluster(_cluster);
        MockKafkaApi.Destroy(_client);
    }

    private static void Check(int error)
    {
        if (error != 0)
            throw new InvalidOperationException($"The mock cluster refuses: {Marshal.PtrToStringUTF8(MockKafkaApi.ErrorText(error))}.");
    }
}
