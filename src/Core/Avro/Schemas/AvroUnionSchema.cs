namespace StreamPulse.Core.Avro.Schemas;

/// <summary>A value of one of several types.</summary>
public sealed class AvroUnionSchema(IReadOnlyList<AvroSchema> branches) : AvroSchema(AvroKind.Union)
{
    public IReadOnlyList<AvroSchema> Branches { get; } = branches;

    /// <inheritdoc/>
    public override string ToString() => $"union of {string.Join(", ", Branches)}";
}
