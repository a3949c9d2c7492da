namespace StreamPulse.Fuzz.Generators;

/// <summary>Puts lines together as files do it.</summary>
internal static class Lines
{
    /// <summary>Up to four lines, with either line end, blank lines, a byte order mark, or without a newline at the end.</summary>
    public static byte[] Join(Random random, Func<Random, byte[]> line)
    {
        var text = new List<byte>();
        if (random.Next(20) == 0)
            text.AddRange([0xEF, 0xBB, 0xBF]);
        for (var count = random.Next(5); count > 0; count--)
        {
            if (random.Next(12) != 0)
                text.AddRange(line(random));
            if (count > 1 || random.Next(2) == 0)
                text.AddRange(random.Next(6) == 0 ? "\r\n"u8.ToArray() : "\n"u8.ToArray());
        }

        return [.. text];
    }
}
