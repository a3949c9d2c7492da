using Npgsql;
using StreamPulse.Pipeline.Ports;
using StreamPulse.Postgres;

namespace StreamPulse.Storage.Cluster;

/// <summary>The committed progress of the pipeline, for other programs.</summary>
public sealed class PostgresProgress(NpgsqlDataSource dataSource)
{
    private const int HealthTimeoutSeconds = 3;

    private const string ProcessedSql = """
        SELECT c.next_offset, p.next_offset, c.counted, c.late, c.dead_lettered,
            (SELECT count(DISTINCT window_start) FROM partials AS s WHERE s.partition = p.partition
                AND NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
        FROM log_partitions AS p LEFT JOIN checkpoints AS c USING (partition) WHERE p.partition = $1
        """;

    /// <summary>Whether PostgreSQL answers within a few seconds.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand("SELECT 1");
            command.CommandTimeout = HealthTimeoutSeconds;
            await command.ExecuteScalarAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (DatabaseErrors.IsOutage(e))
        {
            return false;
        }
    }

    /// <summary>The next offset of each partition that has a checkpoint.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<IReadOnlyDictionary<int, long>> ReadCheckpointsAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync<IReadOnlyDictionary<int, long>>(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand("SELECT partition, next_offset FROM checkpoints", connection);
                var rows = await StoreCall.ReadAsync(
                    command, static row => KeyValuePair.Create(row.GetInt32(0), row.GetInt64(1)), cancellationToken);
                return rows.ToDictionary();
            },
            cancellationToken);

    /// <summary>How far a partition of the embedded log is processed.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<ProcessedPartition> ReadProcessedAsync(int partition, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand(ProcessedSql, connection);
                command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
                return (await StoreCall.ReadAsync(
                    command,
                    static row => row.IsDBNull(0)
                        ? new ProcessedPartition(0, Math.Max(1, row.GetInt64(1)), 0, 0, 0, 0)
                        : new ProcessedPartition(
                            row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
                    cancellationToken)).Single();
            },
            cancellationToken);
}

/// <summary>How far a partition is processed.</summary>
/// <param name="Processed">Records that are committed.</param>
/// <param name="Appended">Records in the log.</param>
/// <param name="OpenWindows">Windows with its events that have no rows yet.</param>
public sealed record ProcessedPartition(long Processed, long Appended, long Counted, long Late, long DeadLettered, long OpenWindows)
{
    /// <summary>Whether all of it is committed and in rows.</summary>
    public bool IsWhole => Processed == Appended && OpenWindows == 0;
}
