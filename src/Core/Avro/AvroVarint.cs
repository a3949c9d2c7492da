using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Avro;

/// <summary>
/// Reads single Avro values on the hot path: zigzag varints (Avro specification, "Binary Encoding"), at most ten bytes,
/// in their shortest form only, and slices that start with their length. Positions are byte offsets from an origin;
/// the caller keeps <c>position &lt;= end</c>. A method that returns false leaves its results unspecified.
/// </summary>
internal static class AvroVarint
{
    private const ulong StopBits = 0x8080_8080_8080_8080;

    /// <summary>A length and that many bytes. The usual length, up to 63, takes one byte and stays in the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadSlice(ref byte origin, nint end, scoped ref nint position, out ReadOnlySpan<byte> slice)
    {
        var start = position;
        Unsafe.SkipInit(out slice);
        if (start >= end)
            return false;
        nint length = Unsafe.Add(ref origin, start);
        start++;
        if ((length & 0x81) != 0)
        {
            start = ReadLongLength(ref origin, end, start - 1, out length);
            if (start < 0)
                return false;
        }
        else
        {
            length >>= 1;
        }

        if (length > end - start)
            return false;
        slice = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, start), (int)length);
        position = start + length;
        return true;
    }

    /// <summary>An int; values that do not fit in 32 bits are refused. One and two bytes stay in the caller.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadInt(ref byte origin, nint end, scoped ref nint position, out int value)
    {
        var start = position;
        Unsafe.SkipInit(out value);
        if (end - start >= 2)
        {
            uint first = Unsafe.Add(ref origin, start);
            if (first < 0x80)
            {
                value = UnZigZag(first);
                position = start + 1;
                return true;
            }

            uint second = Unsafe.Add(ref origin, start + 1);
            if (second - 1 < 0x7F)
            {
                value = UnZigZag((first & 0x7F) | (second << 7));
                position = start + 2;
                return true;
            }
        }

        position = ReadAny(ref origin, end, start, out var wide);
        value = (int)wide;
        return position >= 0 && value == wide;
    }

    /// <summary>A long. Up to eight bytes are read in one load and squeezed from groups of 7 bits without a loop.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadLong(ref byte origin, nint end, scoped ref nint position, out long value)
    {
        var start = position;
        if (end - start >= 8)
        {
            var bytes = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref origin, start));
            if (!BitConverter.IsLittleEndian)
                bytes = BinaryPrimitives.ReverseEndianness(bytes);
            var stops = ~bytes & StopBits;
            var bitCount = BitOperations.TrailingZeroCount(stops) + 1;
            // A last byte of zero is a longer form than needed unless it is the only one; ReadAny decides which.
            if (stops != 0 && (bytes >> (bitCount - 8) & 0xFF) != 0)
            {
                bytes &= ulong.MaxValue >> (64 - bitCount);
                bytes = (bytes & 0x007F_007F_007F_007F) | ((bytes & 0x7F00_7F00_7F00_7F00) >> 1);
                bytes = (bytes & 0x0000_3FFF_0000_3FFF) | ((bytes & 0x3FFF_0000_3FFF_0000) >> 2);
                bytes = (bytes & 0x0000_0000_0FFF_FFFF) | ((bytes & 0x0FFF_FFFF_0000_0000) >> 4);
                value = Leb128.UnZigZag(bytes);
                position = start + (bitCount >> 3);
                return true;
            }
        }

        position = ReadAny(ref origin, end, start, out value);
        return position >= 0;
    }

    /// <summary>Four bytes, IEEE 754, little-endian.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryReadFloat(ref byte origin, nint end, scoped ref nint position, out float value)
    {
        Unsafe.SkipInit(out value);
        if (end - position < sizeof(float))
            return false;
        var bits = Unsafe.ReadUnaligned<int>(ref Unsafe.Add(ref origin, position));
        value = BitConverter.Int32BitsToSingle(BitConverter.IsLittleEndian ? bits : BinaryPrimitives.ReverseEndianness(bits));
        position += sizeof(float);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int UnZigZag(uint bits) => (int)(bits >> 1) ^ -(int)(bits & 1);

    /// <summary>A length of any size; a negative one, or one over 2 GiB, is refused with -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint ReadLongLength(ref byte origin, nint end, nint start, scoped out nint length)
    {
        var next = ReadAny(ref origin, end, start, out var wide);
        length = (nint)wide;
        return wide is < 0 or > int.MaxValue ? -1 : next;
    }

    /// <summary>A varint of any length, byte by byte. Returns the position after it, or -1.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint ReadAny(ref byte origin, nint end, nint start, out long value)
    {
        var input = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref origin, start), (int)nint.Min(end - start, Leb128.MaxBytes));
        var result = Leb128.Read(input, out var bits, out var length);
        value = Leb128.UnZigZag(bits);
        return result == Leb128Result.Ok ? start + length : -1;
    }
}
