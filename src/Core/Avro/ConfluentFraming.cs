using System.Buffers;
using System.Buffers.Binary;

namespace StreamPulse.Core.Avro;

/// <summary>
/// How Confluent's serializers name the schema of a record (Confluent Schema Registry documentation, "Wire format"): before the Avro the
/// byte 0 and a number in four bytes, big-endian (version 0), or the byte 1 and a GUID in 16 bytes, big-endian (version 1). Version 1
/// usually stands in the record's header instead; a log puts it before the value.
/// </summary>
public static class ConfluentFraming
{
    /// <summary>Name of the header that a record's schema may stand in; its value is what stands before the Avro otherwise.</summary>
    public const string HeaderName = "__value_schema_id";

    /// <summary>Bytes of version 0 before the Avro.</summary>
    public const int NumberBytes = 5;

    /// <summary>Bytes of version 1 before the Avro.</summary>
    public const int GuidBytes = 17;

    private const int HighestVersion = 1;

    /// <summary>
    /// True where a value starts as framed ones do. A bare event starts with the length of its event_id, which is neither 0 nor -1.
    /// </summary>
    public static bool IsFramed(ReadOnlySpan<byte> value) => value.Length > 0 && value[0] <= HighestVersion;

    /// <summary>The schema's id and the Avro after it; false where the value is bare, or shorter than the id.</summary>
    public static bool TrySplit(ReadOnlySpan<byte> value, out SchemaId id, out ReadOnlySpan<byte> avro)
    {
        id = default;
        avro = default;
        var length = LengthOf(value);
        if (length == 0 || value.Length < length)
            return false;
        id = length == NumberBytes
            ? BinaryPrimitives.ReadInt32BigEndian(value[1..])
            : new Guid(value[1..GuidBytes], bigEndian: true);
        avro = value[length..];
        return true;
    }

    /// <summary>Whether the bytes are an id and nothing else, as the value of the header <see cref="HeaderName"/> is.</summary>
    public static bool IsId(ReadOnlySpan<byte> bytes) => !bytes.IsEmpty && bytes.Length == LengthOf(bytes);

    /// <summary>Appends the id as it stands before the Avro.</summary>
    public static void Write(SchemaId id, IBufferWriter<byte> output)
    {
        var header = output.GetSpan(GuidBytes);
        header[0] = id.Guid is null ? (byte)0 : (byte)1;
        if (id.Guid is { } guid)
            guid.TryWriteBytes(header[1..], bigEndian: true, out _);
        else
            BinaryPrimitives.WriteInt32BigEndian(header[1..], id.Number);
        output.Advance(LengthOf(header));
    }

    /// <summary>Bytes of the id by the version in the first byte; 0 where that is none.</summary>
    private static int LengthOf(ReadOnlySpan<byte> bytes)
        => !IsFramed(bytes) ? 0 : bytes[0] == 0 ? NumberBytes : GuidBytes;
}
