using System.Buffers;
using System.Runtime.CompilerServices;

namespace StreamPulse.Core.Binary;

/// <summary>
/// Unsigned LEB128 (DWARF 5, section 7.6): seven bits a byte, lowest first; the top bit says that more bytes follow. A number has one form,
/// the shortest: others are refused, so that equal values have equal bytes. Signed numbers are written as zigzag (Protocol Buffers,
/// "Encoding").
/// </summary>
public static class Leb128
{
    /// <summary>Most bytes of a number of 64 bits.</summary>
    public const int MaxBytes = 10;

    /// <summary>Most bytes of a number of 32 bits.</summary>
    public const int MaxBytes32 = 5;

    /// <summary>Writes at the start of <paramref name="output"/>; the number of bytes written. One byte takes no call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Write(Span<byte> output, ulong value)
    {
        if (value >= 0x80)
            return WriteLonger(output, value);
        output[0] = (byte)value;
        return 1;
    }

    /// <summary>Appends the number.</summary>
    public static void Write(IBufferWriter<byte> output, ulong value) => output.Advance(Write(output.GetSpan(MaxBytes), value));

    /// <summary>Reads the number at the start of <paramref name="input"/>. Up to three bytes are read without a call.</summary>
    /// <param name="length">Bytes that the number takes; without meaning unless the result is <see cref="Leb128Result.Ok"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Leb128Result Read(ReadOnlySpan<byte> input, out ulong value, out int length)
    {
        if (!input.IsEmpty && input[0] < 0x80)
        {
            value = input[0];
            length = 1;
            return Leb128Result.Ok;
        }

        if (input.Length >= 3)
        {
            uint second = input[1];
            if (second - 1 < 0x7F)
            {
                value = (input[0] & 0x7Fu) | (second << 7);
                length = 2;
                return Leb128Result.Ok;
            }

            uint third = input[2];
            if (second >= 0x80 && third - 1 < 0x7F)
            {
                value = (input[0] & 0x7Fu) | ((second & 0x7F) << 7) | (third << 14);
                length = 3;
                return Leb128Result.Ok;
            }
        }

        return ReadLonger(input, out value, out length);
    }

    /// <summary>Folds small negative numbers to small ones: 0, -1, 1, -2 to 0, 1, 2, 3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ZigZag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    /// <summary>The inverse of <see cref="ZigZag"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnZigZag(ulong bits) => (long)(bits >> 1) ^ -(long)(bits & 1);

    private static int WriteLonger(Span<byte> output, ulong value)
    {
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            output[length++] = (byte)(value | 0x80);
        output[length++] = (byte)value;
        return length;
    }

    private static Leb128Result ReadLonger(ReadOnlySpan<byte> input, out ulong value, out int length)
    {
        value = 0;
        for (length = 0; length < input.Length && length < MaxBytes;)
        {
            var group = input[length];
            value |= (ulong)(group & 0x7F) << (7 * length);
            length++;
            if (group >= 0x80)
                continue;
            if (group == 0 && length > 1)
                return Leb128Result.NotShortest;
            return length == MaxBytes && group > 1 ? Leb128Result.TooLarge : Leb128Result.Ok;
        }

        return input.Length < MaxBytes ? Leb128Result.EndsWithin : Leb128Result.TooLarge;
    }
}
