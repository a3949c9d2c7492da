INSERT INTO sql_device_stats (
    device, os_version, window_start, window_end, total_downloads, successful_downloads, failed_downloads, cancelled_downloads,
    avg_speed_mbps, speed_count,
    total_size_gb)
SELECT
    device, os_version, window_start, window_start + interval '1 minute', total, successful, total - successful, cancelled,
    round(avg_speed::numeric, 6), speed_count,
    size_gb
FROM (
    SELECT
        device, os_version, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start,
        count(*) AS total, count(*) FILTER (WHERE status = 'success') AS successful,
        count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
        avg(speed_mbps::double precision) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS avg_speed,
        count(*) FILTER (WHERE status = 'success' AND speed_mbps > 0) AS speed_count,
        sum(size_mb)::double precision / 1024 AS size_gb
    FROM raw_events
    GROUP BY 1, 2, 3) AS grouped
