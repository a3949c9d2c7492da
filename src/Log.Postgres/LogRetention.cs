using Npgsql;

namespace StreamPulse.Log.Postgres;

/// <summary>Deletes the oldest rows, a few at a time, and never rows that are not processed.</summary>
internal sealed class LogRetention(NpgsqlDataSource dataSource)
{
    private const int RowsAtOnce = 16;

    // The oldest row that every checkpoint has passed. A partition without a checkpoint has none.
    private const string OldestSql =
        """
        SELECT p.partition, r.ingestion_time
        FROM log_partitions p
        JOIN checkpoints c USING (partition)
        CROSS JOIN LATERAL (
            SELECT "offset", record_count, ingestion_time FROM event_log e WHERE e.partition = p.partition ORDER BY "offset" LIMIT 1) AS r
        WHERE r."offset" + r.record_count <= c.next_offset
        ORDER BY r.ingestion_time
        LIMIT 1
        """;

    private const string RowsSql =
        """
        SELECT e."offset", e.record_count, e.ingestion_time, e.payload
        FROM event_log e JOIN checkpoints c USING (partition)
        WHERE e.partition = $1 AND e."offset" + e.record_count <= c.next_offset
        ORDER BY e."offset"
        LIMIT $2
        """;

    private const string TrimSql =
        """
        WITH moved AS (
            UPDATE log_partitions
            SET earliest_offset = $3,
                trimmed_from_event_time = least(trimmed_from_event_time, $4),
                trimmed_to_event_time = greatest(trimmed_to_event_time, $5)
            WHERE partition = $1 AND earliest_offset = $2
            RETURNING partition)
        DELETE FROM event_log e USING moved WHERE e.partition = moved.partition AND e."offset" < $3
        """;

    /// <summary>
    /// Trims while the oldest processed row is older than <paramref name="ingestedBefore"/>, or the log larger than
    /// <paramref name="maximumBytes"/>.
    /// </summary>
    public async Task<TrimResult> TrimAsync(
        DateTimeOffset? ingestedBefore, long? maximumBytes, EventTimeOf eventTimeOf, CancellationToken cancellationToken)
    {
        long records = 0;
        long bytes = 0;
        var excess = maximumBytes is null ? 0 : await MeasureAsync(cancellationToken).ConfigureAwait(false) - maximumBytes.Value;
        while (await FindOldestAsync(cancellationToken).ConfigureAwait(false) is { } oldest)
        {
            if (!IsDue(oldest.IngestionTime, ingestedBefore, excess))
                break;
            var step = new TrimStep();
            await CollectAsync(oldest.Partition, step, ingestedBefore, excess, eventTimeOf, cancellationToken).ConfigureAwait(false);
            if (step.SizeBytes == 0 || !await DeleteAsync(oldest.Partition, step, cancellationToken).ConfigureAwait(false))
                break; // another process is doing it
            records += step.NextOffset - step.FromOffset;
            bytes += step.SizeBytes;
            excess -= step.SizeBytes;
        }

        return new TrimResult(records, bytes);
    }

    private static bool IsDue(DateTimeOffset ingestionTime, DateTimeOffset? ingestedBefore, long excess)
        => excess > 0 || (ingestedBefore is { } limit && ingestionTime < limit);

    private async Task<long> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("SELECT coalesce(sum(octet_length(payload)), 0)::bigint FROM event_log");
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async Task<(int Partition, DateTimeOffset IngestionTime)?> FindOldestAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(OldestSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            ? (reader.GetInt32(0), new DateTimeOffset(reader.GetDateTime(1))) : null;
    }

    private async Task CollectAsync(
        int partition, TrimStep step, DateTimeOffset? ingestedBefore, long excess, EventTimeOf eventTimeOf,
        CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(RowsSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = RowsAtOnce });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false)
            && IsDue(new DateTimeOffset(reader.GetDateTime(2)), ingestedBefore, excess - step.SizeBytes))
        {
            step.Add(reader.GetInt64(0), reader.GetInt32(1), reader.GetFieldValue<byte[]>(3), eventTimeOf);
        }
    }

    private async Task<bool> DeleteAsync(int partition, TrimStep step, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(TrimSql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = step.FromOffset });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = step.NextOffset });
        command.Parameters.Add(
            new NpgsqlParameter<DateTime?> { TypedValue = step.FromEventTime, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        command.Parameters.Add(
            new NpgsqlParameter<DateTime?> { TypedValue = step.ToEventTime, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }
}
