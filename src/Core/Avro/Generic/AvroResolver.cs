using StreamPulse.Core.Avro.Schemas;

namespace StreamPulse.Core.Avro.Generic;

/// <summary>
/// Reads what one schema wrote as another's values, by the rules of the Avro specification 1.12, "Schema Resolution".
/// Thread-safe.
/// </summary>
public sealed class AvroResolver
{
    private readonly AvroResolution _resolution;

    private AvroResolver(AvroResolution resolution) => _resolution = resolution;

    /// <summary>Works out how to read <paramref name="writer"/>'s values as <paramref name="reader"/>'s.</summary>
    /// <exception cref="AvroSchemaException">It is impossible for every value; the message names the field.</exception>
    public static AvroResolver Create(AvroSchema writer, AvroSchema reader)
        => new(new AvroResolutionBuilder().Build(writer, reader, path: ""));

    /// <summary>Reads exactly one value; its shape is described at <see cref="AvroRecord"/>.</summary>
    /// <exception cref="AvroFormatException">The bytes are no such value, or bytes are left over.</exception>
    public object? Read(ReadOnlySpan<byte> avro)
    {
        var reader = new AvroBinaryReader(avro);
        var value = Read(ref reader);
        return reader.Remaining == 0 ? value : throw reader.Error($"{reader.Remaining} bytes are left over");
    }

    /// <summary>Reads the next value; more bytes may follow.</summary>
    internal object? Read(ref AvroBinaryReader reader) => _resolution.Read(ref reader);
}
