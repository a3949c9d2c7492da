using Confluent.Kafka;
using StreamPulse.Core.Avro;
using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Kafka;

/// <summary>A schema that a record names in its header stands before the value that is read.</summary>
public sealed class KafkaSchemaHeaderTests
{
    private static readonly byte[] Id = [1, .. Enumerable.Range(1, 16).Select(i => (byte)i)];

    [Theory]
    [InlineData(KafkaReadPath.Batch)]
    [InlineData(KafkaReadPath.Managed)]
    public async Task An_id_in_the_header_is_put_before_the_value(KafkaReadPath path)
    {
        using var kafka = MockKafka.Start();
        var options = KafkaTestLog.Options(kafka) with { ReadPath = path };
        await using var log = await KafkaTestLog.OpenAsync(options, kafka);
        Assert.Equal(path, log.ReadPath);
        await ProduceAsync(options, "bare", []);
        await ProduceAsync(options, "by guid", [new Header("other", [7]), new Header(ConfluentFraming.HeaderName, Id)]);
        await ProduceAsync(options, "last counts", [
            new Header(ConfluentFraming.HeaderName, Id), new Header(ConfluentFraming.HeaderName, [0, 0, 0, 0, 9])]);
        await ProduceAsync(options, "no id", [new Header(ConfluentFraming.HeaderName, [5, 5])]);
        await ProduceAsync(options, "other", [new Header("other", [7])]);

        byte[][] expected =
        [
            [.. "bare"u8], [.. Id, .. "by guid"u8], [0, 0, 0, 0, 9, .. "last counts"u8], [1, .. new byte[16], .. "no id"u8], [.. "other"u8],
        ];
        var values = new List<byte[]>();
        await using var reader = log.OpenReader(0, 0);
        await Progress.UntilAsync("records read", expected.Length, async () =>
        {
            using var batch = await reader.ReadAsync(TimeSpan.FromMilliseconds(200), default);
            while (batch is not null && batch.TryRead(out var record))
                values.Add(record.Value.ToArray());
            return values.Count;
        });
        Assert.Equal(expected, values);
    }

    private static async Task ProduceAsync(KafkaOptions options, string value, IEnumerable<Header> headers)
    {
        using var producer = new ProducerBuilder<Null, byte[]>(
            new ProducerConfig { BootstrapServers = options.BootstrapServers }).Build();
        var message = new Message<Null, byte[]> { Value = System.Text.Encoding.UTF8.GetBytes(value), Headers = [] };
        foreach (var header in headers)
            message.Headers.Add(header);
        await producer.ProduceAsync(new TopicPartition(options.Topic, 0), message);
    }
}
