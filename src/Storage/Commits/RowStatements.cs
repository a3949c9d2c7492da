using Npgsql;
using NpgsqlTypes;
using StreamPulse.Core.Partials;
using StreamPulse.Core.Results;

namespace StreamPulse.Storage.Commits;

/// <summary>
/// Upserts of result rows, one statement a table and batch. A row that already says the same stays as it is; one that differs gets the next
/// revision.
/// </summary>
internal static class RowStatements
{
    private const string ContentUpsert = """
        INSERT INTO content_stats AS t (content_id, window_start, window_end, title, download_count, successful_downloads, failed_downloads,
            cancelled_downloads, total_size_gb, unique_users, speed_p50_mbps, speed_p95_mbps, speed_p99_mbps,
            duration_p50_seconds, duration_p95_seconds, duration_p99_seconds)
        SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::float8[], $10::bigint[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[],
            $16::float8[])
        ON CONFLICT (content_id, window_start) DO UPDATE SET
            title = EXCLUDED.title, download_count = EXCLUDED.download_count, successful_downloads = EXCLUDED.successful_downloads,
            failed_downloads = EXCLUDED.failed_downloads, cancelled_downloads = EXCLUDED.cancelled_downloads,
            total_size_gb = EXCLUDED.total_size_gb, unique_users = EXCLUDED.unique_users, speed_p50_mbps = EXCLUDED.speed_p50_mbps,
            speed_p95_mbps = EXCLUDED.speed_p95_mbps, speed_p99_mbps = EXCLUDED.speed_p99_mbps,
            duration_p50_seconds = EXCLUDED.duration_p50_seconds, duration_p95_seconds = EXCLUDED.duration_p95_seconds,
            duration_p99_seconds = EXCLUDED.duration_p99_seconds, revision = t.revision + 1, updated_at = now()

        """;

    private const string ContentDiffers = """
        WHERE (t.title, t.download_count, t.successful_downloads, t.cancelled_downloads, t.total_size_gb, t.unique_users,
                t.speed_p50_mbps, t.speed_p95_mbps, t.speed_p99_mbps, t.duration_p50_seconds, t.duration_p95_seconds,
                t.duration_p99_seconds)
            IS DISTINCT FROM (EXCLUDED.title, EXCLUDED.download_count, EXCLUDED.successful_downloads, EXCLUDED.cancelled_downloads,
                EXCLUDED.total_size_gb, EXCLUDED.unique_users, EXCLUDED.speed_p50_mbps, EXCLUDED.speed_p95_mbps, EXCLUDED.speed_p99_mbps,
                EXCLUDED.duration_p50_seconds, EXCLUDED.duration_p95_seconds, EXCLUDED.duration_p99_seconds)
        """;

    private const string RegionUpsert = """
        INSERT INTO region_health AS t (region, window_start, window_end, total_downloads, successful_downloads, failed_downloads,
            cancelled_downloads, success_rate, avg_speed_mbps, speed_count, avg_duration_seconds, total_size_gb, min_speed_mbps,
            max_speed_mbps, speed_p50_mbps, speed_p95_mbps, speed_p99_mbps, duration_p50_seconds, duration_p95_seconds,
            duration_p99_seconds, error_counts, duration_sketch)
        SELECT region, window_start, window_end, total, successful, failed, cancelled, rate, avg_speed, speed_count, avg_duration, size_gb,
            min_speed, max_speed, s50, s95, s99, d50, d95, d99, errors::jsonb, sketch
        FROM unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::float8[],
            $9::float8[], $10::bigint[], $11::float8[], $12::float8[], $13::float8[], $14::float8[], $15::float8[], $16::float8[],
            $17::float8[], $18::float8[], $19::float8[], $20::float8[], $21::text[], $22::bytea[])
            AS u (region, window_start, window_end, total, successful, failed, cancelled, rate, avg_speed, speed_count, avg_duration,
                size_gb, min_speed, max_speed, s50, s95, s99, d50, d95, d99, errors, sketch)
        ON CONFLICT (region, window_start) DO UPDATE SET
            total_downloads = EXCLUDED.total_downloads, successful_downloads = EXCLUDED.successful_downloads,
            failed_downloads = EXCLUDED.failed_downloads, cancelled_downloads = EXCLUDED.cancelled_downloads,
            success_rate = EXCLUDED.success_rate, avg_speed_mbps = EXCLUDED.avg_speed_mbps, speed_count = EXCLUDED.speed_count,
            avg_duration_seconds = EXCLUDED.avg_duration_seconds, total_size_gb = EXCLUDED.total_size_gb,
            min_speed_mbps = EXCLUDED.min_speed_mbps, max_speed_mbps = EXCLUDED.max_speed_mbps,
            speed_p50_mbps = EXCLUDED.speed_p50_mbps, speed_p95_mbps = EXCLUDED.speed_p95_mbps, speed_p99_mbps = EXCLUDED.speed_p99_mbps,
            duration_p50_seconds = EXCLUDED.duration_p50_seconds, duration_p95_seconds = EXCLUDED.duration_p95_seconds,
            duration_p99_seconds = EXCLUDED.duration_p99_seconds, error_counts = EXCLUDED.error_counts,
            duration_sketch = EXCLUDED.duration_sketch, revision = t.revision + 1, updated_at = now()

        """;

