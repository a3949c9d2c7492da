namespace StreamPulse.Core.Avro;

/// <summary>
/// A record names a schema that is not in the set yet: whether it exists has to be found out before the record is read. Nobody's fault.
/// </summary>
public sealed class SchemaMissingException(SchemaId id) : Exception($"The schema {id} has not been looked for yet.")
{
    public SchemaId Id { get; } = id;
}
