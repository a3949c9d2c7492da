using StreamPulse.Core.Avro;

namespace StreamPulse.Pipeline.Ports;

/// <summary>The schemas that records are written with, and where those come from that the set does not have yet.</summary>
public interface ISchemaSource
{
    /// <summary>The schemas that are known so far.</summary>
    AvroSchemaSet Schemas { get; }

    /// <summary>
    /// Looks for the schema of an id, and tells the set what was found: the schema, or that nobody knows it. What was found is kept before
    /// it is told, so that the records of the id are read the same way again.
    /// </summary>
    /// <exception cref="SchemaUnavailableException">Whether there is one cannot be found out now; a retry can help.</exception>
    Task LearnAsync(SchemaId id, CancellationToken cancellationToken);

    /// <summary>Adds what other programs on the same database have found since.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be reached.</exception>
    Task RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>Schemas that are given, and no others.</summary>
public sealed class FixedSchemas(AvroSchemaSet schemas) : ISchemaSource
{
    /// <inheritdoc/>
    public AvroSchemaSet Schemas => schemas;

    /// <inheritdoc/>
    public Task LearnAsync(SchemaId id, CancellationToken cancellationToken)
    {
        schemas.Learn(id, null);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>
/// Whether a schema exists cannot be found out now: the schema registry or the database does not answer. External; a retry can help.
/// </summary>
public sealed class SchemaUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
