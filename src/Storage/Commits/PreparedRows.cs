using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Commits;

/// <summary>The rows written ahead, of one window at a time, until the commit takes them that closes it.</summary>
internal sealed class PreparedRows(NpgsqlDataSource dataSource)
{
    private Writing? _current;

    /// <summary>
    /// Writes rows ahead, in the place of what was written before. They are there for <see cref="TakeAsync"/> as soon as this returns its
    /// task.
    /// </summary>
    public async Task WriteAsync(WindowRows rows, CancellationToken cancellationToken)
    {
        var writing = new Writing(rows.Window, RowsAhead.TryWriteAsync(dataSource, rows, cancellationToken));
        await EndAsync(Interlocked.Exchange(ref _current, writing));
        await writing.Rows;
    }

    /// <summary>The rows of one of the windows, where there are any; the transaction is the caller's from now on.</summary>
    /// <param name="isWanted">
    /// If false, they are discarded: another transaction that writes rows of the window would wait for this one.
    /// </param>
    public async Task<RowsAhead?> TakeAsync(IReadOnlyList<WindowRange> windows, bool isWanted)
    {
        if (Volatile.Read(ref _current) is not { } current || !windows.Contains(current.Window))
            return null;
        if (Interlocked.CompareExchange(ref _current, null, current) != current)
            return null;
        if (await current.Rows is not { } rows)
            return null;
        if (isWanted && !rows.IsStale)
            return rows;
        await rows.Transaction.DisposeAsync();
        return null;
    }

    /// <summary>Rolls back what is there.</summary>
    public ValueTask ForgetAsync() => EndAsync(Interlocked.Exchange(ref _current, null));

    private static async ValueTask EndAsync(Writing? writing)
    {
        if (writing is not null && await writing.Rows is { } rows)
            await rows.Transaction.DisposeAsync();
    }

    private sealed record Writing(WindowRange Window, Task<RowsAhead?> Rows);
}
