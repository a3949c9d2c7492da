using Npgsql;
using NpgsqlTypes;

namespace StreamPulse.Storage.DeadLetters;

/// <summary>
/// The state of retries. "started" is committed before a record is appended and "done" after it, so that an interrupted retry can be seen.
/// Callers hold the lock, so a "started" that is found always belongs to an interrupted retry.
/// </summary>
public sealed class DeadLetterRetryStore(NpgsqlDataSource dataSource)
{
    private const long LockKey = 0x53_54_52_50_52_45_54_52; // "STRPRETR"

    private const string IsSelected = "($1::bigint[] IS NULL OR id = ANY ($1)) AND ($2::text IS NULL OR reason = $2)";

    /// <summary>Acquires the lock for retries, held until it is disposed; null if another process holds it.</summary>
    public Task<IAsyncDisposable?> TryLockAsync(CancellationToken cancellationToken)
        => StoreCalls.GuardAsync<IAsyncDisposable?>("Retries cannot be begun", async () =>
        {
            var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"SELECT pg_try_advisory_lock({LockKey})", connection);
            if (await command.ExecuteScalarAsync(cancellationToken) is true)
                return new HeldLock(connection);
            await connection.DisposeAsync();
            return null;
        });

    /// <summary>How many the selection names.</summary>
    public Task<RetryCounts> CountAsync(RetrySelection selection, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync("Dead letters cannot be counted", async () =>
        {
            await using var command = dataSource.CreateCommand(
                $"""
                SELECT coalesce(max(id), 0), count(*) FILTER (WHERE stage = 'log' AND retry_state IS NULL),
                    count(*) FILTER (WHERE stage = 'log' AND retry_state = 'started'),
                    count(*) FILTER (WHERE stage = 'log' AND retry_state = 'done'), count(*) FILTER (WHERE stage = 'import')
                FROM dead_letters WHERE {IsSelected}
                """);
            AddSelection(command, selection);
            return (await DeadLetterRows.ReadAsync(
                command, static r => new RetryCounts(r.GetInt64(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt64(4)),
                cancellationToken)).Single();
        });

    /// <summary>
    /// Marks the next ones after <paramref name="afterId"/> as started, durably, and returns them in order of their ids: at most so many,
    /// and so many bytes of them, but at least one where there is one. Empty at the end.
    /// </summary>
    /// <param name="lastId">None beyond it: what fails again during the retry has a higher id and the same reason.</param>
    public Task<IReadOnlyList<StoredDeadLetter>> StartAsync(
        RetrySelection selection, long afterId, long lastId, int mostLetters, long mostBytes, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync<IReadOnlyList<StoredDeadLetter>>("Retries cannot be begun", async () =>
        {
            await using var command = dataSource.CreateCommand(
                $"""
                WITH next_ones AS (
                    SELECT id, payload FROM dead_letters
                    WHERE {IsSelected} AND stage = 'log' AND id > $3 AND id <= $4
                        AND (retry_state IS NULL OR ($5 AND retry_state = 'started'))
                    ORDER BY id LIMIT $6),
                fitting AS (SELECT id, sum(octet_length(payload)) OVER (ORDER BY id) - octet_length(payload) AS bytes_before FROM next_ones)
                UPDATE dead_letters SET retry_state = 'started' WHERE id IN (SELECT id FROM fitting WHERE bytes_before < $7)
                RETURNING {DeadLetterStore.SummaryColumns}, record_key, payload
                """);
            AddSelection(command, selection);
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterId });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lastId });
            command.Parameters.Add(new NpgsqlParameter<bool> { TypedValue = selection.Again });
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = mostLetters });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mostBytes });
            var started = await DeadLetterRows.ReadAsync(command, DeadLetterRows.Whole, cancellationToken);
            return [.. started.OrderBy(static d => d.Summary.Id)];
        });

    /// <summary>Notes that they are in the log again.</summary>
    public Task FinishAsync(IReadOnlyList<long> ids, DateTimeOffset now, CancellationToken cancellationToken)
        => SetAsync(ids, "retry_state = 'done', retried_at = $2", now, cancellationToken);

    /// <summary>Stores that they are certainly not in the log again, so that they can be retried.</summary>
    public Task ReleaseAsync(IReadOnlyList<long> ids, CancellationToken cancellationToken)
        => SetAsync(ids, "retry_state = NULL", null, cancellationToken);

    private Task<int> SetAsync(IReadOnlyList<long> ids, string what, DateTimeOffset? now, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync("Retries cannot be noted", async () =>
        {
            await using var command =
                dataSource.CreateCommand($"UPDATE dead_letters SET {what} WHERE id = ANY ($1) AND retry_state = 'started'");
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. ids] });
            if (now is { } time)
                command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = time.UtcDateTime });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });

    private static void AddSelection(NpgsqlCommand command, RetrySelection selection)
    {
        command.Parameters.Add(DeadLetterRows.Optional(selection.Ids?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint));
        command.Parameters.Add(DeadLetterRows.Optional(selection.Reason, NpgsqlDbType.Text));
    }

    private sealed class HeldLock(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await using var command = new NpgsqlCommand($"SELECT pg_advisory_unlock({LockKey})", connection);
                await command.ExecuteNonQueryAsync();
            }
            catch (NpgsqlException)
            {
                // The session has ended and released its lock.
            }

            await connection.DisposeAsync();
        }
    }
}
