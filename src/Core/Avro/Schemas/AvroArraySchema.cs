namespace StreamPulse.Core.Avro.Schemas;

/// <summary>Any number of items of one type.</summary>
public sealed class AvroArraySchema(AvroSchema items) : AvroSchema(AvroKind.Array)
{
    public AvroSchema Items { get; } = items;

    /// <inheritdoc/>
    public override string ToString() => $"array of {Items}";
}
