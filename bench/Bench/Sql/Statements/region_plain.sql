INSERT INTO sql_region_health (
    region, window_start, window_end, total_downloads, successful_downloads, failed_downloads, cancelled_downloads, success_rate,
    avg_speed_mbps, speed_count, avg_duration_seconds, total_size_gb, min_speed_mbps, max_speed_mbps, error_counts)
SELECT
    region, window_start, window_start + interval '1 minute', total, successful, total - successful, cancelled,
    successful::double precision / total,
    round(avg_speed::numeric, 6), speed_count, round(avg_duration, 6), size_gb, min_speed, max_speed, '{}'
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
        max(speed_mbps) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS max_speed
    FROM raw_events
    GROUP BY 1, 2) AS grouped
