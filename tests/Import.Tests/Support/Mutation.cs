namespace StreamPulse.Import.Tests.Support;

/// <summary>Damages bytes as disks, networks and editors do.</summary>
internal static class Mutation
{
    /// <summary>A copy with one to four changes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> good, Random random)
    {
        var bytes = new List<byte>(good.ToArray());
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 8), bytes.Count - at)));
                    break;
                case 4:
                    bytes[at] = "\"\\[]{}:,- \t\r\0/?%+0123456789"u8[random.Next(26)];
                    break;
                default:
                    if (random.Next(10) == 0)
                        bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }
        return [.. bytes];
    }
}
