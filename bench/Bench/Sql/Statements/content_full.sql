INSERT INTO sql_content_stats (
    content_id, window_start, window_end, title, download_count, successful_downloads, failed_downloads, cancelled_downloads, total_size_gb,
    unique_users,
    speed_p50_mbps, speed_p95_mbps, speed_p99_mbps, duration_p50_seconds, duration_p95_seconds, duration_p99_seconds)
SELECT
    content_id, window_start, window_start + interval '1 minute', title, total, successful, total - successful, cancelled, size_gb, users,
    speeds[1], speeds[2], speeds[3], durations[1], durations[2], durations[3]
FROM (
    SELECT
        content_id, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start, max(title) AS title,
        count(*) AS total, count(*) FILTER (WHERE status = 'success') AS successful,
        count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
        sum(size_mb)::double precision / 1024 AS size_gb, count(DISTINCT user_id) AS users,
        percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY speed_mbps)
            FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speeds,
        percentile_disc(ARRAY[0.5, 0.95, 0.99]) WITHIN GROUP (ORDER BY duration_seconds) FILTER (WHERE status = 'success') AS durations
    FROM raw_events
    GROUP BY 1, 2) AS grouped
