using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Ingest;

/// <summary>
/// The ids of recently accepted events, in a table that all programs that accept events share. Ids are claimed in a transaction that stays
/// open while their events are appended: another claim of the same id waits for its end.
/// </summary>
public sealed class IngestIds
{
    private const int MostClaims = 16;
    private const int DeleteRows = 10_000;

    /// <summary>A claim holds a connection while the log, which may need one too, appends: a quarter of the pool at most.</summary>
    private readonly SemaphoreSlim _places;
    private readonly NpgsqlDataSource _dataSource;

    public IngestIds(NpgsqlDataSource dataSource)
    {
        _dataSource = dataSource;
        var pool = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).MaxPoolSize;
        _places = new SemaphoreSlim(Math.Clamp(pool / 4, 1, MostClaims));
    }

    /// <summary>
    /// Claims those of the ids that are not known. They become known when the claim is committed, and unknown again otherwise.
    /// </summary>
    /// <param name="ids">Each once.</param>
    /// <exception cref="IngestInProgressException">Another request has claimed one of them for five seconds.</exception>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<IngestClaim> ClaimAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        NpgsqlConnection? connection = null;
        try
        {
            connection = await _dataSource.OpenConnectionAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            // In one order for all, so that two claims of the same ids cannot wait for each other.
            var sorted = ids.Order().ToArray();
            var fresh = await InsertAsync(connection, transaction, sorted, cancellationToken);
            return new IngestClaim(connection, transaction, _places, fresh);
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync();
            _places.Release();
            if (e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable })
                throw new IngestInProgressException(e);
            if (DatabaseErrors.IsOutage(e))
                throw StoreFailure.Of("The ids of accepted events cannot be read", e);
            throw;
        }
    }

    /// <summary>Forgets the ids that are older, in small batches. Several programs may do so at once.</summary>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<long> ForgetAsync(TimeSpan olderThan, CancellationToken cancellationToken)
    {
        try
        {
            var all = 0L;
            while (true)
            {
                await using var command = _dataSource.CreateCommand(
                    $"""
                    DELETE FROM ingest_ids WHERE id = ANY (ARRAY(
                        SELECT id FROM ingest_ids WHERE accepted_at < now() - $1
                            ORDER BY accepted_at LIMIT {DeleteRows} FOR UPDATE SKIP LOCKED))
                    """);
                command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = olderThan });
                var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
                all += deleted;
                if (deleted < DeleteRows)
                    return all;
            }
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("Old ids of events could not be deleted", e);
        }
    }

    /// <returns>The inserted ids; null for all.</returns>
    private static async Task<IReadOnlySet<Guid>?> InsertAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands =
            {
                new("SET LOCAL lock_timeout = '5s'"),
                new("INSERT INTO ingest_ids (id) SELECT id FROM unnest($1) AS id ON CONFLICT DO NOTHING")
                {
                    Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids } },
                },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken);
        if (insert.BatchCommands[1].RecordsAffected == ids.Length)
            return null;

        await using var ours = new NpgsqlCommand(
            "SELECT id FROM ingest_ids WHERE id = ANY ($1) AND xmin = pg_current_xact_id()::xid", connection, transaction)
        {
            Parameters = { new NpgsqlParameter<Guid[]> { TypedValue = ids } },
        };
        var fresh = new HashSet<Guid>();
        await using var reader = await ours.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            fresh.Add(reader.GetGuid(0));
        return fresh;
    }
}
