namespace StreamPulse.Core.Avro.Schemas;

/// <summary>A parsed Avro schema (Avro specification 1.12, "Schema Declaration").</summary>
public abstract class AvroSchema
{
    private protected AvroSchema(AvroKind kind) => Kind = kind;

    /// <summary>The type; a logical type counts as the type it is stored as.</summary>
    public AvroKind Kind { get; }

    /// <summary>Reads a schema from JSON of at most 1 MiB.</summary>
    /// <exception cref="AvroSchemaException">It is no JSON, or no Avro schema; the message names the place.</exception>
    public static AvroSchema Parse(string json) => AvroSchemaParser.Parse(json);
}
