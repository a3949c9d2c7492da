using System.Data;
using Npgsql;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Results;
using StreamPulse.Core.Windows;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>Which windows are closed, which versions their rows are made from, and the state of the alert rules.</summary>
public sealed class PostgresWindowStore(NpgsqlDataSource dataSource) : IWindowStore
{
    private const string CommittedSql = "SELECT window_start, partition, max(segment) FROM partials GROUP BY window_start, partition";

    private const string WrittenSql = "SELECT window_start, kind, partitions, versions FROM window_rows";

    private const string StateSql =
        "SELECT clock_timestamp(), watermark, watermark_set_backs FROM (SELECT) AS one LEFT JOIN pipeline_state ON true";

    private const string WindowsSql = "SELECT window_start, retired_at IS NOT NULL FROM closed_windows";

    private const string ClosedBeforeSql =
        "SELECT window_start FROM closed_windows WHERE retired_at IS NULL AND closed_at < $1 ORDER BY window_start";

    private const string RegionsSql = """
        SELECT region, window_start, total_downloads, successful_downloads, failed_downloads, cancelled_downloads, success_rate,
            avg_speed_mbps, speed_count
        FROM region_health WHERE window_start = ANY($1)
        """;

    /// <summary>Whether a partition has committed something of the window that its rows of some kind do not include.</summary>
    /// <remarks>The window's start is <c>due.window_start</c>.</remarks>
    public const string IsDueSql = """
        EXISTS (
            SELECT FROM (
                SELECT partition, max(segment) + 1 AS version FROM partials WHERE window_start = due.window_start GROUP BY partition) AS c
            CROSS JOIN (VALUES (0), (1), (2)) AS k (kind)
            WHERE NOT EXISTS (
                SELECT FROM window_rows AS w CROSS JOIN unnest(w.partitions, w.versions) AS u (partition, version)
                WHERE w.window_start = due.window_start AND w.kind = k.kind AND u.partition = c.partition AND u.version >= c.version))
        """;

    private const string CountSql = "UPDATE pipeline_state SET closings = closings + 1 WHERE closings = $1";

    private const string AnyDueSql = $"SELECT EXISTS (SELECT FROM unnest($1::timestamptz[]) AS due (window_start) WHERE {IsDueSql})";

    /// <summary>Waits for commits that change one of the windows, and holds up those that come.</summary>
    private const string LockSql =
        "SELECT window_start FROM closed_windows WHERE window_start = ANY($1) AND retired_at IS NULL ORDER BY window_start FOR UPDATE";

    private const string RetireSql =
        $"UPDATE closed_windows AS due SET retired_at = now() WHERE window_start = ANY($1) AND NOT {IsDueSql} RETURNING window_start";