    private const string RegionDiffers = """
        WHERE (t.total_downloads, t.successful_downloads, t.cancelled_downloads, t.avg_speed_mbps, t.speed_count, t.avg_duration_seconds,
                t.total_size_gb, t.min_speed_mbps, t.max_speed_mbps, t.speed_p50_mbps, t.speed_p95_mbps, t.speed_p99_mbps,
                t.duration_p50_seconds, t.duration_p95_seconds, t.duration_p99_seconds, t.error_counts, t.duration_sketch)
            IS DISTINCT FROM (EXCLUDED.total_downloads, EXCLUDED.successful_downloads, EXCLUDED.cancelled_downloads,
                EXCLUDED.avg_speed_mbps, EXCLUDED.speed_count, EXCLUDED.avg_duration_seconds, EXCLUDED.total_size_gb,
                EXCLUDED.min_speed_mbps, EXCLUDED.max_speed_mbps, EXCLUDED.speed_p50_mbps, EXCLUDED.speed_p95_mbps,
                EXCLUDED.speed_p99_mbps, EXCLUDED.duration_p50_seconds, EXCLUDED.duration_p95_seconds, EXCLUDED.duration_p99_seconds,
                EXCLUDED.error_counts, EXCLUDED.duration_sketch)
        """;

    private const string DeviceUpsert = """
        INSERT INTO device_stats AS t (device, os_version, window_start, window_end, total_downloads, successful_downloads,
            failed_downloads, cancelled_downloads, avg_speed_mbps, speed_count, total_size_gb)
        SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[],
            $8::bigint[], $9::float8[], $10::bigint[], $11::float8[])
        ON CONFLICT (device, os_version, window_start) DO UPDATE SET
            total_downloads = EXCLUDED.total_downloads, successful_downloads = EXCLUDED.successful_downloads,
            failed_downloads = EXCLUDED.failed_downloads, cancelled_downloads = EXCLUDED.cancelled_downloads,
            avg_speed_mbps = EXCLUDED.avg_speed_mbps, speed_count = EXCLUDED.speed_count, total_size_gb = EXCLUDED.total_size_gb,
            revision = t.revision + 1, updated_at = now()

        """;

    private const string DeviceDiffers = """
        WHERE (t.total_downloads, t.successful_downloads, t.cancelled_downloads, t.avg_speed_mbps, t.speed_count, t.total_size_gb)
            IS DISTINCT FROM (EXCLUDED.total_downloads, EXCLUDED.successful_downloads, EXCLUDED.cancelled_downloads,
                EXCLUDED.avg_speed_mbps, EXCLUDED.speed_count, EXCLUDED.total_size_gb)
        """;

