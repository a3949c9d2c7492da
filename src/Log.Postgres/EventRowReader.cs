using System.Data;
using Npgsql;

namespace StreamPulse.Log.Postgres;

/// <summary>Fetches rows of a partition from an offset on.</summary>
internal sealed class EventRowReader(NpgsqlDataSource dataSource, int partition, int fetchBytes)
{
    private const int MaximumRows = 2048;

    // One statement, hence one snapshot of the partition and its rows. Rows: from the one that holds the offset on, until the bound is
    // passed. octet_length reads the size without the payload.
    private const string Sql =
        """
        SELECT p.earliest_offset, p.next_offset, p.sealed, r."offset", r.record_count, r.ingestion_time, r.size_bytes, r.payload
        FROM log_partitions p
        LEFT JOIN LATERAL (
            SELECT * FROM (
                SELECT *, sum(size_bytes) OVER (ORDER BY "offset" ROWS UNBOUNDED PRECEDING) - size_bytes AS bytes_before FROM (
                    SELECT "offset", record_count, ingestion_time, octet_length(payload) AS size_bytes, payload
                    FROM event_log
                    WHERE partition = $1
                      AND "offset" >= coalesce((SELECT max("offset") FROM event_log WHERE partition = $1 AND "offset" <= $2), $2)
                      AND "offset" + record_count > $2
                    ORDER BY "offset"
                    LIMIT $4) AS wanted) AS sized
            WHERE bytes_before < $3) AS r ON true
        WHERE p.partition = $1
        ORDER BY r."offset"
        """;

    /// <summary>What there is from <paramref name="fromOffset"/> on, within the byte bound but at least one row.</summary>
    /// <exception cref="OffsetOutOfRangeException">The offset is not between the partition's earliest and its end.</exception>
    /// <exception cref="InvalidDataException">A row is missing or damaged.</exception>
    public async Task<Fetch> FetchAsync(long fromOffset, CancellationToken cancellationToken)
    {
        var rows = new List<EventRow>();
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using var command = Describe(connection, fromOffset);
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken)
                .ConfigureAwait(false);
            return await ReadAsync(reader, fromOffset, rows, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            foreach (var row in rows)
                row.Dispose();
            throw;
        }
    }

    private NpgsqlCommand Describe(NpgsqlConnection connection, long fromOffset)
        => new(Sql, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = partition },
                new NpgsqlParameter<long> { TypedValue = fromOffset },
                new NpgsqlParameter<long> { TypedValue = fetchBytes },
                new NpgsqlParameter<int> { TypedValue = MaximumRows },
            },
        };

    private async Task<Fetch> ReadAsync(NpgsqlDataReader reader, long fromOffset, List<EventRow> rows, CancellationToken cancellationToken)
    {
        long earliest = 0;
        long end = 0;
        var isSealed = false;
        var exists = false;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            exists = true;
            earliest = reader.GetInt64(0);
            end = reader.GetInt64(1);
            isSealed = reader.GetBoolean(2);
            if (!await reader.IsDBNullAsync(3, cancellationToken).ConfigureAwait(false))
                rows.Add(await ReadRowAsync(reader, cancellationToken).ConfigureAwait(false));
        }

        if (!exists || fromOffset < earliest || fromOffset > end)
            throw new OffsetOutOfRangeException(partition, fromOffset, earliest, end);
        if (rows.Count == 0)
            return end == fromOffset ? new Fetch(null, isSealed) : throw Gap(fromOffset);
        RequireConsecutive(rows, fromOffset);
        return new Fetch(new PostgresRecordBatch(rows, fromOffset, end), isSealed);
    }

    private static async Task<EventRow> ReadRowAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var offset = reader.GetInt64(3);
        var recordCount = reader.GetInt32(4);
        var ingestionTimeMs = new DateTimeOffset(reader.GetDateTime(5)).ToUnixTimeMilliseconds();
        var sizeBytes = reader.GetInt32(6);
        var row = new EventRow(offset, recordCount, ingestionTimeMs, sizeBytes);
        try
        {
            await using var payload = await reader.GetStreamAsync(7, cancellationToken).ConfigureAwait(false);
            await payload.ReadExactlyAsync(row.Buffer, cancellationToken).ConfigureAwait(false);
            return row;
        }
        catch
        {
            row.Dispose();
            throw;
        }
    }

    private void RequireConsecutive(List<EventRow> rows, long fromOffset)
    {
        var next = fromOffset;
        foreach (var row in rows)
        {
            if (row.Offset > next || row.NextOffset <= next)
                throw Gap(next);
            next = row.NextOffset;
        }
    }

    private InvalidDataException Gap(long offset)
        => new($"The event log is damaged: partition {partition} lacks the row with offset {offset}.");

    /// <param name="Batch">Null when there are no records from the offset on.</param>
    /// <param name="Sealed">True when no record will ever be appended any more.</param>
    internal sealed record Fetch(PostgresRecordBatch? Batch, bool Sealed);
}
