using System.Data;
using Npgsql;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Windows;
using StreamPulse.Storage.Commits;
using StreamPulse.Storage.Restore;

namespace StreamPulse.Storage.Cluster;

/// <summary>Reads back one partition's checkpoint and partials. They are written by <see cref="PostgresWindowSink"/>.</summary>
public sealed class PostgresPartitionStore(NpgsqlDataSource dataSource)
{
    private const string NeededSql = """
        SELECT p.window_start, p.segment, p.payload
        FROM partials AS p
        LEFT JOIN closed_windows AS c USING (window_start)
        LEFT JOIN partition_windows AS w ON w.window_start = p.window_start AND w.partition = p.partition
        WHERE p.partition = $1 AND (c.window_start IS NULL OR w.window_start IS NULL OR $2 IS NULL OR p.window_start >= $2)
        ORDER BY p.window_start, p.segment
        """;

    private const string WindowsSql = """
        SELECT c.window_start, c.retired_at IS NOT NULL, w.window_start IS NOT NULL
        FROM closed_windows AS c LEFT JOIN partition_windows AS w ON w.window_start = c.window_start AND w.partition = $1
        """;

    /// <summary>
    /// Takes the partition over and loads it; the first time its checkpoint is made, at <paramref name="earliestOffset"/>. Waits for a checkpoint that is
    /// being moved; what is loaded holds it, and no later one of an older activation.
    /// </summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<StoredPartition> LoadAsync(
        int partition, long earliestOffset, PipelineSettings settings, Utf8KeyInterner interner, CancellationToken cancellationToken)
    {
        await new PostgresPipelineStore(dataSource).EnsureCheckpointAsync(partition, earliestOffset, cancellationToken);
        return await RunAsync(
            async (connection, token) =>
            {
                var term = await TakeTermAsync(connection, partition, token);
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
                var checkpoint = await ReadCheckpointAsync(connection, partition, token);
                var passedBefore = PassedBefore(checkpoint, settings);
                var partials = await ReadPartialsAsync(connection, NeededSql, partition, passedBefore, interner, token);
                var (closed, written, retired) = await ReadWindowsAsync(connection, partition, token);
                await snapshot.CommitAsync(token);
                return new StoredPartition(term, checkpoint, partials, closed, written, retired);
            },
            cancellationToken);
    }

    /// <summary>Partials of one window of the partition; empty where there are none.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<IReadOnlyList<DownloadAccumulator>> LoadWindowAsync(int partition, long windowStartMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => RunAsync<IReadOnlyList<DownloadAccumulator>>(
            async (connection, token) =>
            {
                const string Sql = "SELECT window_start, segment, payload FROM partials WHERE partition = $1 AND window_start = $2 ORDER BY segment";
                var windows = await ReadPartialsAsync(connection, Sql, partition, UnixTime.ToUtc(windowStartMs), interner, token);
                return windows.Count == 0 ? [] : windows[0].Partials;
            },
            cancellationToken);

    /// <summary>Where reading the partition begins: its checkpoint, or <paramref name="earliestOffset"/> where it has none yet.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<long> GetNextOffsetAsync(int partition, long earliestOffset, CancellationToken cancellationToken)
        => RunAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand("SELECT next_offset FROM checkpoints WHERE partition = $1", connection);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
                return await command.ExecuteScalarAsync(token) as long? ?? earliestOffset;
            },
            cancellationToken);

    private static async Task<long> TakeTermAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE checkpoints SET term = term + 1 WHERE partition = $1 RETURNING term", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static DateTime? PassedBefore(StoredCheckpoint checkpoint, PipelineSettings settings)
        => checkpoint.MaxEventTimeMs == Watermark.None
            ? null
            : UnixTime.ToUtc(
                Watermark.FromMaxEventTime(checkpoint.MaxEventTimeMs, settings.OutOfOrderness)
                    - (long)settings.AllowedLateness.TotalMilliseconds - settings.Windows.SizeMs + 1);

    private static async Task<StoredCheckpoint> ReadCheckpointAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(PostgresPipelineStore.CheckpointSql + " WHERE partition = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return PostgresPipelineStore.CheckpointOf(reader);
    }

    private static async Task<List<StoredPartials>> ReadPartialsAsync(
        NpgsqlConnection connection, string sql, int partition, DateTime? time, Utf8KeyInterner interner, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz });
        var loaded = new SortedDictionary<long, (int NextSegment, Dictionary<(AccumulatorKind, Utf8Key), DownloadAccumulator> Newest)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var start = UnixTime.ToMilliseconds(reader.GetDateTime(0));
            var newest = loaded.TryGetValue(start, out var known) ? known.Newest : [];
            foreach (var partial in SegmentCodec.Decode(reader.GetFieldValue<byte[]>(2), interner))
                newest[(partial.Kind, partial.Key)] = partial;
            loaded[start] = (reader.GetInt32(1) + 1, newest);
        }

        return [.. loaded.Select(l => new StoredPartials(partition, l.Key, l.Value.NextSegment, [.. l.Value.Newest.Values]))];
    }

    private static async Task<(HashSet<long> Closed, HashSet<long> Written, HashSet<long> Retired)> ReadWindowsAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        HashSet<long> closed = [], written = [], retired = [];
        await using var command = new NpgsqlCommand(WindowsSql, connection);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var start = UnixTime.ToMilliseconds(reader.GetDateTime(0));
            (reader.GetBoolean(1) ? retired : closed).Add(start);
            if (reader.GetBoolean(2))
                written.Add(start);
        }

        return (closed, written, retired);
    }

    private async Task<T> RunAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            return await work(connection, cancellationToken);
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"PostgreSQL cannot be asked: {e.Message}", e);
        }
    }
}
