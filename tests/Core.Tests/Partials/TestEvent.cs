using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Partials;

/// <summary>Events with few different keys, so that keys repeat.</summary>
internal static class TestEvent
{
    public static readonly long Origin = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static readonly string[] Statuses = ["success", "success", "success", "failed", "cancelled", "odd"];
    private static readonly string?[] Codes = [null, "timeout", "disk_full", "http_503"];

    public static ContentDownloadEvent Random(Random random, long eventTimeMs)
    {
        var status = Statuses[random.Next(Statuses.Length)];
        var content = random.Next(5);
        return new ContentDownloadEvent
        {
            EventId = Guid.NewGuid().ToString(),
            EventTimeMs = eventTimeMs,
            UserId = $"user{random.Next(40)}",
            Content = new ContentInfo($"c{content}", $"Title {content} v{random.Next(3)}", "movie", "drama", random.Next(1, 5000), 1.5f),
            Download = new DownloadInfo(
                status, random.Next(0, 900), random.Next(5) == 0 ? 0 : (float)(random.NextDouble() * 200),
                status == "success" ? null : Codes[random.Next(Codes.Length)], null),
            UserContext = new UserContextInfo($"R{random.Next(3)}", "City", $"d{random.Next(3)}", $"os{random.Next(2)}", "wifi"),
        };
    }

    public static byte[] Encode(ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(e, output);
        return output.WrittenSpan.ToArray();
    }
}
