using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// A primitive type, read as the same or promoted: int to long, float, double; long to float, double; float to double; string and bytes.
/// </summary>
internal sealed class PrimitiveResolution(AvroKind writer, AvroKind reader) : AvroResolution
{
    /// <summary>Whether Avro lets <paramref name="reader"/> read what <paramref name="writer"/> wrote.</summary>
    public static bool CanRead(AvroKind writer, AvroKind reader) => writer == reader || (writer, reader) switch
    {
        (AvroKind.Int, AvroKind.Long or AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Long, AvroKind.Float or AvroKind.Double) => true,
        (AvroKind.Float, AvroKind.Double) => true,
        (AvroKind.String, AvroKind.Bytes) or (AvroKind.Bytes, AvroKind.String) => true,
        _ => false,
    };

    // The casts to object keep each number its own type; without them all arms would become double.
    protected override object? ReadValue(ref AvroBinaryReader bytes) => writer switch
    {
        AvroKind.Null => null,
        AvroKind.Boolean => bytes.ReadBoolean(),
        AvroKind.Int => PromoteInteger(bytes.ReadInt()),
        AvroKind.Long => PromoteInteger(bytes.ReadLong()),
        AvroKind.Float => reader == AvroKind.Double ? (object)(double)bytes.ReadFloat() : bytes.ReadFloat(),
        AvroKind.Double => bytes.ReadDouble(),
        _ => reader == AvroKind.Bytes ? bytes.ReadBytes().ToArray() : new AvroText(bytes.ReadBytes().ToArray()),
    };

    private object PromoteInteger(long value) => reader switch
    {
        AvroKind.Int => (object)(int)value,
        AvroKind.Long => value,
        AvroKind.Float => (float)value,
        _ => (double)value,
    };
}
