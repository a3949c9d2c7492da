using System.Globalization;
using System.Text.Json;
using StreamPulse.Testing;

namespace StreamPulse.Cli.Tests.Kafka;

/// <summary><c>import --to kafka</c>: what reaches the topic, what is said of the rest, and how an interrupted import is resumed.</summary>
public sealed class ImportToTopicTests : IDisposable
{
    private const int Lines = 400;

    private readonly string _directory = TestDirectory.Create();
    private readonly Broker _broker = new();

    public void Dispose()
    {
        _broker.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task EventsAreInTheTopic_AndWhatIsNoEventIsInTheFileOfRejects()
    {
        var log = Path.Combine(_directory, "mixed.log");
        await File.WriteAllTextAsync(log, $"{Line(1)}\nthis is no log line\n{Line(3)}\n");
        var rejects = Path.Combine(_directory, "rejects.ndjson");

        var (code, output, error) = await RunAsync("import", log, "--to", "kafka", "--rejects", rejects);

        Assert.True(code == 0, error);
        Assert.Contains("2 events (2 successful, 0 failed), 1 lines rejected", output, StringComparison.Ordinal);
        Assert.Contains("2 acknowledged, 0 not", output, StringComparison.Ordinal);
        Assert.Equal(2, _broker.Read(Broker.Topic, Broker.Partitions, 2).Count);
        var reject = JsonDocument.Parse((await File.ReadAllLinesAsync(rejects)).Single()).RootElement;
        Assert.Equal(2, reject.GetProperty("line").GetInt64());
        Assert.Equal("not_a_log_line", reject.GetProperty("reason").GetString());
        Assert.Equal("this is no log line", reject.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Interrupted_SaysWhereToResume_AndThenEveryLineIsInTheTopic()
    {
        var log = Path.Combine(_directory, "access.log");
        await File.WriteAllLinesAsync(log, Enumerable.Range(1, Lines).Reverse().Select(Line)); // newest first
        _broker.Mock.FailNext(0, 10); // a request is refused for its size: nothing of it is stored

        var (code, output, error) = await RunAsync("import", log, "--to", "kafka", "--json");

        Assert.Equal(1, code);
        var result = JsonDocument.Parse(output).RootElement.GetProperty("result");
        Assert.False(result.GetProperty("is_whole").GetBoolean());
        var lastEvent = result.GetProperty("last_event").GetInt64();
        Assert.InRange(lastEvent, 0, Lines - 1);
        var stored = ContentsInTopic(0);
        Assert.Superset(Enumerable.Range(1, (int)lastEvent).Select(Content).ToHashSet(), stored);
        Assert.Equal(stored.Count - lastEvent, result.GetProperty("acknowledged_behind").GetInt64());

        var rest = await RunAsync("import", log, "--to", "kafka", "--from-event", (lastEvent + 1).ToString(CultureInfo.InvariantCulture));
        Assert.True(rest.Code == 0, rest.Error + error);
        Assert.Equal(Enumerable.Range(1, Lines).Select(Content).ToHashSet(), ContentsInTopic(Lines));
    }

    private HashSet<string> ContentsInTopic(int atLeast)
        => [.. _broker.Read(Broker.Topic, Broker.Partitions, atLeast).Select(r => ContentOf(r.Message.Value!))];

    private static string ContentOf(byte[] value)
    {
        new Core.Avro.AvroEventDecoder(Core.Avro.AvroSchemaSet.Default).TryDecode(value, out var e);
        return System.Text.Encoding.UTF8.GetString(e.ContentId);
    }

    private static string Content(int line) => string.Create(CultureInfo.InvariantCulture, $"/content-{line}");

    private static string Line(int line)
        => string.Create(
            CultureInfo.InvariantCulture,
            $"""10.0.0.1 - - [17/May/2015:1{line / 60}:{line % 60:00}:03 +0000] "GET {Content(line)} HTTP/1.1" 200 10""");

    private Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
        => CliProcess.RunAsync(_directory, [.. arguments, "--kafka", _broker.Mock.BootstrapServers]);
}
