namespace StreamPulse.Storage.Queries;

/// <summary>
/// The statements over windows. Each takes $1 from, $2 to, $3 window starts to leave out, then the snapshot's rows as arrays ($4 and on),
/// and adds both up in one place, so that an order and a limit are exact. Each returns the pipeline's state in its first columns; with
/// nothing to list it still returns one row, whose other columns are null.
/// </summary>
internal static class ResultSql
{
    /// <summary>The pipeline's state, of one row also where the pipeline has never run.</summary>
    /// <remarks>
    /// A watermark ahead of the clock says nothing about what has come: a clock was ahead, so nothing is known to be complete.
    /// </remarks>
    public const string State = """
        state AS (SELECT
            (SELECT watermark FROM pipeline_state WHERE watermark <= clock_timestamp() + interval '10 seconds') AS watermark,
            (SELECT window_size_ms FROM pipeline_state) AS window_size_ms)
        """;

    /// <summary>No parameters. The clock, the watermark as it is, and why retention deletes nothing.</summary>
    public const string Condition = """
        SELECT clock_timestamp(), (SELECT watermark FROM pipeline_state), (SELECT retention_refusal FROM pipeline_state)
        """;

    /// <summary>Stored rows of the range, but for the windows that are left out.</summary>
    public const string InRange = "window_start >= $1 AND window_start < $2 AND window_start <> ALL ($3)";

    /// <summary>$4 totals, $5 successes, $6 mean durations of regions; $7 content ids.</summary>
    public const string Realtime = $"""
        WITH {State},
        regions AS (
            SELECT total_downloads, successful_downloads, avg_duration_seconds FROM region_health WHERE {InRange}
            UNION ALL
            SELECT * FROM unnest($4::bigint[], $5::bigint[], $6::double precision[])
        ),
        contents AS (
            SELECT content_id FROM content_stats WHERE {InRange}
            UNION
            SELECT unnest($7::text[])
        )
        SELECT state.watermark, state.window_size_ms, totals.*, (SELECT count(*) FROM contents)
        FROM state, (
            SELECT
                coalesce(sum(total_downloads), 0)::bigint,
                coalesce(sum(successful_downloads), 0)::bigint,
                coalesce(sum(avg_duration_seconds * successful_downloads), 0)::double precision,
                coalesce(sum(successful_downloads) FILTER (WHERE avg_duration_seconds IS NOT NULL), 0)::bigint
            FROM regions) totals
        """;

    /// <summary>$4 content ids, $5 titles, $6 window starts, $7 totals, $8 successes, $9 failures; $10 limit.</summary>
    public const string Trending = $"""
        WITH {State},
        live AS MATERIALIZED (
            SELECT * FROM unnest($4::text[], $5::text[], $6::timestamptz[], $7::bigint[], $8::bigint[], $9::bigint[])
                AS l (content_id, title, window_start, total, successful, failed)
        ),
        top AS MATERIALIZED (
            SELECT content_id, sum(total)::bigint AS total, sum(successful)::bigint AS successful, sum(failed)::bigint AS failed
            FROM (
                SELECT content_id, download_count AS total, successful_downloads AS successful, failed_downloads AS failed
                FROM content_stats WHERE {InRange}
                UNION ALL
                SELECT content_id, total, successful, failed FROM live
            ) every_window
            GROUP BY content_id
            ORDER BY 2 DESC, content_id COLLATE "C"
            LIMIT $10
        ),
        titles AS (
            SELECT DISTINCT ON (content_id) content_id, title
            FROM (
                SELECT content_id, live.title, live.window_start FROM live JOIN top USING (content_id)
                UNION ALL
                SELECT top.content_id, latest.title, latest.window_start
                FROM top CROSS JOIN LATERAL (
                    SELECT title, window_start FROM content_stats
                    WHERE content_id = top.content_id AND {InRange}
                    ORDER BY window_start DESC LIMIT 1) latest
            ) candidates
            ORDER BY content_id, window_start DESC
        )
        SELECT state.watermark, state.window_size_ms, top.content_id, titles.title, top.total, top.successful, top.failed
        FROM state LEFT JOIN (top JOIN titles USING (content_id)) ON true
        ORDER BY top.total DESC, top.content_id COLLATE "C"
        """;

    /// <summary>Figures of a stored row of a region or a device, as <see cref="LiveFigures"/> has them of a live one.</summary>
    private const string StoredFigures =
        "total_downloads AS total, successful_downloads AS successful, avg_speed_mbps AS avg_speed, speed_count";

