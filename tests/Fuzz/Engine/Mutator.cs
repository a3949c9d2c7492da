using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace StreamPulse.Fuzz.Engine;

/// <summary>
/// Changes inputs. Some changes are blind (bits, bytes, cuts), some are typical problems of parsers: lengths and numbers at their
/// bounds, tokens doubled, dropped or swapped, bytes that are no UTF-8, deep nesting, two inputs put together.
/// </summary>
internal static class Mutator
{
    /// <summary>No mutation makes an input longer than this.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int MaxNesting = 300;
    private static readonly long[] Bounds =
    [
        0, 1, -1, 63, 64, 127, 128, 255, 256, 1_023, 1_024, 1_025, 8_191, 8_192, 16_384, 65_535, 65_536, 1_048_576,
        int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue, long.MaxValue - 1, 946_684_800_000,
        7_258_118_400_000,
    ];

    private static readonly byte[] Delimiters = "{}[](),:;=&\"'/\\|.-+ \t\r\n\0"u8.ToArray();
    private static readonly byte[][] NoUtf8 =
    [
        [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80], [0xEF, 0xBB, 0xBF], [0],
        "\\ud800"u8.ToArray(), "\\udc00x"u8.ToArray(), "\\u0000"u8.ToArray(), "%00"u8.ToArray(), "%ed%a0%80"u8.ToArray(),
    ];

    /// <summary>The input changed one to four times; itself is left as it is.</summary>
    /// <param name="other">An input to take pieces of.</param>
    public static byte[] Mutate(byte[] input, byte[] other, IReadOnlyList<byte[]> tokens, Random random)
    {
        var times = 1 + random.Next(4);
        for (var i = 0; i < times; i++)
            input = Once(input, other, tokens, random);
        return input.Length <= MaxBytes ? input : input[..MaxBytes];
    }

    private static byte[] Once(byte[] input, byte[] other, IReadOnlyList<byte[]> tokens, Random random) => random.Next(13) switch
    {
        0 => FlipBit(input, random),
        1 => SetByte(input, random),
        2 => input[..random.Next(input.Length + 1)],
        3 => Without(input, Range(input, random)),
        4 => Doubled(input, Range(input, random), random),
        5 => Without(input, TokenRange(input, random)),
        6 => Doubled(input, TokenRange(input, random), random),
        7 => Insert(input, Number(random), random),
        8 => ReplaceNumber(input, random),
        9 => Insert(input, NoUtf8[random.Next(NoUtf8.Length)], random),
        10 => Nest(input, random),
        11 => [.. input.AsSpan(0, random.Next(input.Length + 1)), .. other.AsSpan(random.Next(other.Length + 1))],
        _ => tokens.Count == 0 ? FlipBit(input, random) : Insert(input, tokens[random.Next(tokens.Count)], random),
    };

    private static byte[] FlipBit(byte[] input, Random random)
    {
        if (input.Length == 0)
            return [(byte)random.Next(256)];
        var changed = (byte[])input.Clone();
        changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
        return changed;
    }

    private static byte[] SetByte(byte[] input, Random random)
    {
        if (input.Length == 0)
            return [0];
        var changed = (byte[])input.Clone();
        changed[random.Next(changed.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : Delimiters[random.Next(Delimiters.Length)];
        return changed;
    }

    private static byte[] Without(byte[] input, (int Start, int End) range)
        => [.. input.AsSpan(0, range.Start), .. input.AsSpan(range.End)];

    private static byte[] Doubled(byte[] input, (int Start, int End) range, Random random)
    {
        var piece = input.AsSpan(range.Start, range.End - range.Start);
        var at = random.Next(2) == 0 ? range.End : random.Next(input.Length + 1);
        return [.. input.AsSpan(0, at), .. piece, .. input.AsSpan(at)];
    }

    private static byte[] Insert(byte[] input, byte[] piece, Random random)
    {
        var at = random.Next(input.Length + 1);
        var over = random.Next(2) == 0 ? 0 : Math.Min(piece.Length, input.Length - at);
        return [.. input.AsSpan(0, at), .. piece, .. input.AsSpan(at + over)];
    }

    private static (int Start, int End) Range(byte[] input, Random random)
    {
        var start = random.Next(input.Length + 1);
        return (start, Math.Min(input.Length, start + 1 + random.Next(random.Next(8) == 0 ? 1_000 : 16)));
    }

    /// <summary>From one delimiter to another close after it.</summary>
    private static (int Start, int End) TokenRange(byte[] input, Random random)
    {
        var from = random.Next(input.Length + 1);
        var start = input.AsSpan(from).IndexOfAny(Delimiters);
        if (start < 0)
            return Range(input, random);
        start += from;
        var end = start + 1;
        for (var hops = random.Next(6); hops >= 0 && end < input.Length; hops--)
        {
            var next = input.AsSpan(end).IndexOfAny(Delimiters);
            end = next < 0 ? input.Length : end + next + (hops > 0 ? 1 : 0);
        }

        return (start, Math.Min(end, input.Length));
    }

    /// <summary>A number at a bound: as a varint, as fixed bytes, or as text.</summary>
    private static byte[] Number(Random random)
    {
        var value = Bounds[random.Next(Bounds.Length)];
        var bytes = new byte[sizeof(long)];
        switch (random.Next(5))
        {
            case 0:
                BinaryPrimitives.WriteInt64BigEndian(bytes, value);
                return bytes;
            case 1:
                BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)value);
                return bytes[..sizeof(int)];
            case 2:
                return Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));
            case 3:
                // A varint that is not in its shortest form.
                return [.. Generators.AvroBytes.Varint(value).Select(b => (byte)(b | 0x80)), 0];
            default:
                return Generators.AvroBytes.Varint(value);
        }
    }

    /// <summary>Puts a number at a bound, or one that no type holds, in place of digits.</summary>
    private static byte[] ReplaceNumber(byte[] input, Random random)
    {
        var from = random.Next(input.Length + 1);
        var start = input.AsSpan(from).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (start < 0)
            return FlipBit(input, random);
        start += from;
        var length = input.AsSpan(start).IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        var end = length < 0 ? input.Length : start + length;
        var number = random.Next(6) switch
        {
            0 => "1e400",
            1 => "-0",
            2 => "1.5",
            3 => new string('9', 1 + random.Next(40)),
            _ => Bounds[random.Next(Bounds.Length)].ToString(CultureInfo.InvariantCulture),
        };
        return [.. input.AsSpan(0, start), .. Encoding.ASCII.GetBytes(number), .. input.AsSpan(end)];
    }

    private static byte[] Nest(byte[] input, Random random)
    {
        var (open, close) = random.Next(4) switch { 0 => ("[", "]"), 1 => ("{\"a\":", "}"), 2 => ("[[", ""), _ => ("(", ")") };
        var depth = 1 + random.Next(random.Next(4) == 0 ? MaxNesting : 8);
        var at = random.Next(input.Length + 1);
        var to = at + random.Next(input.Length - at + 1);
        return
        [
            .. input.AsSpan(0, at), .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(open, depth))),
            .. input.AsSpan(at, to - at), .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(close, depth))), .. input.AsSpan(to),
        ];
    }
}
