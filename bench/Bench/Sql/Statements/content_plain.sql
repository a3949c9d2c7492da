INSERT INTO sql_content_stats (
    content_id, window_start, window_end, title, download_count, successful_downloads, failed_downloads, cancelled_downloads, total_size_gb,
    unique_users)
SELECT content_id, window_start, window_start + interval '1 minute', title, total, successful, total - successful, cancelled, size_gb, 0
FROM (
    SELECT
        content_id, date_bin('1 minute', event_time, timestamptz 'epoch') AS window_start, max(title) AS title,
        count(*) AS total, count(*) FILTER (WHERE status = 'success') AS successful,
        count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
        sum(size_mb)::double precision / 1024 AS size_gb
    FROM raw_events
    GROUP BY 1, 2) AS grouped
