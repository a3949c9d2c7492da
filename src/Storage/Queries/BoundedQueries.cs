using System.Data.Common;
using Npgsql;
using StreamPulse.Core.Results;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Queries;

/// <summary>
/// Runs one statement with a bound on its time at the server (statement_timeout) and here, in one round trip, and turns every kind of
/// outage into <see cref="StoredResultsUnavailableException"/>.
/// </summary>
internal sealed class BoundedQueries(NpgsqlDataSource dataSource, StoredResultsOptions options)
{
    // A batch without an explicit transaction is one implicit transaction: the settings hold for the statement after them and end with it.
    private const string Settings = "SELECT set_config('statement_timeout', $1, true), set_config('transaction_read_only', $2, true)";

    private readonly string _statementTimeoutMs = FormattableString.Invariant($"{(long)options.StatementTimeout.TotalMilliseconds}");

    /// <summary>Reads the whole answer of <paramref name="sql"/>, one <typeparamref name="T"/> a row.</summary>
    /// <exception cref="StoredResultsUnavailableException">The database cannot be reached, or took too long.</exception>
    public Task<List<T>> ReadAsync<T>(
        string sql, QueryParameters parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        => RunAsync(sql, parameters, "on", read, cancellationToken);

    /// <summary>
    /// Runs a statement that writes, and reads what it returns. It may be run twice, so it must be one that changes nothing the second
    /// time.
    /// </summary>
    /// <exception cref="StoredResultsUnavailableException">
    /// The database cannot be reached, or took too long; whether the statement took place is not known.
    /// </exception>
    public Task<List<T>> WriteAsync<T>(
        string sql, QueryParameters parameters, Func<DbDataReader, T> read, CancellationToken cancellationToken)
        => RunAsync(sql, parameters, "off", read, cancellationToken);

    private async Task<List<T>> RunAsync<T>(
        string sql, QueryParameters parameters, string readOnly, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.StatementTimeout + options.ConnectionAllowance);
        try
        {
            try
            {
                return await RunOnceAsync(sql, parameters, readOnly, read, deadline.Token).ConfigureAwait(false);
            }
            catch (NpgsqlException e) when (DatabaseErrors.IsBrokenSession(e))
            {
                // After a restart of the server the pool holds dead connections; the first failure clears them.
                return await RunOnceAsync(sql, parameters, readOnly, read, deadline.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoredResultsUnavailableException("The database did not answer in time.", e);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            throw new StoredResultsUnavailableException("The database took longer than a query may take.", e);
        }
        catch (Exception e) when (DatabaseErrors.Of(e) is not null && !cancellationToken.IsCancellationRequested)
        {
            throw new StoredResultsUnavailableException(
                DatabaseErrors.Of(e) == DatabaseProblem.Full ? "The disk of the database is full." : "The database cannot be reached.", e);
        }
    }

    private async Task<List<T>> RunOnceAsync<T>(
        string sql, QueryParameters parameters, string readOnly, Func<DbDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Settings)
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = _statementTimeoutMs },
                new NpgsqlParameter<string> { TypedValue = readOnly },
            },
        });
        var command = new NpgsqlBatchCommand(sql);
        parameters.AddTo(command);
        batch.BatchCommands.Add(command);

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            rows.Add(read(reader));
        return rows;
    }
}
