-- One row for each value that differs. Counts, sums and means must be equal; estimates must keep within their stated bounds:
-- quantiles within 1 % of the exact one, unique users within six standard errors (1.04 / sqrt(4096) each) or 3.
CREATE FUNCTION pg_temp.far(stored double precision, sorted double precision[], q double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN sorted IS NULL OR stored IS NULL THEN (sorted IS NULL) <> (stored IS NULL)
        ELSE abs(stored - pg_temp.lower_quantile(sorted, q)) > 0.01 * pg_temp.lower_quantile(sorted, q) * (1 + 1e-9) + 1e-9 END $$;

-- Windows that may have rows: closed ones, and those whose rows were written a moment before closing, which window_rows lists.
CREATE TEMP TABLE windows_with_rows ON COMMIT DROP AS
SELECT window_start, kind FROM closed_windows CROSS JOIN (VALUES (0), (1), (2)) AS k (kind)
UNION SELECT window_start, kind FROM window_rows;
ANALYZE windows_with_rows;

CREATE TEMP TABLE differences ON COMMIT DROP AS
SELECT 'content_stats' AS "table", coalesce(s.content_id, r.content_id) AS key, coalesce(s.window_start, r.window_start) AS window_start,
    d.*
FROM (SELECT t.* FROM content_stats AS t JOIN compared_windows USING (window_start)) AS s
FULL JOIN content_recount AS r USING (content_id, window_start)
CROSS JOIN LATERAL (VALUES
    ('(row)', CASE WHEN s.content_id IS NULL THEN 'missing' ELSE 'there' END,
        CASE WHEN r.content_id IS NULL THEN 'missing' ELSE 'there' END, (s.content_id IS NULL) <> (r.content_id IS NULL)),
    ('title', s.title, r.title, s.title IS DISTINCT FROM r.title),
    ('download_count', s.download_count::text, r.download_count::text, s.download_count IS DISTINCT FROM r.download_count),
    ('successful_downloads', s.successful_downloads::text, r.successful_downloads::text,
        s.successful_downloads IS DISTINCT FROM r.successful_downloads),
    ('failed_downloads', s.failed_downloads::text, r.failed_downloads::text, s.failed_downloads IS DISTINCT FROM r.failed_downloads),
    ('cancelled_downloads', s.cancelled_downloads::text, r.cancelled_downloads::text,
        s.cancelled_downloads IS DISTINCT FROM r.cancelled_downloads),
    ('total_size_gb', s.total_size_gb::text, r.total_size_gb::text, s.total_size_gb IS DISTINCT FROM r.total_size_gb),
    ('unique_users', s.unique_users::text, r.unique_users::text,
        abs(s.unique_users - r.unique_users) > greatest(3, 6 * 1.04 / 64 * r.unique_users)),
    ('speed_p50_mbps', s.speed_p50_mbps::text, pg_temp.lower_quantile(r.speeds, 0.50)::text, pg_temp.far(s.speed_p50_mbps, r.speeds, 0.50)),
    ('speed_p95_mbps', s.speed_p95_mbps::text, pg_temp.lower_quantile(r.speeds, 0.95)::text, pg_temp.far(s.speed_p95_mbps, r.speeds, 0.95)),
    ('speed_p99_mbps', s.speed_p99_mbps::text, pg_temp.lower_quantile(r.speeds, 0.99)::text, pg_temp.far(s.speed_p99_mbps, r.speeds, 0.99)),
    ('duration_p50_seconds', s.duration_p50_seconds::text, pg_temp.lower_quantile(r.durations, 0.50)::text,
        pg_temp.far(s.duration_p50_seconds, r.durations, 0.50)),
    ('duration_p95_seconds', s.duration_p95_seconds::text, pg_temp.lower_quantile(r.durations, 0.95)::text,
        pg_temp.far(s.duration_p95_seconds, r.durations, 0.95)),
    ('duration_p99_seconds', s.duration_p99_seconds::text, pg_temp.lower_quantile(r.durations, 0.99)::text,
        pg_temp.far(s.duration_p99_seconds, r.durations, 0.99))
) AS d (column_name, stored, recounted, differs)
WHERE d.differs AND (d.column_name = '(row)' OR (s.content_id IS NOT NULL AND r.content_id IS NOT NULL))
UNION ALL
SELECT 'region_health', coalesce(s.region, r.region), coalesce(s.window_start, r.window_start), d.*
FROM (SELECT t.* FROM region_health AS t JOIN compared_windows USING (window_start)) AS s
FULL JOIN region_recount AS r USING (region, window_start)
LEFT JOIN error_recount AS e USING (region, window_start)
CROSS JOIN LATERAL (VALUES
    ('(row)', CASE WHEN s.region IS NULL THEN 'missing' ELSE 'there' END, CASE WHEN r.region IS NULL THEN 'missing' ELSE 'there' END,
        (s.region IS NULL) <> (r.region IS NULL)),
    ('total_downloads', s.total_downloads::text, r.total_downloads::text, s.total_downloads IS DISTINCT FROM r.total_downloads),
    ('successful_downloads', s.successful_downloads::text, r.successful_downloads::text,
        s.successful_downloads IS DISTINCT FROM r.successful_downloads),
    ('failed_downloads', s.failed_downloads::text, r.failed_downloads::text, s.failed_downloads IS DISTINCT FROM r.failed_downloads),
    ('cancelled_downloads', s.cancelled_downloads::text, r.cancelled_downloads::text,
        s.cancelled_downloads IS DISTINCT FROM r.cancelled_downloads),
    ('success_rate', s.success_rate::text, r.success_rate::text, s.success_rate IS DISTINCT FROM r.success_rate),
    ('avg_speed_mbps', s.avg_speed_mbps::text, r.avg_speed_mbps::text, s.avg_speed_mbps IS DISTINCT FROM r.avg_speed_mbps),
    ('speed_count', s.speed_count::text, r.speed_count::text, s.speed_count IS DISTINCT FROM r.speed_count),
    ('avg_duration_seconds', s.avg_duration_seconds::text, r.avg_duration_seconds::text,
        s.avg_duration_seconds IS DISTINCT FROM r.avg_duration_seconds),
    ('total_size_gb', s.total_size_gb::text, r.total_size_gb::text, s.total_size_gb IS DISTINCT FROM r.total_size_gb),
    ('min_speed_mbps', s.min_speed_mbps::text, r.min_speed_mbps::text, s.min_speed_mbps IS DISTINCT FROM r.min_speed_mbps),
    ('max_speed_mbps', s.max_speed_mbps::text, r.max_speed_mbps::text, s.max_speed_mbps IS DISTINCT FROM r.max_speed_mbps),
    ('speed_p50_mbps', s.speed_p50_mbps::text, pg_temp.lower_quantile(r.speeds, 0.50)::text, pg_temp.far(s.speed_p50_mbps, r.speeds, 0.50)),
    ('speed_p95_mbps', s.speed_p95_mbps::text, pg_temp.lower_quantile(r.speeds, 0.95)::text, pg_temp.far(s.speed_p95_mbps, r.speeds, 0.95)),
    ('speed_p99_mbps', s.speed_p99_mbps::text, pg_temp.lower_quantile(r.speeds, 0.99)::text, pg_temp.far(s.speed_p99_mbps, r.speeds, 0.99)),
    ('duration_p50_seconds', s.duration_p50_seconds::text, pg_temp.lower_quantile(r.durations, 0.50)::text,
        pg_temp.far(s.duration_p50_seconds, r.durations, 0.50)),
    ('duration_p95_seconds', s.duration_p95_seconds::text, pg_temp.lower_quantile(r.durations, 0.95)::text,
        pg_temp.far(s.duration_p95_seconds, r.durations, 0.95)),
    ('duration_p99_seconds', s.duration_p99_seconds::text, pg_temp.lower_quantile(r.durations, 0.99)::text,
        pg_temp.far(s.duration_p99_seconds, r.durations, 0.99)),
    -- Beyond 100 different codes a row lists the most frequent and sums up the rest; there the sum is compared.
    ('error_counts', s.error_counts::text, coalesce(e.error_counts, '{}')::text,
        CASE WHEN (SELECT count(*) FROM jsonb_object_keys(coalesce(e.error_counts, '{}'))) <= 100
            THEN s.error_counts IS DISTINCT FROM coalesce(e.error_counts, '{}')
            ELSE (SELECT sum(value::bigint) FROM jsonb_each_text(s.error_counts)) IS DISTINCT FROM r.failed_downloads END)
) AS d (column_name, stored, recounted, differs)
WHERE d.differs AND (d.column_name = '(row)' OR (s.region IS NOT NULL AND r.region IS NOT NULL))
UNION ALL
SELECT 'device_stats', coalesce(s.device, r.device) || ' / ' || coalesce(s.os_version, r.os_version),
    coalesce(s.window_start, r.window_start), d.*
FROM (SELECT t.* FROM device_stats AS t JOIN compared_windows USING (window_start)) AS s
FULL JOIN device_recount AS r USING (device, os_version, window_start)
CROSS JOIN LATERAL (VALUES
    ('(row)', CASE WHEN s.device IS NULL THEN 'missing' ELSE 'there' END, CASE WHEN r.device IS NULL THEN 'missing' ELSE 'there' END,
        (s.device IS NULL) <> (r.device IS NULL)),
    ('total_downloads', s.total_downloads::text, r.total_downloads::text, s.total_downloads IS DISTINCT FROM r.total_downloads),
    ('successful_downloads', s.successful_downloads::text, r.successful_downloads::text,
        s.successful_downloads IS DISTINCT FROM r.successful_downloads),
    ('failed_downloads', s.failed_downloads::text, r.failed_downloads::text, s.failed_downloads IS DISTINCT FROM r.failed_downloads),
    ('cancelled_downloads', s.cancelled_downloads::text, r.cancelled_downloads::text,
        s.cancelled_downloads IS DISTINCT FROM r.cancelled_downloads),
    ('avg_speed_mbps', s.avg_speed_mbps::text, r.avg_speed_mbps::text, s.avg_speed_mbps IS DISTINCT FROM r.avg_speed_mbps),
    ('speed_count', s.speed_count::text, r.speed_count::text, s.speed_count IS DISTINCT FROM r.speed_count),
    ('total_size_gb', s.total_size_gb::text, r.total_size_gb::text, s.total_size_gb IS DISTINCT FROM r.total_size_gb)
) AS d (column_name, stored, recounted, differs)
WHERE d.differs AND (d.column_name = '(row)' OR (s.device IS NOT NULL AND r.device IS NOT NULL))
UNION ALL
-- Rows of other windows should not be there at all.
SELECT 'content_stats', content_id, window_start, '(row)', 'there', 'window not closed', true
FROM content_stats AS s WHERE NOT EXISTS (SELECT FROM windows_with_rows AS w WHERE w.window_start = s.window_start AND w.kind = 0)
UNION ALL
SELECT 'region_health', region, window_start, '(row)', 'there', 'window not closed', true
FROM region_health AS s WHERE NOT EXISTS (SELECT FROM windows_with_rows AS w WHERE w.window_start = s.window_start AND w.kind = 1)
UNION ALL
SELECT 'device_stats', device || ' / ' || os_version, window_start, '(row)', 'there', 'window not closed', true
FROM device_stats AS s WHERE NOT EXISTS (SELECT FROM windows_with_rows AS w WHERE w.window_start = s.window_start AND w.kind = 2)
UNION ALL
-- The clock was set back to when the log took the record, where the log says when that was.
SELECT 'clock_set_backs', 'partition ' || s.partition || ' offset ' || s."offset", NULL, 'bounded_time', s.bounded_ms::text,
    r.ingestion_ms::text, true
FROM set_backs AS s
CROSS JOIN LATERAL (SELECT ingestion_ms FROM raw_events AS e
    WHERE e.partition = s.partition AND e."offset" >= s."offset" ORDER BY e."offset" LIMIT 1) AS r
WHERE r.ingestion_ms IS NOT NULL AND r.ingestion_ms <> s.bounded_ms
UNION ALL
-- What became of the records of each partition.
SELECT 'checkpoints', 'partition ' || c.partition, NULL, d.*
FROM checkpoints AS c
JOIN prefix_starts AS p USING (partition)
LEFT JOIN (SELECT partition, count(*) AS records, count(*) FILTER (WHERE verdict = 'counted') AS counted,
    count(*) FILTER (WHERE verdict = 'late') AS late,
    count(*) FILTER (WHERE verdict = 'dead') AS dead FROM judged GROUP BY partition) AS j USING (partition)
CROSS JOIN LATERAL (VALUES
    ('counted', c.counted::text, (p.counted + coalesce(j.counted, 0))::text, c.counted <> p.counted + coalesce(j.counted, 0)),
    ('late', c.late::text, (p.late + coalesce(j.late, 0))::text, c.late <> p.late + coalesce(j.late, 0)),
    ('dead_lettered', c.dead_lettered::text, (p.dead_lettered + coalesce(j.dead, 0))::text,
        c.dead_lettered <> p.dead_lettered + coalesce(j.dead, 0)),
    ('absent', c.absent::text, (p.absent + c.next_offset - p.from_offset - coalesce(j.records, 0))::text,
        c.absent <> p.absent + c.next_offset - p.from_offset - coalesce(j.records, 0)),
    ('missing', c.missing::text, p.missing::text, c.missing <> p.missing)
) AS d (column_name, stored, recounted, differs)
WHERE d.differs
UNION ALL
-- Every offset since processing began is one of these.
SELECT 'checkpoints', 'partition ' || partition, NULL, 'counted + late + dead_lettered + absent + missing',
    (counted + late + dead_lettered + absent + missing)::text, (next_offset - first_offset)::text, true
FROM checkpoints WHERE counted + late + dead_lettered + absent + missing <> next_offset - first_offset;
