using System.Text;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Numbers and text, mostly ordinary, sometimes at a bound or beyond.</summary>
internal static class RandomValues
{
    /// <summary>The current time in checks: 2026-03-01T12:00:00Z.</summary>
    public const long NowMs = 1_772_366_400_000;

    private static readonly string[] Words =
    [
        "mov_avengers_2", "US-California", "EU-London", "iPhone", "success", "failed", "wifi", "Der Untergang", "東京", "é", "𝄞 clef", "a b",
        "x",
        "0", "NaN", "null", "-", "C:\\dir\\", "say \"hi\"", "line\nbreak", "tab\there", "%20", "ümläut/ß", "\u007f", "\u200b", "\uFEFFmark",
        "\uFFFD",
    ];

    private static readonly int[] BoundLengths = [62, 63, 64, 65, 1_023, 1_024, 1_025];
    private static readonly float[] Floats =
        [0f, -0f, 1f, -1f, 12.5f, 999_999.9f, 1_000_000f, 1_000_001f, float.MaxValue, float.Epsilon, float.NaN, float.PositiveInfinity,
            float.NegativeInfinity];

    private static readonly long[] Longs =
    [
        NowMs, NowMs + 300_000, NowMs + 300_001, 946_684_800_000, 946_684_799_999, 7_258_118_399_999, 7_258_118_400_000,
        0, -1, long.MaxValue, long.MinValue, 1L << 53, -(1L << 62),
    ];

    private static readonly int[] Ints = [0, 1, -1, 63, 64, -64, -65, 8_191, 8_192, 1 << 20, int.MaxValue, int.MinValue];

    /// <summary>Valid Unicode; empty, or with U+0000, once in a while.</summary>
    public static string Text(Random random) => random.Next(24) switch
    {
        0 => "",
        1 => new string('k', BoundLengths[random.Next(BoundLengths.Length)]),
        2 => "nul\0inside",
        3 => string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => ((Rune)random.Next(0xD800)).ToString())),
        _ => Words[random.Next(Words.Length)],
    };

    /// <summary>Text as UTF-8, once in a while no UTF-8 at all.</summary>
    public static byte[] Utf8(Random random)
    {
        var bytes = Encoding.UTF8.GetBytes(Text(random));
        if (bytes.Length > 0 && random.Next(40) == 0)
            bytes[random.Next(bytes.Length)] = (byte)random.Next(128, 256);
        return bytes;
    }

    /// <summary>An event time, mostly within a day of <see cref="NowMs"/>.</summary>
    public static long EventTimeMs(Random random)
        => random.Next(8) == 0 ? Longs[random.Next(Longs.Length)] : NowMs - random.Next(86_400_000);

    public static int Int(Random random) => random.Next(4) == 0 ? Ints[random.Next(Ints.Length)] : random.Next(10_000);

    public static float Float(Random random) => random.Next(6) == 0 ? Floats[random.Next(Floats.Length)] : random.Next(100_000) / 100f;
}
