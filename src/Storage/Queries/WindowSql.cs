namespace StreamPulse.Storage.Queries;

/// <summary>
/// The statements over rows of single windows. Their first parameters are those of <see cref="ResultSql"/>: $1 from, $2 to, $3 window
/// starts to leave out; and return the pipeline's state in the first columns. The caller adds live rows.
/// </summary>
internal static class WindowSql
{

    /// <summary>
    /// key, os_version or title, window, counts, size, unique users, percentiles, means, error counts, and the writing; what a table lacks
    /// is null.
    /// </summary>
    private const string ContentColumns = """
        content_id AS key, title AS other, window_start, window_end, download_count, successful_downloads, failed_downloads,
        cancelled_downloads, total_size_gb, unique_users, speed_p50_mbps, speed_p95_mbps, speed_p99_mbps,
        duration_p50_seconds, duration_p95_seconds, duration_p99_seconds,
        NULL::float8 AS avg_speed, NULL::bigint AS speed_count, NULL::float8 AS avg_duration, NULL::text AS errors,
        revision, created_at, updated_at
        """;

    private const string RegionColumns = """
        region AS key, NULL::text AS other, window_start, window_end, total_downloads, successful_downloads, failed_downloads,
        cancelled_downloads, total_size_gb, NULL::bigint AS unique_users, speed_p50_mbps, speed_p95_mbps, speed_p99_mbps,
        duration_p50_seconds, duration_p95_seconds, duration_p99_seconds,
        avg_speed_mbps AS avg_speed, speed_count, avg_duration_seconds AS avg_duration, error_counts::text AS errors,
        revision, created_at, updated_at
        """;

    private const string DeviceColumns = """
        device AS key, os_version AS other, window_start, window_end, total_downloads, successful_downloads, failed_downloads,
        cancelled_downloads, total_size_gb, NULL::bigint AS unique_users, NULL::float8 AS s50, NULL::float8 AS s95, NULL::float8 AS s99,
        NULL::float8 AS d50, NULL::float8 AS d95, NULL::float8 AS d99,
        avg_speed_mbps AS avg_speed, speed_count, NULL::float8 AS avg_duration, NULL::text AS errors, revision, created_at, updated_at
        """;

    private const string NoSpeeds = "0::float8, 0::bigint";

    private const string Speeds = "coalesce(sum(avg_speed_mbps * speed_count), 0)::float8, coalesce(sum(speed_count), 0)::bigint";

    /// <summary>$4 content id, $5 window start after which the page begins or null, $6 limit.</summary>
    public static readonly string Content = Series(
        "content_stats", "content_id = $4", ContentColumns, "download_count", NoSpeeds,
        "(SELECT title FROM content_stats WHERE content_id = $4 ORDER BY window_start DESC LIMIT 1)",
        "$5::timestamptz IS NULL OR window_start > $5", "window_start", 6);

    /// <summary>$4 region, $5 window start after which the page begins or null, $6 limit.</summary>
    public static readonly string Region = Series(
        "region_health", "region = $4", RegionColumns, "total_downloads", Speeds, "NULL::text",
        "$5::timestamptz IS NULL OR window_start > $5", "window_start", 6);

    /// <summary>$4 device, $5 operating system or null for all, $6 and $7 position or null, $8 limit.</summary>
    public static readonly string Device = Series(
        "device_stats", "device = $4 AND ($5::text IS NULL OR os_version = $5)", DeviceColumns, "total_downloads", Speeds, "NULL::text",
        "$6::timestamptz IS NULL OR (window_start, os_version COLLATE \"C\") > ($6, $7)", "window_start, os_version COLLATE \"C\"", 8);

    /// <summary>$4 and $5 position or null, $6 limit.</summary>
    public static readonly string ContentRows = Rows(
        "content_stats", ContentColumns, "(window_start, content_id COLLATE \"C\") > ($4, $5)", "window_start, content_id COLLATE \"C\"",
        "window_start, key COLLATE \"C\"", 6);

    /// <summary>As <see cref="ContentRows"/>.</summary>
    public static readonly string RegionRows = Rows(
        "region_health", RegionColumns, "(window_start, region COLLATE \"C\") > ($4, $5)", "window_start, region COLLATE \"C\"",
        "window_start, key COLLATE \"C\"", 6);

    /// <summary>$4, $5 and $6 position or null, $7 limit.</summary>
    public static readonly string DeviceRows = Rows(
        "device_stats", DeviceColumns, "(window_start, device COLLATE \"C\", os_version COLLATE \"C\") > ($4, $5, $6)",
        "window_start, device COLLATE \"C\", os_version COLLATE \"C\"", "window_start, key COLLATE \"C\", other COLLATE \"C\"", 7);

