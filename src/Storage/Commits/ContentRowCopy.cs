using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Commits;

/// <summary>Copies rows into content_stats that are known not to exist yet; it costs the server a third of an upsert.</summary>
internal static class ContentRowCopy
{
    private const string Sql = """
        COPY content_stats (content_id, window_start, window_end, title, download_count, successful_downloads, failed_downloads,
            cancelled_downloads, total_size_gb, unique_users, speed_p50_mbps, speed_p95_mbps, speed_p99_mbps,
            duration_p50_seconds, duration_p95_seconds, duration_p99_seconds)
        FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>
    /// Writes the rows in the connection's transaction, in the order of the table's key: neighbours share pages of its index.
    /// </summary>
    /// <exception cref="PostgresException">
    /// A row exists already, or the server is unreachable; the transaction cannot be continued.
    /// </exception>
    public static async Task WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<ContentWindowRow> rows, CancellationToken cancellationToken)
    {
        await using var copy = await connection.BeginBinaryImportAsync(Sql, cancellationToken);
        foreach (var row in rows.OrderBy(static r => r.ContentId, StringComparer.Ordinal))
            await WriteAsync(copy, row, cancellationToken);
        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, ContentWindowRow row, CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(row.ContentId, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(UnixTime.ToUtc(row.Window.StartMs), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(UnixTime.ToUtc(row.Window.EndMs), NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(row.Title, NpgsqlDbType.Text, cancellationToken);
        await copy.WriteAsync(row.Total, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(row.Successful, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(row.Failed, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(row.Cancelled, NpgsqlDbType.Bigint, cancellationToken);
        await copy.WriteAsync(row.TotalSizeGb, NpgsqlDbType.Double, cancellationToken);
        await copy.WriteAsync(row.UniqueUsers, NpgsqlDbType.Bigint, cancellationToken);
        await WriteAsync(copy, row.SpeedMbps, cancellationToken);
        await WriteAsync(copy, row.DurationSeconds, cancellationToken);
    }

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, Percentiles percentiles, CancellationToken cancellationToken)
    {
        await copy.WriteAsync(percentiles.P50, NpgsqlDbType.Double, cancellationToken);
        await copy.WriteAsync(percentiles.P95, NpgsqlDbType.Double, cancellationToken);
        await copy.WriteAsync(percentiles.P99, NpgsqlDbType.Double, cancellationToken);
    }
}
