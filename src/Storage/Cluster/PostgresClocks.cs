using Npgsql;
using StreamPulse.Pipeline.Ports;

namespace StreamPulse.Storage.Cluster;

/// <summary>What the database knows of clocks, and what an operator can put right.</summary>
public sealed class PostgresClocks(NpgsqlDataSource dataSource)
{
    private const string ReadSql = """
        SELECT clock_timestamp(), p.watermark, p.retention_ran_at, p.retention_refusal, p.retention_confirmed_at
        FROM (SELECT) AS one LEFT JOIN pipeline_state AS p ON true
        """;

    private const string AheadSql =
        "SELECT partition, max_bounded_time FROM checkpoints WHERE max_bounded_time > clock_timestamp() ORDER BY partition";

    /// <summary>Silos notice by the number, and cannot store the watermark that they have.</summary>
    private const string SetBackSql = """
        UPDATE pipeline_state SET watermark = date_trunc('milliseconds', clock_timestamp()), watermark_set_backs = watermark_set_backs + 1,
            updated_at = clock_timestamp()
        WHERE watermark > clock_timestamp()
        """;

    private const string ConfirmSql = "UPDATE pipeline_state SET retention_confirmed_at = clock_timestamp()";

    /// <summary>How clocks stand.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<ClockState> ReadAsync(CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var ahead = new NpgsqlCommand(AheadSql, connection);
                var partitions = await StoreCall.ReadAsync(
                    ahead, static row => new PartitionAhead(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
                await using var read = new NpgsqlCommand(ReadSql, connection);
                return (await StoreCall.ReadAsync(
                    read,
                    row => new ClockState(
                        row.GetFieldValue<DateTimeOffset>(0), Instant(row, 1), partitions, Instant(row, 2),
                        row.IsDBNull(3) ? null : row.GetString(3), Instant(row, 4)),
                    cancellationToken)).Single();
            },
            cancellationToken);

    /// <summary>Sets a merged watermark that is ahead of the clock back to it. Silos follow within a minute.</summary>
    /// <returns>Whether it was ahead.</returns>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<bool> SetWatermarkBackAsync(CancellationToken cancellationToken) => ExecuteAsync(SetBackSql, cancellationToken);

    /// <summary>Lets retention delete once within the next hour, although it is not sure of the clock.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<bool> ConfirmRetentionAsync(CancellationToken cancellationToken) => ExecuteAsync(ConfirmSql, cancellationToken);

    private Task<bool> ExecuteAsync(string sql, CancellationToken cancellationToken)
        => StoreCall.RunAsync(
            dataSource,
            async connection =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
            },
            cancellationToken);

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column)
        => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}

/// <summary>How clocks stand.</summary>
/// <param name="Now">The clock of the database.</param>
/// <param name="Watermark">The merged watermark; null before the first.</param>
/// <param name="PartitionsAhead">Partitions that are ahead of the clock; they are put right by their next record.</param>
/// <param name="RetentionRanAt">When retention last was allowed to delete; null before the first time.</param>
/// <param name="RetentionRefusal">Why it deletes nothing; null where it may.</param>
/// <param name="RetentionConfirmedAt">When an operator has confirmed the clock for its next run; null where nobody has.</param>
public sealed record ClockState(
    DateTimeOffset Now, DateTimeOffset? Watermark, IReadOnlyList<PartitionAhead> PartitionsAhead, DateTimeOffset? RetentionRanAt,
    string? RetentionRefusal, DateTimeOffset? RetentionConfirmedAt);

/// <summary>A partition that is ahead of the clock.</summary>
/// <param name="LatestTime">Its latest bounded time.</param>
public sealed record PartitionAhead(int Partition, DateTimeOffset LatestTime);
