using System.Buffers;
using StreamPulse.Core.Avro;
using StreamPulse.Core.Events;

namespace StreamPulse.Grains.Tests.Support;

/// <summary>Single events at chosen event times.</summary>
internal static class HandMadeEvents
{
    /// <summary>A whole minute, at which a window begins.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>Appends a download of each of the times, seconds after <see cref="Start"/>, in a region.</summary>
    public static async Task AppendAsync(this PipelineDatabase database, string region, params double[] atSeconds)
    {
        foreach (var at in atSeconds)
            await database.AppendRawAsync(System.Text.Encoding.UTF8.GetBytes(region), Encode(region, Start.AddSeconds(at)));
    }

    /// <summary>The bytes of a download.</summary>
    public static byte[] Encode(string region, DateTimeOffset eventTime)
    {
        var output = new ArrayBufferWriter<byte>();
        AvroEventWriter.Write(
            new ContentDownloadEvent
            {
                EventId = Guid.NewGuid().ToString(),
                EventTimeMs = eventTime.ToUnixTimeMilliseconds(),
                UserId = "user_1",
                Content = new ContentInfo("mov_batman", "Batman", "movie", "action", 4_096, 17.99f),
                Download = new DownloadInfo("success", 60, 80, null, null),
                UserContext = new UserContextInfo(region, "Paris", "iPhone 15", "iOS 17.4", "wifi"),
            },
            output);
        return output.WrittenSpan.ToArray();
    }
}
