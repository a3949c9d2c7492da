namespace StreamPulse.Core.Avro.Schemas;

/// <summary>Values of one type under string keys.</summary>
public sealed class AvroMapSchema(AvroSchema values) : AvroSchema(AvroKind.Map)
{
    public AvroSchema Values { get; } = values;

    /// <inheritdoc/>
    public override string ToString() => $"map of {Values}";
}
