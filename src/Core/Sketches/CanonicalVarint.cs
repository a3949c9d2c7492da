namespace StreamPulse.Core.Sketches;

/// <summary>
/// Unsigned LEB128: seven bits a byte, lowest first, the top bit says that more follow. One number has one form: longer ones with
/// leading zeros are refused, so that equal sketches have equal bytes and no others are read.
/// </summary>
internal static class CanonicalVarint
{
    /// <summary>Longest form of a number of 64 bits, in bytes.</summary>
    public const int MaxBytes = 10;

    /// <summary>Writes at the start of <paramref name="output"/>; the number of bytes written.</summary>
    public static int Write(Span<byte> output, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            output[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        output[length++] = (byte)value;
        return length;
    }

    /// <summary>Reads one number and moves <paramref name="input"/> past it.</summary>
    /// <exception cref="SketchFormatException">The input ends within it, it has leading zeros, or more than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> input)
    {
        ulong value = 0;
        for (var length = 0; length < input.Length && length < MaxBytes; length++)
        {
            var bits = input[length];
            value |= (ulong)(bits & 0x7F) << (7 * length);
            if ((bits & 0x80) != 0)
                continue;
            if (length > 0 && bits == 0)
                throw new SketchFormatException("A number in the sketch has leading zeros.");
            if (length == MaxBytes - 1 && bits > 1)
                break;
            input = input[(length + 1)..];
            return value;
        }

        throw new SketchFormatException(input.Length < MaxBytes
            ? "The sketch ends within a number."
            : "A number in the sketch has more than 64 bits.");
    }
}
