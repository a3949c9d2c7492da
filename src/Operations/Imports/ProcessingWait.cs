using Npgsql;

namespace StreamPulse.Operations.Imports;

/// <summary>Waits until the engine, in this process or another, has processed a partition.</summary>
public sealed class ProcessingWait(NpgsqlDataSource dataSource, TimeProvider time)
{
    private const string Sql = """
        SELECT c.next_offset, p.next_offset, c.counted, c.late, c.dead_lettered,
            (SELECT count(DISTINCT window_start) FROM partials AS s WHERE s.partition = p.partition
                AND NOT EXISTS (SELECT FROM closed_windows AS w WHERE w.window_start = s.window_start))
        FROM log_partitions AS p LEFT JOIN checkpoints AS c USING (partition) WHERE p.partition = $1
        """;

    /// <summary>Ends when the checkpoint has reached the partition's end and, where asked for, when all its windows have rows.</summary>
    /// <param name="untilClosed">Whether open windows are waited for: not where other partitions keep the watermark back.</param>
    public async Task<ProcessedPartition> WaitAsync(
        int partition, bool untilClosed, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        while (true)
        {
            var processed = await ReadAsync(partition, cancellationToken);
            progress?.Report(processed.Processed);
            if (processed.Processed == processed.Appended && (!untilClosed || processed.OpenWindows == 0))
                return processed;
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    private async Task<ProcessedPartition> ReadAsync(int partition, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = partition });
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.IsDBNull(0)
            ? new ProcessedPartition(0, Math.Max(1, row.GetInt64(1)), 0, 0, 0, 0)
            : new ProcessedPartition(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
    }
}

/// <summary>How far a partition is.</summary>
/// <param name="Processed">Records that are committed.</param>
/// <param name="Appended">Records in the log.</param>
/// <param name="OpenWindows">Windows with its events that have no rows yet.</param>
public sealed record ProcessedPartition(long Processed, long Appended, long Counted, long Late, long DeadLettered, long OpenWindows);
