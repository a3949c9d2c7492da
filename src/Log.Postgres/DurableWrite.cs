using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;
using StreamPulse.Core.Retries;
using StreamPulse.Postgres;

namespace StreamPulse.Log.Postgres;

/// <summary>
/// Runs a transaction exactly once for as long as this process lives: when the connection breaks, the transaction is retried, and when it
/// breaks during the commit, the database is first asked whether the commit took place.
/// </summary>
internal sealed class DurableWrite(NpgsqlDataSource dataSource, TimeSpan retryFor, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan ShortestDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);

    // The connection of the last success: returning it to the pool would cost the server a reset of the session each time.
    private NpgsqlConnection? _kept;

    /// <summary>Runs it.</summary>
    /// <param name="write">The statements; what it returns identifies their effect.</param>
    /// <param name="isCommittedAsync">
    /// On a new connection: does the effect exist? Must first wait for a transaction that still runs.
    /// </param>
    /// <param name="cancellationToken">Ends the attempts; whether the transaction took place is then not known.</param>
    /// <exception cref="LogUnavailableException">The server did not come back in time.</exception>
    /// <exception cref="LogFullException">Its disk is full; nothing was written.</exception>
    public async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        Func<NpgsqlConnection, T, CancellationToken, Task<bool>> isCommittedAsync,
        CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var attempt = new Attempt<T>();
        var backoff = new ExponentialBackoff(ShortestDelay, LongestDelay, TimeProvider.System);
        while (true)
        {
            try
            {
                return await TryAsync(attempt, write, isCommittedAsync, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                if (attempt.Committing && DatabaseErrors.IsRolledBack(e))
                    attempt.InDoubt = false;
                var isTriedAgain = DatabaseErrors.Of(e) is { } problem && (problem != DatabaseProblem.Full || attempt.InDoubt);
                if (!isTriedAgain || Stopwatch.GetElapsedTime(started) + backoff.Next > retryFor)
                {
                    if (PostgresErrors.TranslateAppend(e, attempt.InDoubt) is { } translated)
                        throw translated;
                    throw;
                }

                if (backoff.Next == ShortestDelay)
                    LogMessages.WriteRetried(logger, DatabaseErrors.Text(e), retryFor);
            }

            await backoff.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } connection)
            await connection.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> TryAsync<T>(
        Attempt<T> attempt,
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        Func<NpgsqlConnection, T, CancellationToken, Task<bool>> isCommittedAsync,
        CancellationToken cancellationToken)
    {
        attempt.Committing = false;
        var connection = Interlocked.Exchange(ref _kept, null)
            ?? await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var receipt = await TryAsync(connection, attempt, write, isCommittedAsync, cancellationToken).ConfigureAwait(false);
            connection = Interlocked.Exchange(ref _kept, connection);
            return receipt;
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> TryAsync<T>(
        NpgsqlConnection connection,
        Attempt<T> attempt,
        Func<NpgsqlConnection, CancellationToken, Task<T>> write,
        Func<NpgsqlConnection, T, CancellationToken, Task<bool>> isCommittedAsync,
        CancellationToken cancellationToken)
    {
        if (attempt.InDoubt)
        {
            var committed = await isCommittedAsync(connection, attempt.Receipt!, cancellationToken).ConfigureAwait(false);
            LogMessages.DoubtResolved(logger, committed);
            if (committed)
                return attempt.Receipt!;
            attempt.InDoubt = false;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        attempt.Receipt = await write(connection, cancellationToken).ConfigureAwait(false);
        attempt.InDoubt = attempt.Committing = true;
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return attempt.Receipt;
    }

    private sealed class Attempt<T>
    {
        /// <summary>What the last run of the statements returned.</summary>
        public T? Receipt { get; set; }

        /// <summary>COMMIT was sent and not answered.</summary>
        public bool InDoubt { get; set; }

        /// <summary>The last failure was during the COMMIT.</summary>
        public bool Committing { get; set; }
    }
}
