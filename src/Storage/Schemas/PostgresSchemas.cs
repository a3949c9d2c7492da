using Npgsql;
using StreamPulse.Core.Avro;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Cluster;

namespace StreamPulse.Storage.Schemas;

/// <summary>The schemas that records name, kept for ever: what an id means never changes (docs/adr/0021).</summary>
public sealed class PostgresSchemas(NpgsqlDataSource dataSource)
{
    private const string Bare = "bare";

    /// <summary>Adds all that are kept to the set, in the snapshot of the connection.</summary>
    public static async Task AddToAsync(AvroSchemaSet schemas, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT id, schema FROM avro_schemas", connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await row.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (SchemaId.TryParse(row.GetString(0), out var id))
                schemas.Learn(id, row.GetString(1));
        }
    }

    /// <summary>Adds all that are kept to the set.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task AddToAsync(AvroSchemaSet schemas, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await AddToAsync(schemas, connection, cancellationToken).ConfigureAwait(false);
                return 0;
            },
            cancellationToken);

    /// <summary>The schema of records without framing, as JSON; null before the first pipeline.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<string?> FindBareAsync(CancellationToken cancellationToken) => FindAsync(Bare, cancellationToken);

    /// <summary>Keeps the schema of records without framing, unless one is kept; returns the one that is, as JSON.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<string> KeepBareAsync(string json, CancellationToken cancellationToken)
        => KeepAsync(Bare, json, "Schemas:Bare", cancellationToken);

    /// <summary>The schema of the id, as JSON; null where none is kept.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<string?> FindAsync(SchemaId id, CancellationToken cancellationToken) => FindAsync(id.ToString(), cancellationToken);

    /// <summary>Keeps the schema, unless one is kept for the id.</summary>
    /// <param name="source">Where it came from, for people.</param>
    /// <returns>The schema that is kept, as JSON.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<string> KeepAsync(SchemaId id, string json, string source, CancellationToken cancellationToken)
        => KeepAsync(id.ToString(), json, source, cancellationToken);

    private Task<string?> FindAsync(string id, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT schema FROM avro_schemas WHERE id = $1", connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                return (string?)await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
            },
            cancellationToken);

    private Task<string> KeepAsync(string id, string json, string source, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand(
                    "INSERT INTO avro_schemas (id, schema, source) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET id = excluded.id "
                    + "RETURNING schema", connection);
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = json });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = source });
                return (string)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
            },
            cancellationToken);
}
