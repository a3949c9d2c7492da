-- Compares the engine's rows with those that PostgreSQL made: for each table the number of rows, of rows that differ, and the relative
-- error of the users.
-- Counts, sums, rates, extremes, words: equal. Means: within one unit of the sixth digit, as PostgreSQL adds up speeds in floating point.
-- Percentiles: within 1 % of the value of rank floor(q (n - 1)), counted from 0 (percentile_disc, which the timed statements use, takes
-- the next one for some n). Unique users: within six standard errors of 1.04 / sqrt(4096) each, or 3.
CREATE FUNCTION pg_temp.far(estimate double precision, sorted double precision[], q double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN sorted IS NULL OR estimate IS NULL THEN (sorted IS NULL) <> (estimate IS NULL)
        ELSE abs(estimate - sorted[floor(q * (cardinality(sorted) - 1))::integer + 1])
            > 0.01 * sorted[floor(q * (cardinality(sorted) - 1))::integer + 1] * (1 + 1e-9) + 1e-9 END $$;
CREATE FUNCTION pg_temp.apart(a double precision, b double precision) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN a IS NULL OR b IS NULL THEN (a IS NULL) <> (b IS NULL) ELSE abs(a - b) > 1.1e-6 END $$;

CREATE TEMP TABLE content_values AS
SELECT content_id, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start,
    array_agg(speed_mbps::double precision ORDER BY speed_mbps) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speeds,
    array_agg(duration_seconds::double precision ORDER BY duration_seconds) FILTER (WHERE status = 'success') AS durations
FROM raw_events GROUP BY 1, 2;
CREATE TEMP TABLE region_values AS
SELECT region, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start,
    array_agg(speed_mbps::double precision ORDER BY speed_mbps) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speeds,
    array_agg(duration_seconds::double precision ORDER BY duration_seconds) FILTER (WHERE status = 'success') AS durations
FROM raw_events GROUP BY 1, 2;
ANALYZE content_values, region_values;

CREATE TEMP TABLE comparison AS
SELECT 'content_stats' AS compared, count(*) AS rows,
    count(*) FILTER (WHERE e.content_id IS NULL OR s.content_id IS NULL
        OR abs(e.unique_users - s.unique_users) > greatest(3, 6 * 1.04 / 64 * s.unique_users)
        OR (e.window_end, e.title, e.download_count, e.successful_downloads, e.failed_downloads, e.cancelled_downloads, e.total_size_gb)
            IS DISTINCT FROM (s.window_end, s.title, s.download_count, s.successful_downloads, s.failed_downloads, s.cancelled_downloads,
                s.total_size_gb)
        OR pg_temp.far(e.speed_p50_mbps, v.speeds, 0.50) OR pg_temp.far(e.speed_p95_mbps, v.speeds, 0.95)
            OR pg_temp.far(e.speed_p99_mbps, v.speeds, 0.99)
        OR pg_temp.far(e.duration_p50_seconds, v.durations, 0.50) OR pg_temp.far(e.duration_p95_seconds, v.durations, 0.95)
        OR pg_temp.far(e.duration_p99_seconds, v.durations, 0.99)) AS differences,
    sqrt(avg(power((e.unique_users - s.unique_users)::double precision / s.unique_users, 2))) AS users_error_rms
FROM content_stats AS e FULL JOIN sql_content_stats AS s USING (content_id, window_start)
    LEFT JOIN content_values AS v USING (content_id, window_start)
UNION ALL
SELECT 'region_health', count(*),
    count(*) FILTER (WHERE e.region IS NULL OR s.region IS NULL OR pg_temp.apart(e.avg_speed_mbps, s.avg_speed_mbps)
        OR (e.window_end, e.total_downloads, e.successful_downloads, e.failed_downloads, e.cancelled_downloads, e.success_rate,
            e.speed_count, e.avg_duration_seconds,
            e.total_size_gb, e.min_speed_mbps, e.max_speed_mbps, e.error_counts)
            IS DISTINCT FROM (s.window_end, s.total_downloads, s.successful_downloads, s.failed_downloads, s.cancelled_downloads,
                s.success_rate, s.speed_count,
            s.avg_duration_seconds, s.total_size_gb, s.min_speed_mbps, s.max_speed_mbps, s.error_counts)
        OR pg_temp.far(e.speed_p50_mbps, v.speeds, 0.50) OR pg_temp.far(e.speed_p95_mbps, v.speeds, 0.95)
            OR pg_temp.far(e.speed_p99_mbps, v.speeds, 0.99)
        OR pg_temp.far(e.duration_p50_seconds, v.durations, 0.50) OR pg_temp.far(e.duration_p95_seconds, v.durations, 0.95)
        OR pg_temp.far(e.duration_p99_seconds, v.durations, 0.99)),
    NULL
FROM region_health AS e FULL JOIN sql_region_health AS s USING (region, window_start)
    LEFT JOIN region_values AS v USING (region, window_start)
UNION ALL
SELECT 'device_stats', count(*),
    count(*) FILTER (WHERE e.device IS NULL OR s.device IS NULL OR pg_temp.apart(e.avg_speed_mbps, s.avg_speed_mbps)
        OR (e.window_end, e.total_downloads, e.successful_downloads, e.failed_downloads, e.cancelled_downloads, e.speed_count,
            e.total_size_gb)
            IS DISTINCT FROM (s.window_end, s.total_downloads, s.successful_downloads, s.failed_downloads, s.cancelled_downloads,
                s.speed_count, s.total_size_gb)),
    NULL
FROM device_stats AS e FULL JOIN sql_device_stats AS s USING (device, os_version, window_start);
