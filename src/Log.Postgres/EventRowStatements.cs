using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Log.Postgres;

/// <summary>The statements that append rows to event_log, and find them again.</summary>
internal static class EventRowStatements
{
    /// <summary>Channel on which committed appends are announced; the payload is the partition's number.</summary>
    public const string Channel = "streampulse_log";

    // The row lock that UPDATE takes is held until the commit: the next append to this partition gets its offset only after this one
    // is visible, so no reader can see a later offset before an earlier one.
    private const string AppendSql =
        """
        WITH taken AS (
            UPDATE log_partitions SET next_offset = next_offset + $2 WHERE partition = $1 AND NOT sealed RETURNING next_offset)
        INSERT INTO event_log (partition, "offset", record_count, payload)
        SELECT $1, next_offset - $2, $2, $3 FROM taken
        RETURNING "offset", ingestion_time
        """;

    /// <summary>Appends rows, in the order given, and announces their partitions. Runs in the connection's transaction.</summary>
    /// <param name="rows">At least one; rows of one partition together, partitions ascending, so that two writers cannot deadlock.</param>
    /// <returns>The last row.</returns>
    /// <exception cref="PartitionSealedException">A partition takes no more.</exception>
    public static async Task<RowReceipt> AppendAsync(
        NpgsqlConnection connection, IReadOnlyList<EncodedSegment> rows, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var row in rows)
            batch.BatchCommands.Add(Append(row));
        foreach (var partition in rows.Select(row => row.Partition).Distinct())
            batch.BatchCommands.Add(Announce(partition));
        await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);

        RowReceipt? last = null;
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                throw new PartitionSealedException(row.Partition);
            last = new RowReceipt(row.Partition, reader.GetInt64(0), reader.GetDateTime(1));
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        }

        return last ?? throw new ArgumentException("No rows.", nameof(rows));
    }

    /// <summary>Whether a row exists, once no transaction runs on its partition.</summary>
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, RowReceipt row, CancellationToken cancellationToken)
    {
        await using var settle = new NpgsqlCommand("SELECT FROM log_partitions WHERE partition = $1 FOR UPDATE", connection)
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = row.Partition } },
        };
        await settle.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await using var find =
            new NpgsqlCommand("SELECT 1 FROM event_log WHERE partition = $1 AND \"offset\" = $2 AND ingestion_time = $3", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = row.Partition },
                new NpgsqlParameter<long> { TypedValue = row.Offset },
                new NpgsqlParameter<DateTime> { TypedValue = row.IngestionTime },
            },
        };
        return await find.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <summary>Tells readers that there is something new in a partition, at the commit.</summary>
    public static NpgsqlBatchCommand Announce(int partition)
        => new("SELECT pg_notify('" + Channel + "', $1::int::text)")
        {
            Parameters = { new NpgsqlParameter<int> { TypedValue = partition } },
        };

    private static NpgsqlBatchCommand Append(EncodedSegment row)
        => new(AppendSql)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = row.Partition },
                new NpgsqlParameter<int> { TypedValue = row.RecordCount },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = row.Payload, NpgsqlDbType = NpgsqlDbType.Bytea },
            },
        };
}
