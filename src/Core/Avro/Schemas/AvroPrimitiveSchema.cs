using System.Collections.Frozen;

namespace StreamPulse.Core.Avro.Schemas;

/// <summary>null, boolean, int, long, float, double, bytes or string.</summary>
public sealed class AvroPrimitiveSchema : AvroSchema
{
    private static readonly FrozenDictionary<string, AvroPrimitiveSchema> ByName =
        Enumerable.Range((int)AvroKind.Null, AvroKind.String - AvroKind.Null + 1)
            .Select(kind => new AvroPrimitiveSchema((AvroKind)kind))
            .ToFrozenDictionary(schema => schema.ToString(), StringComparer.Ordinal);

    private AvroPrimitiveSchema(AvroKind kind)
        : base(kind)
    {
    }

    /// <summary>The primitive type of that name, or null.</summary>
    public static AvroPrimitiveSchema? Find(string name) => ByName.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString().ToLowerInvariant();
}
