using StreamPulse.Core.Events;

namespace StreamPulse.Core.Tests.Avro;

/// <summary>Random events, equal for equal seeds, often with values at the limits of a type.</summary>
internal static class RandomEvents
{
    private static readonly string[] Texts =
    [
        "", "movie", "EU-London", "naïve café", "東京タワー", "🎬 фильм", "a\0b", "\uFEFFbom", "line\nbreak \"quoted\" \\", "\u2028", "ﬁ\u0301",
        new('x', 63), new('y', 64), new('é', 100), new('z', 8_191), new('z', 8_192), new('語', 6_000),
    ];

    private static readonly long[] Longs =
    [
        0, -1, 1, 63, 64, -64, -65, 8_191, 8_192, int.MaxValue, int.MinValue, (1L << 53) + 1, -(1L << 53) - 1, (1L << 55) - 1, 1L << 55,
        1_760_000_123_456, long.MaxValue, long.MinValue, long.MaxValue - 1,
    ];

    private static readonly float[] Floats =
    [
        0f, -0f, 1f, 9.99f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.Epsilon, 0.1f,
    ];

    public static ContentDownloadEvent Next(Random random) => new()
    {
        EventId = Text(random),
        EventTimeMs = random.Next(2) == 0 ? Longs[random.Next(Longs.Length)] : random.NextInt64() >> random.Next(64),
        UserId = Text(random),
        Content = new ContentInfo(Text(random), Text(random), Text(random), Text(random), Int(random), Float(random)),
        Download = new DownloadInfo(Text(random), Int(random), Float(random), NullableText(random), NullableText(random)),
        UserContext = new UserContextInfo(Text(random), Text(random), Text(random), Text(random), Text(random)),
    };

    public static List<ContentDownloadEvent> Many(int seed, int count)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => Next(random)).ToList();
    }

    private static string? NullableText(Random random) => random.Next(2) == 0 ? null : Text(random);

    private static string Text(Random random)
    {
        // Long ones seldom, so that most events have the usual size.
        if (random.Next(4) != 0)
            return string.Create(random.Next(20), random, (chars, r) => r.GetItems("abcXYZ019-_ äß→", chars));
        return Texts[random.Next(random.Next(8) == 0 ? Texts.Length : 13)];
    }

    private static int Int(Random random) => random.Next(3) switch
    {
        0 => random.Next(5_000),
        1 => (int)Math.Clamp(Longs[random.Next(Longs.Length)], int.MinValue, int.MaxValue),
        _ => (int)(random.NextInt64() >> 32) >> random.Next(32),
    };

    private static float Float(Random random)
        => random.Next(2) == 0
            ? Floats[random.Next(Floats.Length)]
            : BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue));
}