    /// <inheritdoc/>
    public Task<StoredClosing> LoadAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                await using var state = new NpgsqlCommand(StateSql, connection);
                var (nowMs, watermarkMs, setBacks) = (await StoreCall.ReadAsync(
                    state,
                    static row => (
                        UnixTime.ToMilliseconds(row.GetDateTime(0)),
                        row.IsDBNull(1) ? Watermark.None : UnixTime.ToMilliseconds(row.GetDateTime(1)),
                        row.IsDBNull(2) ? 0 : row.GetInt64(2)),
                    cancellationToken)).Single();
                await using var windows = new NpgsqlCommand(WindowsSql, connection);
                var closed = await StoreCall.ReadAsync(
                    windows, static row => (Start: StartOf(row), IsRetired: row.GetBoolean(1)), cancellationToken);
                await using var committed = new NpgsqlCommand(CommittedSql, connection);
                var versions = (await StoreCall.ReadAsync(
                    committed, static row => (Start: StartOf(row), Partition: row.GetInt32(1), Version: row.GetInt32(2) + 1),
                    cancellationToken)).ToLookup(static c => c.Start);
                await using var written = new NpgsqlCommand(WrittenSql, connection);
                var made = (await StoreCall.ReadAsync(
                    written, static row => (
                        Start: StartOf(row), Kind: row.GetInt16(1),
                        Versions: row.GetFieldValue<int[]>(2).Zip(row.GetFieldValue<int[]>(3)).ToArray()),
                    cancellationToken)).ToDictionary(static m => (m.Start, m.Kind), static m => m.Versions);
                await snapshot.CommitAsync(cancellationToken);
                var open = closed.Where(static c => !c.IsRetired).Select(static c => c.Start).ToHashSet();
                return new StoredClosing(
                    watermarkMs,
                    [
                        .. open.Union(versions.Select(static v => v.Key)).Select(start => new StoredWindowState(
                            start, open.Contains(start), versions[start].ToDictionary(static v => v.Partition, static v => v.Version),
                            [.. Enum.GetValues<AccumulatorKind>()
                                .Select(k => made.GetValueOrDefault(
                                    (start, (short)k), []).ToDictionary(static v => v.First, static v => v.Second))])),
                    ],
                    [.. closed.Where(static c => c.IsRetired).Select(static c => c.Start)],
                    nowMs,
                    setBacks);
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<ILookup<long, RegionWindowRow>> LoadRegionsAsync(
        IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
        => (await StoreCall.RunAsync(
            dataSource, connection => ReadRegionsAsync(connection, null, windowStartsMs, cancellationToken), cancellationToken))
            .ToLookup(static r => r.Window.StartMs);

    /// <inheritdoc/>
    public Task<StoredDetectors> LoadDetectorsAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
                await using var count = new NpgsqlCommand("SELECT closings FROM pipeline_state", connection);
                var closings = (long)(await count.ExecuteScalarAsync(cancellationToken))!;
                await using var command = new NpgsqlCommand("SELECT region, state::text FROM detector_state", connection);
                var states = await StoreCall.ReadAsync(
                    command, static row => (Region: row.GetString(0), State: row.GetString(1)), cancellationToken);
                return new StoredDetectors(closings, states.ToDictionary(static s => s.Region, static s => s.State));
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task CloseAsync(
        IReadOnlyList<WindowRange> windows, Judgement judgement, long watermarkMs, long setBacks, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using (var count = new NpgsqlCommand(CountSql, connection, transaction))
                {
                    count.Parameters.Add(new NpgsqlParameter<long> { TypedValue = judgement.Closings });
                    if (await count.ExecuteNonQueryAsync(cancellationToken) != 1)
                        throw new FencedException("Other windows were closed after these were judged.");
                }

                await using (var due = Command(connection, transaction, AnyDueSql, windows.Select(static w => w.StartMs)))
                {
                    if ((bool)(await due.ExecuteScalarAsync(cancellationToken))!)
                        throw new FencedException("The rows of a window that was to be closed lack something that is committed.");
                }

                var rows = await ReadRegionsAsync(connection, transaction, windows.Select(static w => w.StartMs), cancellationToken);
                if (JudgedRows.DigestOf(rows) != judgement.Rows)
                    throw new FencedException("The rows of a window that was to be closed were written again after it was judged.");

                await using (var close = new NpgsqlBatch(connection, transaction))
                {
                    CommitStatements.AddClosedWindows(close, windows);
                    if (await close.ExecuteNonQueryAsync(cancellationToken) != windows.Count)
                        throw new FencedException("A window that was to be closed is closed already.");
                }

                await using var batch = new NpgsqlBatch(connection, transaction);
                AlertStatements.AddTo(batch, judgement.Outcome.Changes);
                CommitStatements.AddDetectorStates(
                    batch, [.. judgement.Outcome.States.Select(static s => new DetectorStateRow(s.Key, s.Value))]);
                CommitStatements.AddWatermark(batch, watermarkMs, setBacks);
                await batch.ExecuteNonQueryAsync(cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return 0;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SaveWatermarkAsync(long watermarkMs, long setBacks, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var batch = new NpgsqlBatch(connection);
                CommitStatements.AddWatermark(batch, watermarkMs, setBacks);
                return batch.BatchCommands.Count == 0 || await batch.ExecuteNonQueryAsync(cancellationToken) == 1;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> ListClosedBeforeAsync(DateTimeOffset closedBefore, CancellationToken cancellationToken)
        => StoreCall.RunAsync<IReadOnlyList<long>>(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand(ClosedBeforeSql, connection);
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = closedBefore.UtcDateTime });
                return await StoreCall.ReadAsync(command, StartOf, cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<long>> RetireAsync(IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
        => StoreCall.RunAsync<IReadOnlyList<long>>(
            dataSource,
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                await using (var take = Command(connection, transaction, LockSql, windowStartsMs))
                    await take.ExecuteNonQueryAsync(cancellationToken);
                await using var retire = Command(connection, transaction, RetireSql, windowStartsMs);
                var retired = await StoreCall.ReadAsync(retire, StartOf, cancellationToken);
                string[] deletes =
                [
                    "DELETE FROM partials WHERE window_start = ANY($1)",
                    "DELETE FROM window_rows WHERE window_start = ANY($1)",
                ];
                foreach (var sql in deletes)
                {
                    await using var delete = Command(connection, transaction, sql, retired);
                    await delete.ExecuteNonQueryAsync(cancellationToken);
                }

                await transaction.CommitAsync(cancellationToken);
                return retired;
            },
            cancellationToken);

    private static async Task<List<RegionWindowRow>> ReadRegionsAsync(
        NpgsqlConnection connection, NpgsqlTransaction? transaction, IEnumerable<long> windowStartsMs, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(RegionsSql, connection, transaction);
        command.Parameters.Add(StoreCall.Starts(windowStartsMs));
        return await StoreCall.ReadAsync(
            command,
            static row => new RegionWindowRow(
                row.GetString(0), new WindowRange(UnixTime.ToMilliseconds(row.GetDateTime(1)), 0), row.GetInt64(2), row.GetInt64(3),
                row.GetInt64(4), row.GetInt64(5), row.GetDouble(6), row.IsDBNull(7) ? null : row.GetDouble(7), row.GetInt64(8),
                null, 0, null, null, default, default, []),
            cancellationToken);
    }

    private static NpgsqlCommand Command(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, IEnumerable<long> windowStartsMs)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.Add(StoreCall.Starts(windowStartsMs));
        return command;
    }

    private static long StartOf(NpgsqlDataReader row) => UnixTime.ToMilliseconds(row.GetDateTime(0));
}
