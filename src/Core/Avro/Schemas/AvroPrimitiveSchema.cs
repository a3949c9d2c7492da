using System.Collections.Frozen;

namespace StreamPulse.Core.Avro.Schemas;

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class AvroPrimitiveSchema : AvroSchema
{
    private static readonly FrozenDictionary<string, AvroPrimitiveSchema> ByName =
        Enumerable.Range((int)AvroKind.Null, AvroKind.String - AvroKind.Null + 1)
            .Select(kind => new AvroPrimitiveSchema((AvroKind)kind, logicalType: null))
            .ToFrozenDictionary(schema => schema.ToString(), StringComparer.Ordinal);

    private AvroPrimitiveSchema(AvroKind kind, string? logicalType)
        : base(kind) => LogicalType = logicalType;

    /// <summary>What an int or a long stands for, such as <c>timestamp-millis</c>; null where nothing is declared.</summary>
    public string? LogicalType { get; }

    /// <summary>The primitive type of that name, or null.</summary>
    public static AvroPrimitiveSchema? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The same type with a logical type, where it is an int or a long and has none yet; else the type as it is.</summary>
    public AvroPrimitiveSchema Declared(string logicalType)
        => LogicalType is null && Kind is (AvroKind.Int or AvroKind.Long) ? new AvroPrimitiveSchema(Kind, logicalType) : this;

    /// <summary>
    /// Whether this type's numbers, a writer's, are read as <paramref name="reader"/>'s without a conversion: nothing else is declared of
    /// them, or a logical type that is no time and that the reader does not know, which Avro passes over.
    /// </summary>
    internal bool StandsForTheSameAs(AvroPrimitiveSchema reader)
        => LogicalType is null || LogicalType == reader.LogicalType || (reader.LogicalType is null && !AvroTime.IsTime(LogicalType));

    /// <inheritdoc/>
    public override string ToString()
    {
        var name = Kind.ToString().ToLowerInvariant();
        return LogicalType is null ? name : $"{name} ({LogicalType})";
    }
}
