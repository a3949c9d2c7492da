using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;
using StreamPulse.Generator;
using StreamPulse.Hosting.Tests.Support;
using StreamPulse.Testing;

namespace StreamPulse.Hosting.Tests;

/// <summary>Poison between good records: each bad one is a dead letter with its reason, each good one is counted.</summary>
public sealed class BadInputTests(PostgresFixture postgres)
{
    [Fact]
    public async Task PoisonBecomesDeadLetters_AndTheRestIsCounted()
    {
        await using var run = await EmbeddedRun.CreateAsync(postgres);
        var downloads = new DownloadGenerator(new GeneratorOptions { Seed = 3 });
        var expected = new Dictionary<string, long>();
        for (var i = 0; i < 200; i++)
        {
            var e = downloads.Next();
            var (value, reason) = Spoil(i, e);
            if (reason is not null)
                expected[reason] = expected.GetValueOrDefault(reason) + 1;
            await run.AppendRawAsync("EU-London"u8.ToArray(), value);
        }

        await run.ProcessAsync();

        var report = await run.AssertVerifiedAsync();
        Assert.Equal(expected.Values.Sum(), report.DeadLettered);
        Assert.Equal(200 - expected.Values.Sum(), report.Counted);
        foreach (var (reason, count) in expected)
        {
            Assert.Equal(
                count, await run.Database.ScalarAsync("SELECT count(*) FROM dead_letters WHERE reason = $1 AND stage = 'log'", reason));
        }
    }

    private static (byte[] Value, string? Reason) Spoil(int i, ContentDownloadEvent e) => (i % 10) switch
    {
        1 => (Encode(e)[..^3], "undecodable_avro"),
        2 => ("not avro at all"u8.ToArray(), "undecodable_avro"),
        3 => (Encode(e with { Content = e.Content with { ContentId = "" } }), "empty_content_id"),
        4 => (Encode(e with { EventTimeMs = 0 }), "event_time_out_of_range"),
        5 => (Encode(e with { Download = e.Download with { SpeedMbps = float.NaN } }), "invalid_speed"),
        6 => (Encode(e with { Content = e.Content with { Title = new string('t', 1 << 20) } }), "field_too_long"),
        7 => (Encode(e with { EventTimeMs = DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() }), "event_time_in_future"),
        8 => (Encode(e with { UserContext = e.UserContext with { Device = " \t\v" } }), "empty_device"),
        9 => (Encode(e with { EventId = " ." }), null),
        _ => (Encode(e), null),
    };

    private static byte[] Encode(ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, output);
        return output.WrittenSpan.ToArray();
    }
}
