using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Log.Postgres;

/// <summary>Appends what was read of an imported file: events, rejected lines and the position in the file, together.</summary>
internal sealed class ImportWriter(DurableWrite durableWrite, RecordEncoder encoder)
{
    private const string MoveSql =
        """
        UPDATE log_partitions SET import_position = $2, import_rejected = import_rejected + $3
        WHERE partition = $1 AND import_position = $4 AND NOT sealed AND fingerprint IS NOT NULL
        RETURNING import_rejected
        """;

    private const string RejectSql =
        """
        INSERT INTO dead_letters (stage, partition, position, reason, detail, payload)
        SELECT 'import', $1, rejected.* FROM unnest($2, $3, $4, $5) AS rejected
        """;

    private const string RestSql =
        """
        INSERT INTO dead_letters (stage, partition, position, reason, detail, payload) VALUES ('import', $1, 0, $2, $3, '')
        ON CONFLICT (stage, partition, position) DO UPDATE SET detail = EXCLUDED.detail
        """;

    /// <summary>Appends; returns the partition as it is afterwards.</summary>
    public async Task<ImportPartition> AppendAsync(
        ImportPartition partition, AppendBatch batch, long newPosition, IReadOnlyList<ImportDeadLetter> rejects,
        ImportRejectRest? rest, CancellationToken cancellationToken)
    {
        var rejected = rejects.Count + (rest?.Count ?? 0);
        var segments = encoder.Encode(batch, partition.Partition);
        try
        {
            var after = partition with
            {
                ImportPosition = newPosition,
                ImportRejected = partition.ImportRejected + rejected,
                NextOffset = partition.NextOffset + batch.Count,
            };
            return await durableWrite.RunAsync(
                async (connection, token) =>
                {
                    await MoveAsync(connection, partition, after, rejected, token).ConfigureAwait(false);
                    await RejectAsync(connection, partition.Partition, rejects, token).ConfigureAwait(false);
                    if (rest is not null)
                        await CountRestAsync(connection, partition.Partition, rest, token).ConfigureAwait(false);
                    if (segments.Count > 0)
                        await EventRowStatements.AppendAsync(connection, segments, token).ConfigureAwait(false);
                    return after;
                },
                HasMovedAsync,
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            foreach (var segment in segments)
                segment.Dispose();
        }
    }

    // Only this step moves the position from the old value to the new one: where the new one is stored, the step was committed.
    private static async Task<bool> HasMovedAsync(NpgsqlConnection connection, ImportPartition after, CancellationToken cancellationToken)
        => await ReadPositionAsync(connection, after.Partition, cancellationToken).ConfigureAwait(false) is { } row
            && row.Position == after.ImportPosition;

    private static async Task MoveAsync(
        NpgsqlConnection connection, ImportPartition before, ImportPartition after, long rejected, CancellationToken cancellationToken)
    {
        await using var move = new NpgsqlCommand(MoveSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = before.Partition },
                new NpgsqlParameter<long> { TypedValue = after.ImportPosition },
                new NpgsqlParameter<long> { TypedValue = rejected },
                new NpgsqlParameter<long> { TypedValue = before.ImportPosition },
            },
        };
        if (await move.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null)
            return;
        var (position, isSealed) = await ReadPositionAsync(connection, before.Partition, cancellationToken).ConfigureAwait(false)
            ?? throw new ArgumentException($"Partition {before.Partition} is not of an import.");
        throw isSealed
            ? new PartitionSealedException(before.Partition)
            : new ImportConflictException(before.Partition, before.ImportPosition, position);
    }

    private static async Task<(long Position, bool Sealed)?> ReadPositionAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT import_position, sealed FROM log_partitions WHERE partition = $1 AND fingerprint IS NOT NULL FOR UPDATE", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = partition } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? (reader.GetInt64(0), reader.GetBoolean(1)) : null;
    }

    private static async Task RejectAsync(
        NpgsqlConnection connection, int partition, IReadOnlyList<ImportDeadLetter> rejects, CancellationToken cancellationToken)
    {
        if (rejects.Count == 0)
            return;
        await using var insert = new NpgsqlCommand(RejectSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter<long[]> { TypedValue = [.. rejects.Select(reject => reject.Position)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. rejects.Select(reject => Storable(reject.Reason))] },
                new NpgsqlParameter<string[]> { TypedValue = [.. rejects.Select(reject => Storable(reject.Detail))] },
                new NpgsqlParameter
                {
                    Value = rejects.Select(reject => reject.Payload.ToArray()).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
                },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static async Task CountRestAsync(
        NpgsqlConnection connection, int partition, ImportRejectRest rest, CancellationToken cancellationToken)
    {
        await using var insert = new NpgsqlCommand(RestSql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter<string> { TypedValue = Storable(rest.Reason) },
                new NpgsqlParameter<string> { TypedValue = Storable(rest.Detail) },
            },
        };
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>PostgreSQL's text type takes neither NUL nor a lone surrogate; a damaged line may hold either.</summary>
    private static string Storable(string text)
        => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\ufffd');
}
