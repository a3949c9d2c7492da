-- Windows that can be compared: closed, every record of them is in the log, and their rows include all that is committed.
CREATE TEMP TABLE judged_windows ON COMMIT DROP AS
SELECT w.*, coalesce(
    (SELECT CASE WHEN bool_or(NOT is_gap) THEN 'trimmed' WHEN bool_or(is_gap) THEN 'gap' END FROM left_out AS l
        WHERE l.from_ms < w.end_ms AND l.to_ms >= w.window_ms),
    (SELECT 'due' FROM due_windows AS d WHERE d.window_start = w.window_start)) AS left_out
FROM (SELECT window_start, (extract(epoch FROM window_start) * 1000)::bigint AS window_ms,
    (extract(epoch FROM window_end) * 1000)::bigint AS end_ms
    FROM closed_windows) AS w;
CREATE TEMP TABLE compared_windows ON COMMIT DROP AS SELECT window_start, window_ms FROM judged_windows WHERE left_out IS NULL;

CREATE TEMP TABLE counted ON COMMIT DROP AS
SELECT j.*, w.window_start,
    status = 'success' AS ok,
    CASE WHEN status = 'success' THEN duration END AS ok_duration,
    CASE WHEN status = 'success' AND speed > 0 THEN speed END AS ok_speed,
    CASE WHEN status = 'success' AND speed > 0 THEN speed_units END AS ok_units
FROM judged AS j JOIN compared_windows AS w USING (window_ms)
WHERE verdict = 'counted';
ANALYZE counted;

-- The value of rank floor(q * (n - 1)), counted from 0.
CREATE FUNCTION pg_temp.lower_quantile(sorted double precision[], q double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE AS $$ SELECT sorted[floor(q * (cardinality(sorted) - 1))::integer + 1] $$;

CREATE TEMP TABLE content_recount ON COMMIT DROP AS
SELECT content_id, window_start,
    (array_agg(title ORDER BY event_ms DESC, title COLLATE "C" DESC))[1] AS title,
    count(*) AS download_count, count(*) FILTER (WHERE ok) AS successful_downloads, count(*) FILTER (WHERE NOT ok) AS failed_downloads,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled_downloads,
    sum(size_mb::bigint)::double precision / 1024 AS total_size_gb,
    count(DISTINCT user_id) AS unique_users,
    array_agg(ok_speed ORDER BY ok_speed) FILTER (WHERE ok_speed IS NOT NULL) AS speeds,
    array_agg(ok_duration::double precision ORDER BY ok_duration) FILTER (WHERE ok_duration IS NOT NULL) AS durations
FROM counted GROUP BY content_id, window_start;

CREATE TEMP TABLE region_recount ON COMMIT DROP AS
SELECT region, window_start,
    count(*) AS total_downloads, count(*) FILTER (WHERE ok) AS successful_downloads, count(*) FILTER (WHERE NOT ok) AS failed_downloads,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled_downloads,
    count(*) FILTER (WHERE ok)::double precision / count(*) AS success_rate,
    round(sum(ok_units) / 1099511627776 / nullif(count(ok_units), 0), 6)::double precision AS avg_speed_mbps,
    count(ok_units) AS speed_count,
    round(avg(ok_duration::numeric), 6)::double precision AS avg_duration_seconds,
    sum(size_mb::bigint)::double precision / 1024 AS total_size_gb,
    min(ok_speed) AS min_speed_mbps, max(ok_speed) AS max_speed_mbps,
    array_agg(ok_speed ORDER BY ok_speed) FILTER (WHERE ok_speed IS NOT NULL) AS speeds,
    array_agg(ok_duration::double precision ORDER BY ok_duration) FILTER (WHERE ok_duration IS NOT NULL) AS durations
FROM counted GROUP BY region, window_start;

CREATE TEMP TABLE error_recount ON COMMIT DROP AS
SELECT region, window_start, jsonb_object_agg(code, number) AS error_counts
FROM (SELECT region, window_start, coalesce(error_code, '') AS code, count(*) AS number
    FROM counted WHERE NOT ok GROUP BY region, window_start, coalesce(error_code, '')) AS by_code
GROUP BY region, window_start;

CREATE TEMP TABLE device_recount ON COMMIT DROP AS
SELECT device, os_version, window_start,
    count(*) AS total_downloads, count(*) FILTER (WHERE ok) AS successful_downloads, count(*) FILTER (WHERE NOT ok) AS failed_downloads,
    count(*) FILTER (WHERE status = 'cancelled') AS cancelled_downloads,
    round(sum(ok_units) / 1099511627776 / nullif(count(ok_units), 0), 6)::double precision AS avg_speed_mbps,
    count(ok_units) AS speed_count,
    sum(size_mb::bigint)::double precision / 1024 AS total_size_gb
FROM counted GROUP BY device, os_version, window_start;
