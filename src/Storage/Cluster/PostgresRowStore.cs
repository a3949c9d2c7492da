using Npgsql;
using StreamPulse.Core.Partials;
using StreamPulse.Storage.Commits;

namespace StreamPulse.Storage.Cluster;

/// <summary>Result rows written apart from checkpoints, by as many writers as there are silos; docs/adr/0014 says why they stay exact.</summary>
public sealed class PostgresRowStore(NpgsqlDataSource dataSource, int commandTimeoutSeconds = 60)
{
    private const string ReplacedSql = """
        SELECT u.partition, COALESCE(c.term, 0) FROM unnest($1::integer[], $2::bigint[]) AS u (partition, term) LEFT JOIN checkpoints AS c USING (partition)
        WHERE c.term IS DISTINCT FROM u.term
        """;

    /// <summary>
    /// Writes the rows in one transaction; one that counts no more downloads than the row that is there changes nothing. The terms are compared while the
    /// rows are locked: an activation that begins after that asks for its rows after this transaction.
    /// </summary>
    /// <param name="terms">Of the activations whose partials the rows are made of.</param>
    /// <returns>Empty when they were written. Otherwise nothing was: the partitions whose activation is not the latest one, and the latest one's term.</returns>
    /// <exception cref="StoreUnavailableException">Whether they were written is not known; writing them again does no harm.</exception>
    public async Task<IReadOnlyList<PartitionTerm>> WriteAsync(IReadOnlyList<WindowRows> rows, IReadOnlyList<PartitionTerm> terms, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction) { Timeout = commandTimeoutSeconds };
            RowStatements.AddTo(batch, rows, RowGuard.Grown);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync(cancellationToken);
            if (await FindReplacedAsync(connection, transaction, terms, cancellationToken) is { Count: > 0 } replaced)
                return replaced;
            await transaction.CommitAsync(cancellationToken);
            return [];
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"PostgreSQL did not take rows: {e.Message}", e);
        }
    }

    /// <summary>
    /// Every partition that can have contributed to a row: a partition makes its checkpoint before it reads its first record.
    /// </summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<List<int>> ListPartitionsAsync(CancellationToken cancellationToken)
        => ReadAsync("SELECT partition FROM checkpoints ORDER BY partition", [], static row => row.GetInt32(0), cancellationToken);

    /// <summary>Every region that has rows of closed windows.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<List<string>> ListRegionsAsync(CancellationToken cancellationToken)
        => ReadAsync("SELECT DISTINCT region FROM region_health JOIN closed_windows USING (window_start)", [], static row => row.GetString(0), cancellationToken);

    /// <summary>What the alert rules need of the regions of some windows.</summary>
    /// <exception cref="StoreUnavailableException">PostgreSQL cannot be reached.</exception>
    public Task<List<RegionFigures>> LoadRegionsAsync(IReadOnlyCollection<long> windowStartsMs, CancellationToken cancellationToken)
        => ReadAsync(
            "SELECT region, window_start, total_downloads, successful_downloads, avg_speed_mbps, speed_count FROM region_health WHERE window_start = ANY($1)",
            windowStartsMs,
            static row => new RegionFigures(
                row.GetString(0), UnixTime.ToMilliseconds(row.GetDateTime(1)), row.GetInt64(2), row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetDouble(4), row.GetInt64(5)),
            cancellationToken);

    private static async Task<List<PartitionTerm>> FindReplacedAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PartitionTerm> terms, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReplacedSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<int[]> { TypedValue = [.. terms.Select(static t => t.Partition)] });
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. terms.Select(static t => t.Term)] });
        var replaced = new List<PartitionTerm>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            replaced.Add(new PartitionTerm(reader.GetInt32(0), reader.GetInt64(1)));
        return replaced;
    }

    private async Task<List<T>> ReadAsync<T>(
        string sql, IReadOnlyCollection<long> windowStartsMs, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = dataSource.CreateCommand(sql);
            if (windowStartsMs.Count > 0)
                command.Parameters.Add(new NpgsqlParameter<DateTime[]> { TypedValue = [.. windowStartsMs.Select(UnixTime.ToUtc)] });
            var rows = new List<T>();
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(read(reader));
            return rows;
        }
        catch (Exception e) when (PostgresOutage.Is(e))
        {
            throw new StoreUnavailableException($"PostgreSQL cannot be asked: {e.Message}", e);
        }
    }
}

/// <summary>Which activation of a partition.</summary>
public readonly record struct PartitionTerm(int Partition, long Term);

/// <summary>A region in a closed window, as far as the alert rules look at it.</summary>
public sealed record RegionFigures(string Region, long WindowStartMs, long Total, long Successful, double? AvgSpeedMbps, long SpeedCount);
