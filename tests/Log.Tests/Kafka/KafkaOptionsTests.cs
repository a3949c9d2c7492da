using StreamPulse.Log.Kafka;
using StreamPulse.Testing;

namespace StreamPulse.Log.Tests.Kafka;

/// <summary>The user's settings, and the errors for values that cannot work.</summary>
public sealed class KafkaOptionsTests : IDisposable
{
    private readonly string _directory = TestDirectory.Create();

    private static readonly KafkaOptions Valid = new() { BootstrapServers = "127.0.0.1:9" };

    [Fact]
    public void Properties_reach_the_client_they_are_for()
    {
        var options = With(("security.protocol", "SASL_SSL"), ("producer.linger.ms", "77"), ("consumer.fetch.min.bytes", "9"),
            ("compression.type", "zstd"));

        var producer = KafkaClientConfig.Producer(options).ToDictionary();
        var consumer = KafkaClientConfig.Consumer(options).ToDictionary();

        Assert.Equal(("SASL_SSL", "77", "zstd"), (producer["security.protocol"], producer["linger.ms"], producer["compression.type"]));
        Assert.Equal(("SASL_SSL", "9"), (consumer["security.protocol"], consumer["fetch.min.bytes"]));
        Assert.False(consumer.ContainsKey("linger.ms"));
    }

    [Fact]
    public void A_topic_that_is_created_has_the_brokers_clock()
    {
        var asked = KafkaTopicAdmin.Specification(Valid with { Partitions = 12, ReplicationFactor = 3 }, "downloads");

        Assert.Equal(("downloads", 12, (short)3), (asked.Name, asked.NumPartitions, asked.ReplicationFactor));
        Assert.Equal("LogAppendTime", asked.Configs["message.timestamp.type"]);
    }

    [Theory]
    [InlineData("enable.auto.commit")]
    [InlineData("auto.offset.reset")]
    [InlineData("consumer.enable.auto.offset.store")]
    [InlineData("producer.enable.idempotence")]
    public void What_exactness_rests_on_cannot_be_set(string key)
    {
        var error = Assert.Throws<KafkaOptionsException>(() => KafkaEventLog.Open(With((key, "true"))));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no.such.property", "1")]
    [InlineData("consumer.fetch.min.bytes", "many")]
    public async Task A_property_that_librdkafka_refuses_is_named(string key, string value)
    {
        var error = await Assert.ThrowsAsync<KafkaOptionsException>(async () =>
        {
            await using var log = KafkaEventLog.Open(With((key, value)));
            await using var reader = log.OpenReader(0, 0);
            await reader.ReadAsync(TimeSpan.Zero, CancellationToken.None);
        });
        Assert.Contains(key[(key.StartsWith("consumer.", StringComparison.Ordinal) ? 9 : 0)..], error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_holds_what_must_not_stand_in_the_environment()
    {
        var file = Path.Combine(_directory, "client.properties");
        File.WriteAllText(file, "# secret\n\nsasl.username = me\nsasl.password=a=b#c\n");

        var config = KafkaClientConfig.Consumer(
            Valid with { PropertiesFile = file, Properties = new Dictionary<string, string> { ["sasl.username"] = "you" } });

        Assert.Equal(("you", "a=b#c"), (config.Get("sasl.username"), config.Get("sasl.password")));
    }

    [Fact]
    public void A_line_that_is_no_property_is_named_by_its_number_and_never_printed()
    {
        var file = Path.Combine(_directory, "client.properties");
        File.WriteAllText(file, "a=b\nhunter2\n");

        var error = Assert.Throws<KafkaOptionsException>(() => KafkaClientConfig.Consumer(Valid with { PropertiesFile = file }));

        Assert.Contains("line 2", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_option_out_of_range_is_named_with_what_is_allowed()
    {
        var options = Valid
            with { Topic = "", GroupId = "", Partitions = 0, BatchRecords = 0, ReplicationFactor = 0, RequestTimeout = TimeSpan.Zero,
            DeliveryTimeout = TimeSpan.Zero };

        Assert.Equal(
            ["Kafka:Topic", "Kafka:GroupId", "Kafka:Partitions", "Kafka:ReplicationFactor", "Kafka:BatchRecords", "Kafka:RequestTimeout",
                "Kafka:DeliveryTimeout"],
            options.Problems().Select(p => p[..p.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.Contains(
            "1 to 1024", Assert.Throws<KafkaOptionsException>(() => KafkaEventLog.Open(options)).Message, StringComparison.Ordinal);
        Assert.Throws<KafkaOptionsException>(() => KafkaEventLog.Open(new KafkaOptions()));
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static KafkaOptions With(params (string Key, string Value)[] properties)
        => Valid with { Properties = properties.ToDictionary(p => p.Key, p => p.Value) };
}