    /// <summary>Adds the upserts of all rows to the batch.</summary>
    public static void AddTo(NpgsqlBatch batch, IReadOnlyList<WindowRows> rows)
    {
        AddContents(batch, [.. rows.SelectMany(static r => r.Contents)]);
        AddRegions(batch, [.. rows.SelectMany(static r => r.Regions)]);
        AddDevices(batch, [.. rows.SelectMany(static r => r.Devices)]);
    }

    private static void AddContents(NpgsqlBatch batch, ContentWindowRow[] rows)
    {
        if (rows.Length == 0)
            return;
        var columns = new ColumnParameters(batch, ContentUpsert + ContentDiffers);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.ContentId);
        AddWindow(columns, rows, static r => r.Window);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Title);
        AddCounts(columns, rows, static r => (r.Total, r.Successful, r.Failed, r.Cancelled));
        columns.Add(NpgsqlDbType.Double, rows, static r => r.TotalSizeGb);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.UniqueUsers);
        AddPercentiles(columns, rows, static r => r.SpeedMbps);
        AddPercentiles(columns, rows, static r => r.DurationSeconds);
    }

    private static void AddRegions(NpgsqlBatch batch, RegionWindowRow[] rows)
    {
        if (rows.Length == 0)
            return;
        var columns = new ColumnParameters(batch, RegionUpsert + RegionDiffers);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Region);
        AddWindow(columns, rows, static r => r.Window);
        AddCounts(columns, rows, static r => (r.Total, r.Successful, r.Failed, r.Cancelled));
        columns.Add(NpgsqlDbType.Double, rows, static r => r.SuccessRate);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.AvgSpeedMbps);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.SpeedCount);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.AvgDurationSeconds);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.TotalSizeGb);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.MinSpeedMbps);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.MaxSpeedMbps);
        AddPercentiles(columns, rows, static r => r.SpeedMbps);
        AddPercentiles(columns, rows, static r => r.DurationSeconds);
        columns.Add(NpgsqlDbType.Text, rows, static r => ErrorCountsJson.Write(r.ErrorCounts));
        columns.Add(NpgsqlDbType.Bytea, rows, static r => r.DurationSketch);
    }

    private static void AddDevices(NpgsqlBatch batch, DeviceWindowRow[] rows)
    {
        if (rows.Length == 0)
            return;
        var columns = new ColumnParameters(batch, DeviceUpsert + DeviceDiffers);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.Device);
        columns.Add(NpgsqlDbType.Text, rows, static r => r.OsVersion);
        AddWindow(columns, rows, static r => r.Window);
        AddCounts(columns, rows, static r => (r.Total, r.Successful, r.Failed, r.Cancelled));
        columns.Add(NpgsqlDbType.Double, rows, static r => r.AvgSpeedMbps);
        columns.Add(NpgsqlDbType.Bigint, rows, static r => r.SpeedCount);
        columns.Add(NpgsqlDbType.Double, rows, static r => r.TotalSizeGb);
    }

    private static void AddWindow<T>(ColumnParameters columns, T[] rows, Func<T, WindowRange> window)
    {
        columns.Add(NpgsqlDbType.TimestampTz, rows, r => UnixTime.ToUtc(window(r).StartMs));
        columns.Add(NpgsqlDbType.TimestampTz, rows, r => UnixTime.ToUtc(window(r).EndMs));
    }

    private static void AddCounts<T>(
        ColumnParameters columns, T[] rows, Func<T, (long Total, long Successful, long Failed, long Cancelled)> counts)
    {
        columns.Add(NpgsqlDbType.Bigint, rows, r => counts(r).Total);
        columns.Add(NpgsqlDbType.Bigint, rows, r => counts(r).Successful);
        columns.Add(NpgsqlDbType.Bigint, rows, r => counts(r).Failed);
        columns.Add(NpgsqlDbType.Bigint, rows, r => counts(r).Cancelled);
    }

    private static void AddPercentiles<T>(ColumnParameters columns, T[] rows, Func<T, Percentiles> percentiles)
    {
        columns.Add(NpgsqlDbType.Double, rows, r => percentiles(r).P50);
        columns.Add(NpgsqlDbType.Double, rows, r => percentiles(r).P95);
        columns.Add(NpgsqlDbType.Double, rows, r => percentiles(r).P99);
    }
}
