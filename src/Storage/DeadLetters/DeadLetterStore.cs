using Npgsql;
using NpgsqlTypes;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.DeadLetters;

/// <summary>Reads dead letters, and notes which were published. Errors of an outage are <see cref="StoreUnavailableException"/>.</summary>
public sealed class DeadLetterStore(NpgsqlDataSource dataSource)
{
    /// <summary>Columns of a <see cref="DeadLetterSummary"/>, in order.</summary>
    internal const string SummaryColumns =
        "id, stage, partition, position, reason, detail, octet_length(payload), ingestion_time, created_at, published_at, retry_state, "
        + "retried_at";

    /// <summary>Those that fit, the newest first.</summary>
    public Task<IReadOnlyList<DeadLetterSummary>> ListAsync(DeadLetterFilter filter, int limit, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync<IReadOnlyList<DeadLetterSummary>>("Dead letters cannot be read", async () =>
        {
            await using var command = dataSource.CreateCommand(
                $"""
                SELECT {SummaryColumns} FROM dead_letters
                WHERE ($1::text IS NULL OR reason = $1) AND ($2::text IS NULL OR stage = $2)
                    AND ($3::timestamptz IS NULL OR created_at >= $3)
                ORDER BY id DESC LIMIT $4
                """);
            command.Parameters.Add(DeadLetterRows.Optional(filter.Reason, NpgsqlDbType.Text));
            command.Parameters.Add(DeadLetterRows.Optional(filter.Stage, NpgsqlDbType.Text));
            command.Parameters.Add(DeadLetterRows.Optional(filter.Since?.UtcDateTime, NpgsqlDbType.TimestampTz));
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
            return await DeadLetterRows.ReadAsync(command, DeadLetterRows.Summary, cancellationToken);
        });

    /// <summary>The one with that id, or null.</summary>
    public Task<StoredDeadLetter?> FindAsync(long id, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync("The dead letter cannot be read", async () =>
        {
            await using var command =
                dataSource.CreateCommand($"SELECT {SummaryColumns}, record_key, payload FROM dead_letters WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = id });
            return (await DeadLetterRows.ReadAsync(command, DeadLetterRows.Whole, cancellationToken)).SingleOrDefault();
        });

    /// <summary>
    /// The oldest of stage "log" that are not published, in order: at most so many, and so many bytes of them, but at least one where there
    /// is one.
    /// </summary>
    public Task<IReadOnlyList<StoredDeadLetter>> TakeUnpublishedAsync(int mostLetters, long mostBytes, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync<IReadOnlyList<StoredDeadLetter>>("Unpublished dead letters cannot be read", async () =>
        {
            await using var command = dataSource.CreateCommand(
                $"""
                WITH oldest AS (
                    SELECT id, sum(octet_length(payload)) OVER (ORDER BY id) - octet_length(payload) AS bytes_before
                    FROM (SELECT id, payload FROM dead_letters WHERE published_at IS NULL AND stage = 'log'
                        ORDER BY id LIMIT $1) AS first_ones)
                SELECT {SummaryColumns}, record_key, payload FROM dead_letters
                WHERE id IN (SELECT id FROM oldest WHERE bytes_before < $2) ORDER BY id
                """);
            command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = mostLetters });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = mostBytes });
            return await DeadLetterRows.ReadAsync(command, DeadLetterRows.Whole, cancellationToken);
        });

    /// <summary>How many of stage "log" are not published.</summary>
    public Task<long> CountUnpublishedAsync(CancellationToken cancellationToken)
        => StoreCalls.GuardAsync("Unpublished dead letters cannot be counted", async () =>
        {
            await using var command =
                dataSource.CreateCommand("SELECT count(*) FROM dead_letters WHERE published_at IS NULL AND stage = 'log'");
            return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
        });

    /// <summary>Notes that the dead-letter topic has them.</summary>
    public Task MarkPublishedAsync(IReadOnlyList<long> ids, DateTimeOffset now, CancellationToken cancellationToken)
        => StoreCalls.GuardAsync("Published dead letters cannot be marked", async () =>
        {
            await using var command = dataSource.CreateCommand("UPDATE dead_letters SET published_at = $2 WHERE id = ANY ($1)");
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. ids] });
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = now.UtcDateTime });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });
}
