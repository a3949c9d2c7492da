using System.Buffers;
using System.Buffers.Binary;

namespace StreamPulse.Fuzz.Generators;

/// <summary>Avro values as bytes, written independently of the product's own writer.</summary>
internal static class AvroBytes
{
    /// <summary>Zigzag, then groups of seven bits, the lowest first.</summary>
    public static byte[] Varint(long value)
    {
        var bits = value < 0 ? ((ulong)~value * 2) + 1 : (ulong)value * 2;
        var bytes = new List<byte>(10);
        do
        {
            bytes.Add((byte)((bits % 128) | (bits >= 128 ? 128u : 0u)));
            bits /= 128;
        }
        while (bits > 0);
        return [.. bytes];
    }

    public static void Long(this IBufferWriter<byte> output, long value) => output.Write(Varint(value));

    /// <summary>A length and the bytes.</summary>
    public static void Bytes(this IBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.Long(bytes.Length);
        output.Write(bytes);
    }

    public static void Float(this IBufferWriter<byte> output, float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), value);
        output.Advance(sizeof(float));
    }

    public static void Double(this IBufferWriter<byte> output, double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }

    /// <summary>Confluent's header: 0 and the schema id, big-endian.</summary>
    public static void ConfluentHeader(this IBufferWriter<byte> output, int schemaId)
    {
        var header = output.GetSpan(5);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], schemaId);
        output.Advance(5);
    }
}
