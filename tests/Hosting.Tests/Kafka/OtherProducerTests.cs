using System.Diagnostics;
using System.Text.Json;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests.Kafka;

/// <summary>Events of a producer that shares nothing with this code: kafka-python and avro, as Debian packages them.</summary>
public sealed class OtherProducerTests(PostgresFixture postgres)
{
    private const int PackagesMissing = 3;

    private sealed record Produced(
        long ProducedEvents, IReadOnlyDictionary<(string ContentId, long MinuteMs), (long Downloads, long Successful)> Counts,
        IReadOnlyList<Poison> Poison);

    private sealed record Poison(int Partition, long Offset, string Key, byte[] Value);

    [Fact]
    public async Task Each_of_its_events_is_counted_and_the_poison_between_them_is_a_dead_letter()
    {
        await using var run = await KafkaRun.CreateAsync(postgres);
        var produced = await ProduceAsync(run.Kafka.BootstrapServers!, run.Kafka.Topic, 5_000, "--poison", "100", "--poison", "2500");

        await run.ProcessAsync();

        Assert.Equal(5_000, produced.ProducedEvents);
        Assert.Equal(5_000, await run.Database.NumberAsync("SELECT sum(counted)::bigint FROM checkpoints"));
        Assert.Equal(produced.Counts, await CountsAsync(run));
        Assert.Equal(
            produced.Poison.Select(p => (p.Partition, p.Offset, p.Key, Convert.ToHexString(p.Value))), await DeadLettersAsync(run));
        await run.AssertVerifiedAsync();
    }

    private static async Task<Produced> ProduceAsync(string brokers, string topic, int events, params string[] more)
    {
        const string Python = "/usr/bin/python3";
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there.");
        var start = new ProcessStartInfo(
            Python, [Path.Combine(Repository.Root, "tests/interop/kafka-producer.py"), brokers, topic, $"{events}", "7", .. more])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var python = Process.Start(start)!;
        var errors = python.StandardError.ReadToEndAsync();
        var output = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.SkipWhen(python.ExitCode == PackagesMissing, "python3-kafka and python3-avro are not installed.");
        Assert.True(python.ExitCode == 0, await errors);
        return Parse(JsonDocument.Parse(output).RootElement);
    }

    private static Produced Parse(JsonElement json)
        => new(
            json.GetProperty("produced").GetInt64(),
            json.GetProperty("counts").EnumerateArray().ToDictionary(
                static c => (c.GetProperty("content_id").GetString()!, c.GetProperty("minute").GetInt64()),
                static c => (c.GetProperty("downloads").GetInt64(), c.GetProperty("successful").GetInt64())),
            [
                .. json.GetProperty("poison").EnumerateArray()
                    .Select(static p => new Poison(
                        p.GetProperty("partition").GetInt32(), p.GetProperty("offset").GetInt64(), p.GetProperty("key").GetString()!,
                        p.GetProperty("value").GetBytesFromBase64()))
                    .OrderBy(static p => (p.Partition, p.Offset)),
            ]);

    private static async Task<Dictionary<(string, long), (long, long)>> CountsAsync(KafkaRun run)
    {
        var counts = new Dictionary<(string, long), (long, long)>();
        await using var command = run.Database.CreateCommand(
            "SELECT content_id, (extract(epoch "
                + "FROM window_start) * 1000)::bigint, download_count, successful_downloads FROM content_stats");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            counts.Add((row.GetString(0), row.GetInt64(1)), (row.GetInt64(2), row.GetInt64(3)));
        return counts;
    }

    private static async Task<List<(int, long, string, string)>> DeadLettersAsync(KafkaRun run)
    {
        var letters = new List<(int, long, string, string)>();
        await using var command = run.Database.CreateCommand(
            "SELECT partition, position, convert_from(record_key, 'UTF8'), upper(encode(payload, 'hex')) FROM dead_letters "
                + "WHERE stage = 'log' ORDER BY 1, 2");
        await using var row = await command.ExecuteReaderAsync();
        while (await row.ReadAsync())
            letters.Add((row.GetInt32(0), row.GetInt64(1), row.GetString(2), row.GetString(3)));
        return letters;
    }
}
