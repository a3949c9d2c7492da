namespace StreamPulse.Core.Avro.Schemas;

/// <summary>Named fields in an order. A record may contain itself, so its fields are set after it has been made.</summary>
public sealed class AvroRecordSchema : AvroNamedSchema
{
    internal AvroRecordSchema(AvroName name, IReadOnlyList<AvroName> aliases)
        : base(AvroKind.Record, name, aliases)
    {
    }

    public IReadOnlyList<AvroField> Fields { get; internal set; } = [];
}
