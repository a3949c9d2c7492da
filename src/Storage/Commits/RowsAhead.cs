using System.Diagnostics;
using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// Content rows of a window that is about to close, written in a transaction that stays open: nobody sees them. The commit that closes the
/// window goes on in that transaction, writes again what has changed meanwhile, and commits everything at once, so what is left to do
/// between the closing and its rows being readable does not grow with the number of keys.
/// </summary>
internal sealed class RowsAhead
{
    /// <summary>Held no longer than this: it keeps vacuum from what it could still see.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A later engine that closes the same window waits for these rows, so the server gives them up when this process has stopped.
    /// </summary>
    private const string Limit = "SET LOCAL idle_in_transaction_session_timeout = '15s'";

    private readonly long _windowStartMs;
    private readonly Dictionary<string, ContentWindowRow> _written;
    private readonly long _begunAt = Stopwatch.GetTimestamp();

    private RowsAhead(BegunTransaction transaction, WindowRows rows)
        => (Transaction, _windowStartMs, _written) = (
            transaction, rows.Window.StartMs, rows.Contents.ToDictionary(static r => r.ContentId));

    public BegunTransaction Transaction { get; }

    /// <summary>Whether it has been open for too long to be gone on with.</summary>
    public bool IsStale => Stopwatch.GetElapsedTime(_begunAt) > Longest;

    /// <summary>
    /// Begins a transaction and copies the rows in. Null where that was not possible: whoever closes the window writes them then, and finds
    /// out why.
    /// </summary>
    public static async Task<RowsAhead?> TryWriteAsync(NpgsqlDataSource dataSource, WindowRows rows, CancellationToken cancellationToken)
    {
        BegunTransaction? begun = null;
        try
        {
            begun = await BegunTransaction.BeginAsync(dataSource, cancellationToken);
            await using (var limit = new NpgsqlCommand(Limit, begun.Connection, begun.Transaction))
                await limit.ExecuteNonQueryAsync(cancellationToken);
            await ContentRowCopy.WriteAsync(begun.Connection, rows.Contents, cancellationToken);
            return new RowsAhead(begun, rows);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException || PostgresOutage.Is(e))
        {
            if (begun is not null)
                await begun.DisposeAsync();
            return null;
        }
    }

    /// <summary>Takes out of the transaction what the window's rows do not say any more.</summary>
    /// <param name="final">Rows of a commit that closes the window.</param>
    /// <returns>Those that have still to be written.</returns>
    public async Task<List<WindowRows>> KeepAsync(IReadOnlyList<WindowRows> final, CancellationToken cancellationToken)
    {
        var left = final.Select(r => r.Window.StartMs == _windowStartMs ? r with { Contents = Unwritten(r.Contents) } : r).ToList();
        if (_written.Count == 0)
            return left;
        await using var delete = new NpgsqlCommand(
            "DELETE FROM content_stats WHERE window_start = $1 AND content_id = ANY ($2)", Transaction.Connection, Transaction.Transaction);
        delete.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = UnixTime.ToUtc(_windowStartMs) });
        delete.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. _written.Keys] });
        await delete.ExecuteNonQueryAsync(cancellationToken);
        return left;
    }

    /// <summary>The rows that are not written as they are; those that are leave <see cref="_written"/>.</summary>
    private List<ContentWindowRow> Unwritten(List<ContentWindowRow> final)
    {
        var left = new List<ContentWindowRow>();
        foreach (var row in final)
        {
            if (_written.TryGetValue(row.ContentId, out var written) && (ReferenceEquals(written, row) || written == row))
                _written.Remove(row.ContentId);
            else
                left.Add(row);
        }

        return left;
    }
}
