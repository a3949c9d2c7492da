using Npgsql;
using StreamPulse.Core.Accumulators;
using StreamPulse.Core.Keys;
using StreamPulse.Core.Partials;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>Result rows, each window's with the versions that they are made from.</summary>
public sealed class PostgresRowStore(NpgsqlDataSource dataSource, int commandTimeoutSeconds = 60) : IRowStore, IDisposable
{
    /// <summary>Transactions with rows at a time: more would wait for each other's locks on the same pages.</summary>
    private const int MostAtATime = 4;

    /// <summary>From so many rows on, rows of a window that has none are copied in.</summary>
    private const int RowsToCopy = 500;

    private const string LayDownSql = """
        INSERT INTO window_rows (window_start, kind, partitions, versions)
        SELECT start, $2, '{}', '{}' FROM unnest($1::timestamptz[]) AS u (start)
        WHERE NOT EXISTS (SELECT FROM closed_windows AS c WHERE c.window_start = start AND c.retired_at IS NOT NULL)
        ON CONFLICT DO NOTHING
        """;

    private const string LockSql = """
        SELECT window_start, partitions, versions FROM window_rows WHERE window_start = ANY($1) AND kind = $2 ORDER BY window_start
            FOR UPDATE
        """;

    private const string NoteSql = "UPDATE window_rows SET partitions = $3, versions = $4 WHERE window_start = $1 AND kind = $2";

    private const string WindowsSql = """
        SELECT partition, window_start, segment, payload FROM partials
        WHERE partition = $1 AND window_start = ANY($2) ORDER BY window_start, segment
        """;

    private readonly SemaphoreSlim _room = new(MostAtATime, MostAtATime);
    private PreparedRows? _prepared;

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> ListPartitionsAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync<IReadOnlyList<int>>(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT partition FROM checkpoints ORDER BY partition", connection);
                return await StoreCall.ReadAsync(command, static row => row.GetInt32(0), cancellationToken);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredWindow>> LoadWindowsAsync(
        int partition, IReadOnlyCollection<long> windowStartsMs, Utf8KeyInterner interner, CancellationToken cancellationToken)
        => StoreCall.RunAsync<IReadOnlyList<StoredWindow>>(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand(WindowsSql, connection);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
                command.Parameters.Add(StoreCall.Starts(windowStartsMs));
                var windows = await PartialsReader.ReadAsync(command, interner, cancellationToken);
                return [.. windows.Select(static w => w.Window)];
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        AccumulatorKind kind, IReadOnlyList<VersionedRows> windows, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken);
        try
        {
            if (kind == AccumulatorKind.Content && await TakePreparedAsync(windows) is { } prepared
                && await TryWriteAsync(prepared, windows[0], cancellationToken))
            {
                return new Dictionary<long, IReadOnlyDictionary<int, int>> { [prepared.WindowStartMs] = windows[0].Versions };
            }

            return await StoreCall.RunAsync(
                dataSource, connection => WriteAsync(connection, kind, windows, cancellationToken), cancellationToken);
        }
        finally
        {
            _room.Release();
        }
    }

    /// <summary>Content rows are written in advance if they are many. One window at a time is prepared.</summary>
    public async Task PrepareAsync(AccumulatorKind kind, VersionedRows window, CancellationToken cancellationToken)
    {
        if (kind != AccumulatorKind.Content || window.Rows.Contents.Count < RowsToCopy)
            return;
        await RollBackAsync(Interlocked.Exchange(ref _prepared, null));
        var prepared = await PreparedRows.TryWriteAsync(
            dataSource, window,
            async (connection, transaction) =>
                (await LockAsync(connection, transaction, kind, [window], cancellationToken)).Values.SingleOrDefault() is { Count: 0 }
                    && await HasNoContentsAsync(connection, transaction, window.Rows, cancellationToken),
            cancellationToken);
        if (prepared is null)
            return;
        await RollBackAsync(Interlocked.Exchange(ref _prepared, prepared));
        _ = RollBackLaterAsync(prepared);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Interlocked.Exchange(ref _prepared, null)?.Connection.Dispose();
        _room.Dispose();
    }

    private async Task RollBackLaterAsync(PreparedRows prepared)
    {
        await Task.Delay(prepared.Left);
        if (Interlocked.CompareExchange(ref _prepared, null, prepared) == prepared)
            await RollBackAsync(prepared);
    }

    private static async Task RollBackAsync(PreparedRows? prepared)
    {
        try
        {
            if (prepared is not null)
                await prepared.DisposeAsync();
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseErrors.IsOutage(e))
        {
            // The server has ended the transaction with the connection.
        }
    }

