using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Storage.Recount;

/// <summary>Reads a <see cref="RecountBasis"/>, and where the embedded log begins, in the snapshot of the given connection.</summary>
public static class RecountBasisReader
{
    private const string Totals = "counted, late, dead_lettered, absent, missing";

    /// <summary>
    /// Reads everything. In a repeatable-read transaction it is consistent; otherwise a commit may come in between, and the history may be
    /// ahead of the checkpoints.
    /// </summary>
    public static async Task<RecountBasis> LoadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        string? settings = null;
        await foreach (var row in QueryAsync(connection, "SELECT settings::text FROM pipeline_state", cancellationToken))
            settings = row.GetString(0);
        var log = await LogBinding.LoadAsync(connection, cancellationToken);
        var partitions = new List<PartitionPast>();
        await foreach (var row in QueryAsync(connection, $"SELECT partition, next_offset, max_event_time, {Totals}, first_offset, "
            + "max_bounded_time, bounded_from FROM checkpoints ORDER BY partition", cancellationToken))
        {
            partitions.Add(new PartitionPast(row.GetInt32(0), row.GetInt64(8), row.GetInt64(1), EventTime(row, 2), TotalsOf(row), [])
            {
                MaxBoundedTimeMs = EventTime(row, 9),
                BoundedFromOffset = row.GetInt64(10),
            });
        }

        var earlier = partitions.ToDictionary(static p => p.Partition, static _ => new List<PastCheckpoint>());
        await foreach (var row in QueryAsync(connection, $"SELECT partition, next_offset, max_event_time, {Totals}, max_bounded_time "
            + "FROM checkpoint_history ORDER BY partition, next_offset", cancellationToken))
        {
            earlier.GetValueOrDefault(row.GetInt32(0))?.Add(
                new PastCheckpoint(row.GetInt64(1), EventTime(row, 2), TotalsOf(row)) { MaxBoundedTimeMs = EventTime(row, 8) });
        }

        var setBacks = partitions.ToDictionary(static p => p.Partition, static _ => new List<ClockSetBack>());
        await foreach (var row in QueryAsync(
            connection, "SELECT partition, \"offset\", bounded_time FROM clock_set_backs ORDER BY partition, \"offset\"",
            cancellationToken))
        {
            setBacks.GetValueOrDefault(row.GetInt32(0))?.Add(new ClockSetBack(row.GetInt64(1), EventTime(row, 2)));
        }

        var gaps = new List<StoredGap>();
        await foreach (var row in QueryAsync(connection, "SELECT partition, from_offset, max_bounded_time, to_offset, noticed_at FROM "
            + "log_gaps ORDER BY partition, from_offset", cancellationToken))
        {
            gaps.Add(new StoredGap(
                row.GetInt32(0), row.GetInt64(1), row.GetInt64(3), EventTime(row, 2), UnixTime.ToMilliseconds(row.GetDateTime(4))));
        }

        return new RecountBasis(
            settings is null ? null : StoredSettings.FromJson(settings),
            log,
            [
                .. partitions.Select(p => p with
                {
                    Earlier = [.. earlier[p.Partition].Where(e => e.NextOffset < p.NextOffset)],
                    SetBacks = [.. setBacks[p.Partition].Where(s => s.Offset < p.NextOffset)],
                }),
            ],
            gaps);
    }

    /// <summary>Where the partitions of the embedded log begin. None where another log is used.</summary>
    public static async Task<List<LogBeginning>> LoadEmbeddedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        const string Sql = """
            SELECT partition, earliest_offset, trimmed_from_event_time, trimmed_to_event_time, next_offset,
                CASE WHEN fingerprint IS NOT NULL THEN source END
            FROM log_partitions ORDER BY partition
            """;
        var beginnings = new List<LogBeginning>();
        await foreach (var row in QueryAsync(connection, Sql, cancellationToken))
        {
            beginnings.Add(new LogBeginning(
                row.GetInt32(0),
                row.GetInt64(1),
                new TrimmedEvents(
                    row.IsDBNull(2) ? null : UnixTime.ToMilliseconds(row.GetDateTime(2)),
                    row.IsDBNull(3) ? null : UnixTime.ToMilliseconds(row.GetDateTime(3))))
            {
                EndOffset = row.GetInt64(4),
                File = row.IsDBNull(5) ? null : row.GetString(5),
            });
        }

        return beginnings;
    }

    private static long EventTime(NpgsqlDataReader row, int column)
        => row.IsDBNull(column) ? Watermark.None : UnixTime.ToMilliseconds(row.GetDateTime(column));

    private static PartitionTotals TotalsOf(NpgsqlDataReader row)
        => new(row.GetInt64(3), row.GetInt64(4), row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));

    private static async IAsyncEnumerable<NpgsqlDataReader> QueryAsync(
        NpgsqlConnection connection, string sql,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return reader;
    }
}
