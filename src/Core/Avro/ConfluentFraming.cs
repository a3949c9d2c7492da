using System.Buffers;
using System.Buffers.Binary;

namespace StreamPulse.Core.Avro;

/// <summary>
/// The header that Confluent's serializers put before the Avro: byte 0, then the schema id in four bytes, big-endian
/// (Confluent Schema Registry documentation, "Wire format").
/// </summary>
public static class ConfluentFraming
{
    /// <summary>Bytes before the Avro.</summary>
    public const int HeaderBytes = 5;

    /// <summary>
    /// True where a value starts as framed ones do. A bare event starts with the length of its event_id, which is never 0.
    /// </summary>
    public static bool IsFramed(ReadOnlySpan<byte> value) => value.Length > 0 && value[0] == 0;

    /// <summary>The schema id and the Avro after the header; false where the value is shorter than the header.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> value, out int schemaId, out ReadOnlySpan<byte> avro)
    {
        schemaId = 0;
        avro = default;
        if (value.Length < HeaderBytes || value[0] != 0)
            return false;
        schemaId = BinaryPrimitives.ReadInt32BigEndian(value[1..]);
        avro = value[HeaderBytes..];
        return true;
    }

    /// <summary>Appends the header.</summary>
    public static void WriteHeader(int schemaId, IBufferWriter<byte> output)
    {
        var header = output.GetSpan(HeaderBytes);
        header[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(header[1..], schemaId);
        output.Advance(HeaderBytes);
    }
}