    /// <summary>Key and figures of the live rows: $4 keys, $5 totals, $6 successes, $7 mean speeds, $8 numbers of speeds.</summary>
    private const string LiveFigures = "unnest($4::text[], $5::bigint[], $6::bigint[], $7::double precision[], $8::bigint[])";

    /// <summary>Sums over both.</summary>
    private const string FigureSums = """
        sum(total)::bigint AS total, sum(successful)::bigint AS successful,
        coalesce(sum(avg_speed * speed_count), 0)::double precision AS speed_sum, sum(speed_count)::bigint AS speed_count
        """;

    /// <summary>$4 to $8 as <see cref="LiveFigures"/>.</summary>
    public const string Regions = $"""
        WITH {State},
        merged AS (
            SELECT region, {FigureSums}
            FROM (
                SELECT region, {StoredFigures} FROM region_health WHERE {InRange}
                UNION ALL
                SELECT * FROM {LiveFigures}
            ) every_window
            GROUP BY region
        )
        SELECT state.watermark, state.window_size_ms, merged.*
        FROM state LEFT JOIN merged ON true
        ORDER BY merged.total DESC, merged.region COLLATE "C"
        """;

    /// <summary>$4 to $8 as <see cref="LiveFigures"/>; $9 limit.</summary>
    public const string Devices = $"""
        WITH {State},
        merged AS (
            SELECT device, {FigureSums}
            FROM (
                SELECT device, {StoredFigures} FROM device_stats WHERE {InRange}
                UNION ALL
                SELECT * FROM {LiveFigures}
            ) every_window
            GROUP BY device
            ORDER BY 2 DESC, device COLLATE "C"
            LIMIT $9
        )
        SELECT state.watermark, state.window_size_ms, merged.*
        FROM state LEFT JOIN merged ON true
        ORDER BY merged.total DESC, merged.device COLLATE "C"
        """;

    /// <summary>$4 window starts, $5 totals, $6 successes of regions.</summary>
    public const string TimeSeries = $"""
        WITH {State},
        merged AS (
            SELECT window_start, sum(total)::bigint AS total, sum(successful)::bigint AS successful
            FROM (
                SELECT window_start, total_downloads AS total, successful_downloads AS successful
                FROM region_health WHERE {InRange}
                UNION ALL
                SELECT * FROM unnest($4::timestamptz[], $5::bigint[], $6::bigint[])
            ) every_window
            GROUP BY window_start
        )
        SELECT state.watermark, state.window_size_ms, merged.*
        FROM state LEFT JOIN merged ON true
        ORDER BY merged.window_start
        """;

    /// <summary>$1 acknowledged, $2 severity or null, $3 event time before which the incident starts or null, $4 limit.</summary>
    public const string Alerts = $"""
        WITH {State},
        chosen AS (
            SELECT id, alert_type, severity, message, region, metric_name, metric_value, threshold_value, created_at
            FROM alerts
            WHERE acknowledged = $1 AND ($2::text IS NULL OR severity = $2) AND ($3::timestamptz IS NULL OR window_start < $3)
            ORDER BY created_at DESC, id DESC
            LIMIT $4
        )
        SELECT state.watermark, state.window_size_ms, (SELECT count(*) FROM alerts WHERE NOT acknowledged), chosen.*
        FROM state LEFT JOIN chosen ON true
        ORDER BY chosen.created_at DESC, chosen.id DESC
        """;

    /// <summary>
    /// No parameters. The watermark of a partition is its latest bounded time minus the out-of-orderness of the pipeline.
    /// </summary>
    public const string Pipeline = $"""
        WITH {State},
        progress AS (
            SELECT partition, l.source, coalesce(c.first_offset, 0) AS first_offset, coalesce(c.next_offset, 0) AS next_offset,
                l.next_offset AS end_offset, coalesce(c.counted, 0) AS counted, coalesce(c.late, 0) AS late,
                coalesce(c.dead_lettered, 0) AS dead_lettered, coalesce(c.absent, 0) AS absent, coalesce(c.missing, 0) AS missing,
                coalesce(c.max_bounded_time, c.max_event_time)
                    - (SELECT (settings ->> 'OutOfOrdernessMs')::bigint FROM pipeline_state) * interval '1 millisecond' AS watermark,
                coalesce(l.sealed, false) AS sealed, c.updated_at, clock_timestamp() - c.updated_at AS age,
                coalesce(l.import_rejected, 0) AS import_rejected
            FROM log_partitions l FULL JOIN checkpoints c USING (partition)
        )
        SELECT state.watermark, state.window_size_ms, progress.*
        FROM state LEFT JOIN progress ON true
        ORDER BY progress.partition
        """;
}
