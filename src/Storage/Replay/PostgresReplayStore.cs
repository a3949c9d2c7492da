using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Events;
using StreamPulse.Core.Partials;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Replay;

/// <summary>What a replay needs of the store, and how it revises rows.</summary>
public sealed class PostgresReplayStore(NpgsqlConnection connection)
{
    /// <summary>Keeps the engine from committing until the transaction ends, so that checkpoints and rows do not change.</summary>
    public async Task HoldCommitsAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("LOCK TABLE checkpoints IN SHARE MODE", connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Starts of the windows that have rows.</summary>
    public async Task<HashSet<long>> LoadClosedWindowsAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT window_start FROM closed_windows", connection);
        var starts = new HashSet<long>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            starts.Add(UnixTime.ToMilliseconds(row.GetDateTime(0)));
        return starts;
    }

    /// <summary>
    /// Offsets of events that were late because their window was retired, by partition; this cannot be derived from a prefix of the log.
    /// </summary>
    public Task<Dictionary<int, HashSet<long>>> LoadRetiredOffsetsAsync(CancellationToken cancellationToken)
        => LoadOffsetsAsync("SELECT partition, \"offset\" FROM late_events WHERE reason = 'window_retired'", cancellationToken);

    /// <summary>
    /// Offsets of records whose schema nobody knew when they were read, by partition; it may be known by now, which changes nothing.
    /// </summary>
    public Task<Dictionary<int, HashSet<long>>> LoadUnknownOffsetsAsync(CancellationToken cancellationToken)
        => LoadOffsetsAsync(
            "SELECT partition, position FROM dead_letters WHERE stage = 'log' AND reason = 'unknown_schema'", cancellationToken);

    private async Task<Dictionary<int, HashSet<long>>> LoadOffsetsAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        var found = new Dictionary<int, HashSet<long>>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            if (!found.TryGetValue(row.GetInt32(0), out var offsets))
                found.Add(row.GetInt32(0), offsets = []);
            offsets.Add(row.GetInt64(1));
        }

        return found;
    }

    /// <summary>
    /// When the records that were refused as in the future were taken by the log or, where it does not say, first read, in milliseconds
    /// since the Unix epoch. In the second case this cannot be derived from the log.
    /// </summary>
    public async Task<Dictionary<(int Partition, long Offset), long>> LoadRefusedInFutureAsync(CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT partition, position, ingestion_time FROM dead_letters "
            + "WHERE stage = 'log' AND reason = $1 AND ingestion_time IS NOT NULL",
            connection);
        command.Parameters.Add(
            new NpgsqlParameter<string> { TypedValue = RejectionReasons.Word(RejectionReason.EventTimeInFuture) });
        var found = new Dictionary<(int, long), long>();
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
            found.Add((row.GetInt32(0), row.GetInt64(1)), UnixTime.ToMilliseconds(row.GetDateTime(2)));
        return found;
    }

    /// <summary>Makes these the only rows of the windows.</summary>
    /// <returns>Rows that were not there or differed, and rows that should not have been there.</returns>
    public async Task<(long Revised, long Deleted)> ReviseAsync(
        NpgsqlTransaction transaction, WindowRows rows, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        await using (var batch = new NpgsqlBatch(connection, transaction) { Timeout = 0 })
        {
            AddDelete(batch, "content_stats", "content_id", rows, [.. rows.Contents.Select(static r => r.ContentId)]);
            AddDelete(batch, "region_health", "region", rows, [.. rows.Regions.Select(static r => r.Region)]);
            AddDelete(batch, "device_stats", "device || E'\\x01' || os_version", rows,
                [.. rows.Devices.Select(static r => $"{r.Device}\u0001{r.OsVersion}")]);
            deleted = await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var upserts = new NpgsqlBatch(connection, transaction) { Timeout = 0 };
        RowStatements.AddTo(upserts, [rows]);
        return (upserts.BatchCommands.Count == 0 ? 0 : await upserts.ExecuteNonQueryAsync(cancellationToken), deleted);
    }

    private static void AddDelete(NpgsqlBatch batch, string table, string key, WindowRows rows, string[] keys)
    {
        var command = new NpgsqlBatchCommand($"DELETE FROM {table} WHERE window_start = $1 AND NOT ({key} = ANY($2))");
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(rows.Window.StartMs) });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = keys, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        batch.BatchCommands.Add(command);
    }
}
