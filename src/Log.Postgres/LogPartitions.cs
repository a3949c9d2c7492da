using Npgsql;

namespace StreamPulse.Log.Postgres;

/// <summary>The table log_partitions: lists partitions and creates new ones.</summary>
internal sealed class LogPartitions(NpgsqlDataSource dataSource)
{
    // Held while a partition is created, so that two processes do not choose the same number; the letters "SPpartit" as bytes.
    private const long LockKey = 0x5350706172746974;
    private const string LiveSource = "live";

    private const string ImportColumns =
        "p.partition, source, import_position, import_rejected, p.next_offset, imported_in_file_order, sealed";

    private const string ImportSql = $"SELECT {ImportColumns} FROM log_partitions AS p WHERE fingerprint = $1";

    /// <summary>Of all imports of the same content, the last one that is not stored or not counted to its end.</summary>
    private const string UnfinishedImportSql = $"""
        SELECT {ImportColumns} FROM log_partitions AS p LEFT JOIN checkpoints AS c USING (partition)
        WHERE (fingerprint = $1 OR starts_with(fingerprint, $1 || '#')) AND (NOT sealed OR coalesce(c.next_offset, 0) < p.next_offset)
        ORDER BY partition DESC LIMIT 1
        """;

    /// <summary>All of them, in order of their number.</summary>
    public async Task<IReadOnlyList<LogPartition>> ListAsync(CancellationToken cancellationToken)
    {
        var partitions = new List<LogPartition>();
        await using var command =
            dataSource.CreateCommand("SELECT partition, earliest_offset, next_offset, sealed FROM log_partitions ORDER BY partition");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            partitions.Add(new LogPartition(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetBoolean(3)));
        return partitions;
    }

    /// <summary>The numbers of the live partitions, in order, after creating those that are missing.</summary>
    /// <param name="wanted">How many are wanted; null for as many as there are.</param>
    /// <exception cref="PartitionCountException">There are more than wanted.</exception>
    public async Task<int[]> EnsureLiveAsync(int? wanted, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        var live = await ListLiveAsync(connection, cancellationToken).ConfigureAwait(false);
        var count = wanted ?? (live.Count > 0 ? live.Count : PostgresEventLogOptions.DefaultLivePartitions);
        if (count < live.Count)
            throw new PartitionCountException(count, live.Count);
        while (live.Count < count)
            live.Add(await CreateAsync(connection, LiveSource, null, cancellationToken).ConfigureAwait(false));
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return [.. live];
    }

    /// <summary>The partition of an imported file, created if there is none.</summary>
    /// <param name="again">
    /// Whether a file that was imported before is imported once more: then the partition is one whose import or counting was interrupted,
    /// or a new one.
    /// </param>
    public async Task<ImportPartition> EnsureImportAsync(
        string source, string fingerprint, bool again, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await LockAsync(connection, cancellationToken).ConfigureAwait(false);
        if (await FindImportAsync(connection, fingerprint, again, cancellationToken).ConfigureAwait(false) is { } existing)
            return existing;
        var own = again ? $"{fingerprint}#{Guid.NewGuid()}" : fingerprint;
        var partition = await CreateAsync(connection, source, own, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new ImportPartition(partition, source, 0, 0, 0);
    }

    private static async Task<ImportPartition?> FindImportAsync(
        NpgsqlConnection connection, string fingerprint, bool again, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(again ? UnfinishedImportSql : ImportSql, connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = fingerprint } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            return null;
        return new ImportPartition(
            reader.GetInt32(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5))
        {
            IsSealed = reader.GetBoolean(6),
        };
    }

    private static async Task<List<int>> ListLiveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var live = new List<int>();
        await using var command = new NpgsqlCommand(
            "SELECT partition FROM log_partitions WHERE source = $1 AND fingerprint IS NULL ORDER BY partition", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = LiveSource } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            live.Add(reader.GetInt32(0));
        return live;
    }

    private static async Task<int> CreateAsync(
        NpgsqlConnection connection, string source, string? fingerprint, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "INSERT INTO log_partitions (partition, source, fingerprint) SELECT coalesce(max(partition) + 1, 0), $1, $2 FROM "
            + "log_partitions RETURNING partition", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = source }, new NpgsqlParameter<string?> { TypedValue = fingerprint } },
        };
        return (int)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private static async Task<NpgsqlTransaction> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand($"SELECT pg_advisory_xact_lock({LockKey})", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return transaction;
    }
}
