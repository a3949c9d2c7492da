using Npgsql;
using StreamPulse.Log;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Retention;

/// <summary>
/// Deletes expired rows in small batches, so that no statement holds locks for long. Age counts from the last writing and not from event
/// time: an imported log of ten years ago stays as long as today's rows. Only rows of retired windows are deleted, as others can still be
/// revised.
/// </summary>
public sealed class RowRetention(NpgsqlDataSource dataSource, RetentionOptions options)
{
    private const int BatchRows = 5000;

    /// <summary>
    /// Rows stay for their time after their window was retired, which is up to a day after its closing; the checkpoints at which a
    /// recount of them may start stay as long. Older ones would only lead to windows without rows.
    /// </summary>
    private static readonly TimeSpan BeforeRetired = TimeSpan.FromDays(1);

    /// <summary>Of a topic's dead letters, those that are not in the dead-letter topic yet: here is the only place that has them.</summary>
    private const string AwaitsPublication =
        "stage = 'log' AND published_at IS NULL AND EXISTS (SELECT FROM pipeline_state WHERE log_kind = 'kafka')";

    /// <summary>
    /// Dead letters of a topic that tell what the pipeline's clock decided, which the topic does not: ADR 0022. Replay and verify need them
    /// as long as the topic has the record.
    /// </summary>
    private const string IsDecision =
        "stage = 'log' AND reason = 'event_time_in_future' AND EXISTS (SELECT FROM pipeline_state WHERE log_kind = 'kafka')";

    private static readonly string[] WindowTables = ["content_stats", "region_health", "device_stats"];

    /// <summary>Deletes all that has expired at <paramref name="now"/>.</summary>
    /// <returns>Number of rows deleted.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<long> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            var deleted = 0L;
            foreach (var table in WindowTables)
            {
                deleted += await DeleteAsync(
                    table,
                    $"updated_at < $1 AND EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = {table}.window_start AND "
                    + "w.retired_at < $1)",
                    now - options.Rows,
                    cancellationToken);
            }

            deleted += await DeleteAsync(
                "closed_windows",
                "retired_at < $1 AND NOT EXISTS (SELECT FROM content_stats AS r WHERE r.window_start = closed_windows.window_start)",
                now - options.Rows,
                cancellationToken);
            deleted += await DeleteAsync("checkpoint_history", "committed_at < $1", now - options.Rows - BeforeRetired, cancellationToken);
            deleted += await DeleteAsync("late_events", "created_at < $1", now - options.Rows, cancellationToken);
            deleted += await DeleteAsync(
                "dead_letters", $"created_at < $1 AND NOT ({AwaitsPublication}) AND NOT ({IsDecision})", now - options.Rows,
                cancellationToken);
            deleted += await DeleteAsync("alerts", "updated_at < $1 AND resolved_at IS NOT NULL", now - options.Alerts, cancellationToken);
            return deleted;
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("Retention could not delete", e);
        }
    }

    /// <summary>
    /// Deletes expired dead letters whose record the topic no longer has, and which <see cref="RunAsync"/> has left because of that record.
    /// </summary>
    /// <param name="partitions">The topic's partitions.</param>
    /// <returns>Number of rows deleted.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public async Task<long> DeleteDecisionsAsync(
        DateTimeOffset now, IReadOnlyList<LogPartition> partitions, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(
                $"""
                DELETE FROM dead_letters USING unnest($2::integer[], $3::bigint[]) AS log (number, earliest)
                WHERE dead_letters.partition = log.number AND position < log.earliest AND created_at < $1 AND {IsDecision}
                    AND NOT ({AwaitsPublication})
                """);
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = (now - options.Rows).UtcDateTime });
            command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. partitions.Select(static p => p.Partition)] });
            command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. partitions.Select(static p => p.EarliestOffset)] });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            throw StoreFailure.Of("Retention could not delete", e);
        }
    }

    private async Task<long> DeleteAsync(string table, string condition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var all = 0L;
        while (true)
        {
            await using var command = dataSource.CreateCommand(
                $"DELETE FROM {table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM {table} WHERE {condition} LIMIT {BatchRows}))");
            command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = before.UtcDateTime });
            var deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            all += deleted;
            if (deleted < BatchRows)
                return all;
        }
    }
}