    /// <summary>
    /// The prepared rows of the window, for the caller to commit. If they are one of several windows, or too old, they are rolled back:
    /// another transaction would wait for them.
    /// </summary>
    private async Task<PreparedRows?> TakePreparedAsync(IReadOnlyList<VersionedRows> windows)
    {
        if (Volatile.Read(ref _prepared) is not { } prepared || windows.All(w => w.Rows.Window.StartMs != prepared.WindowStartMs)
            || Interlocked.CompareExchange(ref _prepared, null, prepared) != prepared)
        {
            return null;
        }

        if (windows.Count == 1 && prepared.Left > TimeSpan.Zero)
            return prepared;
        await RollBackAsync(prepared);
        return null;
    }

    /// <summary>
    /// Writes what has changed since, and commits. False where the transaction was lost: then the rows are to be written by another one,
    /// also if it is not known whether this one was committed.
    /// </summary>
    private async Task<bool> TryWriteAsync(PreparedRows prepared, VersionedRows window, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await using (var batch = new NpgsqlBatch(prepared.Connection, prepared.Transaction) { Timeout = commandTimeoutSeconds })
            {
                var left = prepared.ReplaceChanged(batch, window.Rows.Contents);
                RowStatements.AddTo(batch, [window.Rows with { Contents = left }]);
                Note(batch, AccumulatorKind.Content, window);
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }

            await prepared.Transaction.CommitAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            return false;
        }
        finally
        {
            await RollBackAsync(prepared);
        }
    }

    private async Task<IReadOnlyDictionary<long, IReadOnlyDictionary<int, int>>> WriteAsync(
        NpgsqlConnection connection, AccumulatorKind kind, IReadOnlyList<VersionedRows> windows, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var made = await LockAsync(connection, transaction, kind, windows, cancellationToken);
        var current = windows
            .Where(w => made.TryGetValue(w.Rows.Window.StartMs, out var versions) && IsCurrent(w.Versions, versions))
            .ToList();
        await WriteRowsAsync(connection, transaction, current, made, cancellationToken);
        await using (var batch = new NpgsqlBatch(connection, transaction))
        {
            foreach (var window in current)
                Note(batch, kind, window);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        foreach (var window in windows.Where(w => current.Contains(w) || !made.ContainsKey(w.Rows.Window.StartMs)))
            made[window.Rows.Window.StartMs] = window.Versions;
        return made;
    }

    /// <summary>Whether nothing of it is of an older version than the rows that are there.</summary>
    private static bool IsCurrent(IReadOnlyDictionary<int, int> versions, IReadOnlyDictionary<int, int> made)
        => made.All(m => versions.GetValueOrDefault(m.Key) >= m.Value);

    private static async Task<Dictionary<long, IReadOnlyDictionary<int, int>>> LockAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, AccumulatorKind kind, IReadOnlyList<VersionedRows> windows,
        CancellationToken cancellationToken)
    {
        var starts = windows.Select(static w => w.Rows.Window.StartMs).Order().ToArray();
        await using (var layDown = Command(connection, transaction, LayDownSql, starts, kind))
            await layDown.ExecuteNonQueryAsync(cancellationToken);
        await using var command = Command(connection, transaction, LockSql, starts, kind);
        var rows = await StoreCall.ReadAsync(
            command,
            static row => (
                Start: UnixTime.ToMilliseconds(row.GetDateTime(0)),
                Versions: (IReadOnlyDictionary<int, int>)row.GetFieldValue<int[]>(1)
                    .Zip(row.GetFieldValue<int[]>(2)).ToDictionary(static v => v.First, static v => v.Second)),
            cancellationToken);
        return rows.ToDictionary(static r => r.Start, static r => r.Versions);
    }

    private async Task WriteRowsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, List<VersionedRows> windows,
        Dictionary<long, IReadOnlyDictionary<int, int>> made, CancellationToken cancellationToken)
    {
        var rows = new List<WindowRows>();
        foreach (var window in windows.Select(static w => w.Rows))
        {
            if (window.Contents.Count >= RowsToCopy && made[window.Window.StartMs].Count == 0
                && await HasNoContentsAsync(connection, transaction, window, cancellationToken))
            {
                await ContentRowCopy.WriteAsync(connection, window.Contents, cancellationToken);
            }
            else
            {
                rows.Add(window);
            }
        }

        await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = commandTimeoutSeconds };
        RowStatements.AddTo(batch, rows);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<bool> HasNoContentsAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, WindowRows rows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT NOT EXISTS (SELECT FROM content_stats WHERE window_start = $1)", connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(rows.Window.StartMs) });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static void Note(NpgsqlBatch batch, AccumulatorKind kind, VersionedRows window)
    {
        var command = new NpgsqlBatchCommand(NoteSql);
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(window.Rows.Window.StartMs) });
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)kind });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. window.Versions.Keys] });
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. window.Versions.Values] });
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlCommand Command(
        NpgsqlConnection connection, NpgsqlTransaction transaction, string sql, long[] starts, AccumulatorKind kind)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        command.Parameters.Add(StoreCall.Starts(starts));
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)kind });
        return command;
    }
}
