using System.Text;
using System.Text.Json;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Log;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary><c>generate --to kafka</c> as a process, and what another program then finds in the topic.</summary>
public sealed class GenerateToTopicTests : IDisposable
{
    private const int MessageSizeTooLarge = 10;
    private const short Produce = 0;

    private readonly string _directory = TestDirectory.Create();
    private readonly Broker _broker = new();

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task EveryEventIsAcknowledged_KeyedByItsRegion_AndWhereKafkasOwnProducerPutsIt()
    {
        var (code, output, error) = await RunAsync("generate", "--to", "kafka", "--events", "5000", "--json");

        Assert.True(code == 0, error);
        var report = JsonDocument.Parse(output).RootElement;
        Assert.Equal(5000, report.GetProperty("acknowledged").GetInt64());
        Assert.Equal(0, report.GetProperty("not_acknowledged").GetInt64());
        var records = _broker.Read(Broker.Topic, Broker.Partitions, 5000);
        Assert.Equal(5000, records.Count);
        var decoder = new AvroEventDecoder(AvroSchemaSet.Default);
        Assert.All(records, record =>
        {
            Assert.Equal(RejectionReason.None, decoder.TryDecode(record.Message.Value, out var e));
            Assert.Equal(Encoding.UTF8.GetString(e.Region), Encoding.UTF8.GetString(record.Message.Key!));
            Assert.Equal(KeyPartitioner.PartitionOf(record.Message.Key, Broker.Partitions), record.Partition.Value);
        });
        Assert.Equal(5000, records.Select(r => IdOf(decoder, r.Message.Value!)).Distinct().Count());
        foreach (var region in records.GroupBy(r => Encoding.UTF8.GetString(r.Message.Key!)))
        {
            Assert.Equal(
                region.Select(r => TimeOf(decoder, r.Message.Value!)).Order(), region.Select(r => TimeOf(decoder, r.Message.Value!)));
        }
    }

    [Fact]
    public async Task WithBrokersNamed_TheLogInForceIsTheTopic()
    {
        var (code, output, error) = await RunAsync("generate", "--events", "100");
        Assert.True(code == 0, error);
        Assert.Contains("100 acknowledged, 0 not", output, StringComparison.Ordinal);
        Assert.Equal(100, _broker.Read(Broker.Topic, Broker.Partitions, 100).Count);
    }

    [Fact]
    public async Task WhatABrokerRefuses_IsCountedAndNamed_AndIsExit1()
    {
        _broker.Mock.FailNext(Produce, MessageSizeTooLarge);

        var (code, output, error) = await RunAsync("generate", "--to", "kafka", "--events", "3", "--json");

        Assert.Equal(1, code);
        var report = JsonDocument.Parse(output).RootElement;
        var (acknowledged, not) = (report.GetProperty("acknowledged").GetInt64(), report.GetProperty("not_acknowledged").GetInt64());
        Assert.Equal(3, acknowledged + not);
        Assert.InRange(not, 1, 3);
        Assert.Equal(acknowledged, _broker.Read(Broker.Topic, Broker.Partitions, (int)acknowledged).Count);
        Assert.Contains("events were not acknowledged", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutABroker_OrATopic_ItIsExit3_AndSaysWhatIsMissing()
    {
        var away = await CliProcess.RunAsync(
            _directory,
            ["generate", "--to", "kafka", "--kafka", "127.0.0.1:1", "--events", "1"],
            new Dictionary<string, string> { ["STREAMPULSE_Kafka__RequestTimeout"] = "00:00:01" });
        Assert.Equal(3, away.Code);
        Assert.Contains("127.0.0.1:1 cannot be reached", away.Error, StringComparison.Ordinal);

        var missing = await RunAsync("generate", "--to", "kafka", "--topic", "no-such-topic", "--events", "1");
        Assert.Equal(3, missing.Code);
        Assert.Contains("Topic no-such-topic does not exist", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BrokenOff_ItWaitsForWhatIsOnItsWay_AndReports()
    {
        await using var process = CliProcess.Start(
            _directory, "generate", "--to", "kafka", "--kafka", _broker.Mock.BootstrapServers, "--paced", "--rate", "2000");
        _broker.Read(Broker.Topic, Broker.Partitions, 500);

        Assert.Equal(130, await process.StopAsync());

        await Progress.UntilAsync(
            "the report", true, () => Task.FromResult(process.Output.Contains("acknowledged", StringComparison.Ordinal)));
        Assert.Contains(", 0 not.", process.Output, StringComparison.Ordinal);
        var said = long.Parse(
            process.Output.Split(' ')[0], System.Globalization.NumberStyles.AllowThousands,
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(said, _broker.Read(Broker.Topic, Broker.Partitions, (int)said).Count);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
        => CliProcess.RunAsync(_directory, [.. arguments, "--kafka", _broker.Mock.BootstrapServers]);

    private static string IdOf(AvroEventDecoder decoder, byte[] value)
    {
        decoder.TryDecode(value, out var e);
        return Encoding.UTF8.GetString(e.EventId);
    }

    private static long TimeOf(AvroEventDecoder decoder, byte[] value)
    {
        decoder.TryDecode(value, out var e);
        return e.EventTimeMs;
    }
}
