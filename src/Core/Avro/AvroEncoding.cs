using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using StreamPulse.Core.Binary;

namespace StreamPulse.Core.Avro;

/// <summary>Writes single Avro values into a span that is known to be large enough. Each returns the number of bytes written.</summary>
internal static class AvroEncoding
{
    /// <summary>Longest varint of 64 bits.</summary>
    public const int MaxLongBytes = Leb128.MaxBytes;

    /// <summary>A zigzag varint; int and long are written alike.</summary>
    public static int WriteLong(Span<byte> destination, long value) => Leb128.Write(destination, Leb128.ZigZag(value));

    public static int WriteFloat(Span<byte> destination, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(destination, value);
        return sizeof(float);
    }

    /// <summary>A length and the bytes: Avro's bytes, and its string where the bytes are UTF-8.</summary>
    public static int WriteBytes(Span<byte> destination, ReadOnlySpan<byte> bytes)
    {
        var prefix = WriteLong(destination, bytes.Length);
        bytes.CopyTo(destination[prefix..]);
        return prefix + bytes.Length;
    }

    /// <summary>Text as UTF-8; a surrogate without its other half becomes U+FFFD.</summary>
    public static int WriteString(Span<byte> destination, string text)
    {
        var prefix = WriteLong(destination, Encoding.UTF8.GetByteCount(text));
        return prefix + Encoding.UTF8.GetBytes(text, destination[prefix..]);
    }

    /// <summary>Bytes that <see cref="WriteString"/> writes at most.</summary>
    public static int MaxBytes(string text) => MaxLongBytes + Encoding.UTF8.GetMaxByteCount(text.Length);

    public static void WriteLong(IBufferWriter<byte> output, long value)
        => output.Advance(WriteLong(output.GetSpan(MaxLongBytes), value));

    public static void WriteBytes(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
        => output.Advance(WriteBytes(output.GetSpan(MaxLongBytes + bytes.Length), bytes));
}
