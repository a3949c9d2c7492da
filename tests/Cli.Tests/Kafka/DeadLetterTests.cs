using System.Globalization;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamPulse.Core.Events;
using StreamPulse.Log.Kafka.DeadLetters;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary>A poison record's whole way: topic, table, dead-letter topic, list, show, retry; with the real processes.</summary>
public sealed class DeadLetterTests : IAsyncDisposable
{
    private static readonly byte[] Key = "EU-Paris"u8.ToArray();
    private static readonly byte[] Poison = [0xff, 0x00, 0xc3, 0x28, .. "no event"u8];

    private readonly InstanceDirectory _instance = new();
    private readonly Broker _broker = new();

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        _broker.Dispose();
    }

    [Fact]
    public async Task FromTheTopicToTheDeadLetterTopic_AndBackOnce()
    {
        Assert.Equal(0, (await RunAsync("generate", "--to", "kafka", "--events", "200")).Code);
        await _broker.ProduceAsync((Key, Poison));
        _broker.Mock.FailNext(0, 87); // the dead-letter topic refuses at first; nothing else is produced meanwhile
        Message<byte[]?, byte[]?> published;
        var startedAt = DateTimeOffset.UtcNow;
        await using (var up = CliProcess.Start(_instance.Path, "up", "--port", "0", "--kafka", _broker.Mock.BootstrapServers))
        {
            await up.WaitUpAsync();
            published = _broker.Read(Broker.DeadLetterTopic, 1, 1).Single().Message;
            await Progress.UntilAsync(
                "the word that it works again", true,
                () => Task.FromResult(up.Error.Contains("are copied to their topic again", StringComparison.Ordinal)));
            Assert.Single(up.Error.Split("cannot be copied to their topic").Skip(1));
            Assert.Equal(0, await up.StopAsync());
        }

        var source = _broker.Read(Broker.Topic, Broker.Partitions, 201).Single(r => r.Message.Value!.AsSpan().SequenceEqual(Poison));
        Assert.Equal(Key, published.Key);
        Assert.Equal(Poison, published.Value);
        Assert.Equal("undecodable_avro", Header(published, DeadLetterHeaders.Reason));
        Assert.Equal(Broker.Topic, Header(published, DeadLetterHeaders.Topic));
        Assert.Equal(source.Partition.Value.ToString(CultureInfo.InvariantCulture), Header(published, DeadLetterHeaders.Partition));
        Assert.Equal(source.Offset.Value.ToString(CultureInfo.InvariantCulture), Header(published, DeadLetterHeaders.Offset));
        Assert.Equal(TimestampType.CreateTime, source.Message.Timestamp.Type); // the producer's clock: when it was read counts
        Assert.True(InstantText.TryParse(Header(published, DeadLetterHeaders.IngestionTime), out var readAt, out _));
        Assert.InRange(readAt, startedAt, DateTimeOffset.UtcNow);
        Assert.NotEmpty(Header(published, DeadLetterHeaders.Detail));

        var id = await ListAndShowAsync(Header(published, DeadLetterHeaders.Id));
        await RetryAsync(id);
    }

    private async Task<string> ListAndShowAsync(string id)
    {
        var listed = await RunAsync("dead-letters", "list", "--reason", "undecodable_avro", "--stage", "log", "--json");
        Assert.True(listed.Code == 0, listed.Error);
        var letter = JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Single();
        Assert.Equal(id, letter.GetProperty("id").GetInt64().ToString(CultureInfo.InvariantCulture));
        Assert.NotEqual(JsonValueKind.Null, letter.GetProperty("published_at").ValueKind);
        Assert.Equal(Poison.Length, letter.GetProperty("value_bytes").GetInt32());
        Assert.Equal("None.", (await RunAsync("dead-letters", "list", "--reason", "no_such_reason")).Output.Trim());

        var raw = Path.Combine(_instance.Path, "raw");
        var shown = await RunAsync("dead-letters", "show", id, "--raw", raw);
        Assert.True(shown.Code == 0, shown.Error);
        Assert.Equal(Poison, await File.ReadAllBytesAsync(raw));
        Assert.Contains("45 55 2d 50 61 72 69 73", shown.Output, StringComparison.Ordinal); // EU-Paris
        Assert.Contains("ff 00 c3 28", shown.Output, StringComparison.Ordinal);
        Assert.Contains("decoding stopped: byte 0, event_id", shown.Output, StringComparison.Ordinal);
        Assert.Equal(1, (await RunAsync("dead-letters", "show", "999999")).Code);
        return id;
    }

    private async Task RetryAsync(string id)
    {
        var unasked = await RunAsync("dead-letters", "retry", id);
        Assert.True(unasked.Code == 2, unasked.Error);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(1, PoisonInTopic(201));

        var retried = await RunAsync("dead-letters", "retry", id, "--yes");
        Assert.True(retried.Code == 0, retried.Error);
        Assert.Contains("1 appended again", retried.Output, StringComparison.Ordinal);
        Assert.Equal(2, PoisonInTopic(202));

        var twice = await RunAsync("dead-letters", "retry", "--reason", "undecodable_avro", "--yes", "--again");
        Assert.Equal(0, twice.Code);
        Assert.Contains("were retried before", twice.Error, StringComparison.Ordinal);
        Assert.Equal(2, PoisonInTopic(202));

        // as a retry leaves it that is killed in between
        await PsqlAsync("UPDATE dead_letters SET retry_state = 'started', retried_at = NULL");
        var unknown = await RunAsync("dead-letters", "retry", id, "--yes");
        Assert.Equal(1, unknown.Code);
        Assert.Contains("may or may not be in the log", unknown.Error, StringComparison.Ordinal);
        Assert.Equal(2, PoisonInTopic(202));

        var again = await RunAsync("dead-letters", "retry", id, "--yes", "--again");
        Assert.True(again.Code == 0, again.Error);
        Assert.Equal(3, PoisonInTopic(203));

        var other = await CliProcess.RunAsync(
            _instance.Path,
            ["dead-letters", "retry", id, "--yes", "--again", "--topic", Broker.DeadLetterTopic, "--kafka", _broker.Mock.BootstrapServers],
            new Dictionary<string, string> { ["STREAMPULSE_Kafka__DeadLetterTopic"] = "another" });
        Assert.Equal(2, other.Code);
        Assert.Contains("Use another database", other.Error, StringComparison.Ordinal);
    }

    private int PoisonInTopic(int records)
        => _broker.Read(Broker.Topic, Broker.Partitions, records)
            .Count(r => r.Message.Value!.AsSpan().SequenceEqual(Poison) && r.Message.Key!.AsSpan().SequenceEqual(Key));

    private async Task PsqlAsync(string sql)
    {
        var result = await RunAsync("psql", "-q", "--", "-c", sql);
        Assert.True(result.Code == 0, result.Error);
    }

    private static string Header(Message<byte[]?, byte[]?> message, string name)
        => Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
        => arguments[0] == "psql"
            ? CliProcess.RunAsync(_instance.Path, ["psql", "--kafka", _broker.Mock.BootstrapServers, .. arguments[1..]])
            : CliProcess.RunAsync(_instance.Path, [.. arguments, "--kafka", _broker.Mock.BootstrapServers]);
}
