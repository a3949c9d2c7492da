using System.Diagnostics;
using Npgsql;
using StreamPulse.Core.Results;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>
/// Content rows of a window that will close soon, written in a transaction that stays open, so that nobody sees them. Whoever writes the
/// window's rows continues it, and writes again what has changed. It has locked the versions of the window's rows first, as every writer
/// of rows does, so others wait until it ends.
/// </summary>
internal sealed class PreparedRows : IAsyncDisposable
{
    /// <summary>Kept no longer than this: others wait for its locks, and vacuum cannot remove rows that it may still see.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The server ends it when this process has stopped without ending it; in place of the limit of the connection, which may be shorter.
    /// </summary>
    private const string LimitSql = "SET LOCAL idle_in_transaction_session_timeout = '15s'";

    private readonly Dictionary<string, ContentWindowRow> _written;
    private readonly long _begunAt;

    private PreparedRows(NpgsqlConnection connection, NpgsqlTransaction transaction, VersionedRows window, long begunAt)
    {
        _begunAt = begunAt;
        (Connection, Transaction, WindowStartMs) = (connection, transaction, window.Rows.Window.StartMs);
        _written = window.Rows.Contents.ToDictionary(static r => r.ContentId, StringComparer.Ordinal);
    }

    public NpgsqlConnection Connection { get; }

    public NpgsqlTransaction Transaction { get; }

    public long WindowStartMs { get; }

    /// <summary>How long it may still be kept.</summary>
    public TimeSpan Left => Longest - Stopwatch.GetElapsedTime(_begunAt) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Begins a transaction and copies the rows in.</summary>
    /// <param name="isFirst">
    /// Locks the versions of the window's rows, and says whether it has no rows yet and is not retired. Otherwise nothing is written.
    /// </param>
    /// <returns>Null where nothing was written.</returns>
    public static async Task<PreparedRows?> TryWriteAsync(
        NpgsqlDataSource dataSource, VersionedRows window, Func<NpgsqlConnection, NpgsqlTransaction, Task<bool>> isFirst,
        CancellationToken cancellationToken)
    {
        var begunAt = Stopwatch.GetTimestamp();
        NpgsqlConnection? connection = null;
        try
        {
            connection = await dataSource.OpenConnectionAsync(cancellationToken);
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using (var limit = new NpgsqlCommand(LimitSql, connection, transaction))
                await limit.ExecuteNonQueryAsync(cancellationToken);
            if (await isFirst(connection, transaction))
            {
                await ContentRowCopy.WriteAsync(connection, window.Rows.Contents, cancellationToken);
                var prepared = new PreparedRows(connection, transaction, window, begunAt);
                connection = null;
                return prepared;
            }
        }
        catch (Exception e) when (e is NpgsqlException || DatabaseErrors.IsOutage(e))
        {
            // The rows are written when the window closes, and that reports the error.
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync(); // rolls back
        }

        return null;
    }

    /// <summary>Adds a statement that deletes the rows that have changed. Called once.</summary>
    /// <param name="final">All content rows of the window.</param>
    /// <returns>Those that are still to be written.</returns>
    public List<ContentWindowRow> ReplaceChanged(NpgsqlBatch batch, IReadOnlyList<ContentWindowRow> final)
    {
        var left = new List<ContentWindowRow>();
        foreach (var row in final)
        {
            if (_written.TryGetValue(row.ContentId, out var written) && (ReferenceEquals(written, row) || written == row))
                _written.Remove(row.ContentId);
            else
                left.Add(row);
        }

        if (_written.Count == 0)
            return left;
        var delete = new NpgsqlBatchCommand("DELETE FROM content_stats WHERE window_start = $1 AND content_id = ANY ($2)");
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(WindowStartMs) });
        delete.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. _written.Keys] });
        batch.BatchCommands.Add(delete);
        return left;
    }

    /// <summary>Rolls back what is not committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
