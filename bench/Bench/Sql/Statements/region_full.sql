WITH by_code AS (
    SELECT region, window_start, jsonb_object_agg(code, number) AS error_counts
    FROM (
        SELECT region, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start, coalesce(error_code, '') AS code,
            count(*) AS number
        FROM raw_events
        WHERE status <> 'success'
        GROUP BY 1, 2, 3) AS codes
    GROUP BY region, window_start)
INSERT INTO sql_region_health (
    region, window_start, window_end, total_downloads, successful_downloads, failed_downloads, cancelled_downloads, success_rate,
    avg_speed_mbps, speed_count, avg_duration_seconds, total_size_gb, min_speed_mbps, max_speed_mbps,
    speed_p50_mbps, speed_p95_mbps, speed_p99_mbps, duration_p50_seconds, duration_p95_seconds, duration_p99_seconds, error_counts)
SELECT
    region, window_start, window_start + interval '1 minute', total, successful, total - successful, cancelled,
    successful::double precision / total,
    round(avg_speed::numeric, 6), speed_count, round(avg_duration, 6), size_gb, min_speed, max_speed,
    speeds[1], speeds[2], speeds[3], durations[1], durations[2], durations[3], coalesce(error_counts, '{}')
FROM (
    SELECT
        region, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start,
        count(*) AS total, count(*) FILTER (WHERE status = 'success') AS successful,
        count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
        avg(speed_mbps::double precision) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS avg_speed,
        count(*) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speed_count,
        avg(duration_seconds) FILTER (WHERE status = 'success') AS avg_duration,
        sum(size_mb)::double precision / 1024 AS size_gb,
        min(speed_mbps) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS min_speed,
        max(speed_mbps) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS max_speed,
        percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY speed_mbps)
            FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speeds,
        percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_seconds) FILTER (WHERE status = 'success') AS durations
    FROM raw_events
    GROUP BY 1, 2) AS grouped
LEFT JOIN by_code USING (region, window_start)
