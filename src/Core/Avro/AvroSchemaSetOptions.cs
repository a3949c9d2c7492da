namespace StreamPulse.Core.Avro;

/// <summary>Which schemas records are written with.</summary>
public sealed record AvroSchemaSetOptions
{
    /// <summary>
    /// Id of the framing to the writer's schema as JSON. Records of these ids are resolved to our schema by Avro's rules.
    /// </summary>
    public IReadOnlyDictionary<SchemaId, string> WriterSchemas { get; init; } = new Dictionary<SchemaId, string>();

    /// <summary>
    /// Whether an id that is not in the set is one that has to be looked for (<see cref="AvroSchemaSet.Missing"/>). False makes records of
    /// such ids dead letters.
    /// </summary>
    public bool Learns { get; init; }

    /// <summary>The writer's schema of records without framing, as JSON; null means our own.</summary>
    public string? BareWriterSchema { get; init; }

    /// <summary>
    /// Whether a first byte of 0 or 1 means Confluent's framing. False takes every record as bare, which a
    /// <see cref="BareWriterSchema"/> needs whose records may start with one of these.
    /// </summary>
    public bool AcceptFraming { get; init; } = true;

    /// <summary>
    /// Our schema with aliases or defaults added, as JSON, for producers that use other field names or leave fields out; null
    /// means ours as it is. Types, names and order have to stay.
    /// </summary>
    public string? ReaderSchema { get; init; }
}
