namespace StreamPulse.Core.Avro;

/// <summary>Which schemas records are written with.</summary>
public sealed record AvroSchemaSetOptions
{
    /// <summary>
    /// Schema id of the framing to the writer's schema as JSON. Records of these ids are resolved to our schema by Avro's rules.
    /// </summary>
    public IReadOnlyDictionary<int, string> WriterSchemas { get; init; } = new Dictionary<int, string>();

    /// <summary>
    /// What an id means that is not in <see cref="WriterSchemas"/>: false reads such records as our own schema, which goes
    /// wrong unnoticed only where another schema's bytes happen to be one of our events; true makes them dead letters.
    /// </summary>
    public bool RejectUnlistedSchemaIds { get; init; }

    /// <summary>The writer's schema of records without framing, as JSON; null means our own.</summary>
    public string? BareWriterSchema { get; init; }

    /// <summary>
    /// Whether a first byte of 0 means Confluent's framing. False takes every record as bare, which a
    /// <see cref="BareWriterSchema"/> needs whose records may start with a 0.
    /// </summary>
    public bool AcceptFraming { get; init; } = true;

    /// <summary>
    /// Our schema with aliases or defaults added, as JSON, for producers that use other field names or leave fields out; null
    /// means ours as it is. Types, names and order have to stay.
    /// </summary>
    public string? ReaderSchema { get; init; }
}
