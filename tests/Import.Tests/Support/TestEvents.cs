using System.Buffers;
using System.Text;
using StreamPulse.Core.Events;

namespace StreamPulse.Import.Tests.Support;

/// <summary>Events for tests.</summary>
internal static class TestEvents
{
    public static ContentDownloadEvent Example { get; } = new()
    {
        EventId = "0b7d3f5e-53a1-4b4e-9d0c-6f1c7a9e2b11",
        EventTimeMs = 1_735_689_600_123,
        UserId = "user_1",
        Content = new ContentInfo("mov_batman", "Batman", "movie", "action", 4_100, 17.99f),
        Download = new DownloadInfo("failed", 12, 0, "network_timeout", "The connection timed out."),
        UserContext = new UserContextInfo("EU-Paris", "Créteil", "iPhone 15", "iOS 17.4", "wifi"),
    };

    /// <summary>Any event that JSON can hold: strings with every kind of character, numbers over their whole ranges.</summary>
    public static ContentDownloadEvent Random(Random random) => new()
    {
        EventId = Text(random),
        EventTimeMs = random.NextInt64(long.MinValue, long.MaxValue),
        UserId = Text(random),
        Content = new ContentInfo(
            Text(random), Text(random), Text(random), Text(random), random.Next(int.MinValue, int.MaxValue), Float(random)),
        Download = new DownloadInfo(
            Text(random), random.Next(int.MinValue, int.MaxValue), Float(random),
            random.Next(2) == 0 ? null : Text(random), random.Next(2) == 0 ? null : Text(random)),
        UserContext = new UserContextInfo(Text(random), Text(random), Text(random), Text(random), Text(random)),
    };

    public static byte[] Json(ContentDownloadEvent e)
    {
        var output = new ArrayBufferWriter<byte>();
        EventJson.Write(e, output);
        return output.WrittenSpan.ToArray();
    }

    private static string Text(Random random)
    {
        var text = new StringBuilder();
        for (var length = random.Next(12); length > 0; length--)
        {
            var rune = random.Next(4) switch
            {
                0 => random.Next(0x20),
                1 => "\"\\/<>&'+\u2028\u007f"[random.Next(10)],
                2 => random.Next(0x20, 0x7F),
                _ => random.Next(0x80, 0x110000),
            };
            text.Append(Rune.IsValid(rune) ? new Rune(rune) : Rune.ReplacementChar);
        }
        return text.ToString();
    }

    private static float Float(Random random)
    {
        var value = BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
        return float.IsFinite(value) ? value : 0;
    }
}