    /// <summary>
    /// $4 start of the later period, $5 region or null, $6 most sketches of a period; $7 live content ids and $8 their window starts.
    /// </summary>
    public const string Summary = $"""
        WITH {ResultSql.State},
        chosen AS (
            SELECT window_start >= $4 AS is_current, row_number() OVER (PARTITION BY window_start >= $4) AS n, total_downloads,
                successful_downloads,
                failed_downloads, cancelled_downloads, total_size_gb, avg_speed_mbps, speed_count, duration_sketch
            FROM region_health
            WHERE {ResultSql.InRange} AND ($5::text IS NULL OR region = $5)
        ),
        totals AS (
            SELECT is_current, sum(total_downloads)::bigint, sum(successful_downloads)::bigint, sum(failed_downloads)::bigint,
                sum(cancelled_downloads)::bigint, sum(total_size_gb)::float8, {Speeds},
                count(*) <= $6 AND count(*) = count(duration_sketch) AS has_sketches,
                    array_agg(duration_sketch) FILTER (WHERE n <= $6) AS sketches
            FROM chosen
            GROUP BY is_current
        ),
        contents AS (
            SELECT is_current, count(DISTINCT content_id) AS n
            FROM (
                SELECT window_start >= $4 AS is_current, content_id FROM content_stats WHERE {ResultSql.InRange} AND $5::text IS NULL
                UNION
                SELECT window_start >= $4, content_id FROM unnest($7::text[], $8::timestamptz[]) AS l (content_id, window_start)
            ) AS every_content
            GROUP BY is_current
        )
        SELECT state.watermark, state.window_size_ms, p.is_current, totals.*, coalesce(contents.n, 0), {DataSince}
        FROM state CROSS JOIN (VALUES (true), (false)) AS p (is_current)
            LEFT JOIN totals ON totals.is_current = p.is_current LEFT JOIN contents ON contents.is_current = p.is_current
        """;

    /// <summary>$4 start of the later period, $5 content id.</summary>
    public const string ContentSummary = $"""
        WITH {ResultSql.State},
        totals AS (
            SELECT window_start >= $4 AS is_current, sum(download_count)::bigint, sum(successful_downloads)::bigint,
                sum(failed_downloads)::bigint,
                sum(cancelled_downloads)::bigint, sum(total_size_gb)::float8, {NoSpeeds}, false AS has_sketches, NULL::bytea[] AS sketches
            FROM content_stats
            WHERE {ResultSql.InRange} AND content_id = $5
            GROUP BY 1
        )
        SELECT state.watermark, state.window_size_ms, p.is_current, totals.*, 0::bigint, {DataSince}
        FROM state CROSS JOIN (VALUES (true), (false)) AS p (is_current) LEFT JOIN totals ON totals.is_current = p.is_current
        """;

    /// <summary>Start of the first window that is kept; read from the end of an index.</summary>
    private const string DataSince = "(SELECT min(window_start) FROM region_health)";

    private static string Series(
        string table, string isKey, string columns, string total, string speeds, string title, string isAfter, string order, int limit)
        => $"""
        WITH {ResultSql.State},
        facts AS (SELECT EXISTS (SELECT FROM {table} WHERE {isKey}) AS is_known, {title} AS latest_title),
        totals AS (
            SELECT coalesce(sum({total}), 0)::bigint, coalesce(sum(successful_downloads), 0)::bigint,
                coalesce(sum(failed_downloads), 0)::bigint,
                coalesce(sum(cancelled_downloads), 0)::bigint, coalesce(sum(total_size_gb), 0)::float8, {speeds}
            FROM {table}
            WHERE {ResultSql.InRange} AND {isKey}
        ),
        page AS (SELECT {columns} FROM {table} WHERE {ResultSql.InRange} AND {isKey} AND ({isAfter}) ORDER BY {order} LIMIT ${limit})
        SELECT state.watermark, state.window_size_ms, facts.*, totals.*, page.*
        FROM state CROSS JOIN facts CROSS JOIN totals LEFT JOIN page ON true
        ORDER BY page.window_start, page.other COLLATE "C"
        """;

    private static string Rows(string table, string columns, string isAfter, string order, string orderOfPage, int limit)
        => $"""
        WITH {ResultSql.State},
        page AS (SELECT {columns} FROM {table} WHERE {ResultSql.InRange} AND ($4::timestamptz IS NULL OR {isAfter})
            ORDER BY {order} LIMIT ${limit})
        SELECT state.watermark, state.window_size_ms, page.*
        FROM state LEFT JOIN page ON true
        ORDER BY {orderOfPage}
        """;
}
