namespace StreamPulse.Core.Avro.Schemas;

/// <summary>A fixed number of bytes.</summary>
public sealed class AvroFixedSchema(AvroName name, IReadOnlyList<AvroName> aliases, int sizeBytes)
    : AvroNamedSchema(AvroKind.Fixed, name, aliases)
{
    public int SizeBytes { get; } = sizeBytes;
}
