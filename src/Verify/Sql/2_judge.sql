-- Which records count, which are dead letters, which are late: by the rules of docs/ARCHITECTURE.md, in SQL.
CREATE TEMP TABLE judged ON COMMIT DROP AS
WITH settings AS (
    SELECT (s->>'WindowSizeMs')::bigint AS size_ms, (s->>'OutOfOrdernessMs')::bigint AS disorder_ms,
        (s->>'AllowedLatenessMs')::bigint AS lateness_ms, (s->>'MaxKeyBytes')::integer AS max_key,
        (s->>'MaxTextBytes')::integer AS max_text,
        (s->>'MaxAheadOfIngestionMs')::bigint AS ahead_ms
    FROM (SELECT settings AS s FROM pipeline_state) AS stored
), checked AS (
    SELECT e.*, size_ms, disorder_ms, lateness_ms,
        NOT decoded
        OR '' = ANY (ARRAY[btrim(event_id, E' \t\n\x0b\f\r'), btrim(content_id, E' \t\n\x0b\f\r'), btrim(region, E' \t\n\x0b\f\r'),
            btrim(device, E' \t\n\x0b\f\r'), btrim(status, E' \t\n\x0b\f\r')])
        OR greatest(octet_length(event_id), octet_length(user_id), octet_length(content_id), octet_length(status),
            octet_length(region), octet_length(device), octet_length(os_version), octet_length(coalesce(error_code, ''))) > max_key
        OR longest_text > max_text
        OR event_ms < extract(epoch FROM timestamptz '2000-01-01 00:00:00Z') * 1000
        OR event_ms >= extract(epoch FROM timestamptz '2200-01-01 00:00:00Z') * 1000
        -- Where the log does not say when it took a record, the clock at its first reading decided. That is kept with the dead letter; a
        -- record without one was not in the future.
        OR coalesce(event_ms > coalesce(ingestion_ms, (SELECT (extract(epoch FROM d.ingestion_time) * 1000)::bigint FROM dead_letters AS d
            WHERE d.stage = 'log' AND d.partition = e.partition AND d.position = e."offset" AND d.reason = 'event_time_in_future'))
            + ahead_ms, false)
        OR speed = 'NaN' OR speed < 0 OR speed > 1000000
        OR duration < 0 OR size_mb < 0
        OR price = 'NaN' OR price < 0 OR price = 'Infinity'
        OR EXISTS (SELECT FROM dead_letters AS d
            WHERE d.stage = 'log' AND d.partition = e.partition AND d.position = e."offset"
                AND d.reason IN ('too_many_keys', 'unknown_schema')) AS dead
    FROM raw_events AS e CROSS JOIN settings
), bounded AS (
    SELECT checked.*,
        -- The watermark follows event time, but never beyond the clock of the log, where that is known (least leaves out null).
        CASE WHEN "offset" < p.bounded_from THEN event_ms ELSE least(event_ms, ingestion_ms) END AS bounded_ms,
        p.max_bounded_ms,
        -- A stretch begins where the clock of the log was set back.
        (SELECT max(s."offset") FROM set_backs AS s WHERE s.partition = checked.partition AND s."offset" <= checked."offset") AS stretch
    FROM checked JOIN prefix_starts AS p USING (partition)
), timed AS (
    SELECT *,
        event_ms - (((event_ms % size_ms) + size_ms) % size_ms) AS window_ms,
        greatest(
            -- of the records before and of this one, which does not change what becomes of itself
            max(bounded_ms) FILTER (WHERE NOT dead) OVER (PARTITION BY partition, stretch ORDER BY "offset" ROWS UNBOUNDED PRECEDING),
            CASE WHEN stretch IS NULL THEN max_bounded_ms
                ELSE (SELECT s.bounded_ms FROM set_backs AS s WHERE s.partition = bounded.partition AND s."offset" = stretch) END
        ) - disorder_ms AS watermark_ms
    FROM bounded
)
SELECT partition, "offset", event_ms, window_ms, user_id, content_id, title, size_mb, status, duration, speed, speed_units, error_code,
    region, device, os_version,
    CASE
        WHEN dead THEN 'dead'
        WHEN window_ms + size_ms + lateness_ms <= watermark_ms THEN 'late'
        WHEN EXISTS (SELECT FROM late_events AS l
            WHERE l.partition = timed.partition AND l."offset" = timed."offset" AND l.reason = 'window_retired') THEN 'late'
        ELSE 'counted'
    END AS verdict
FROM timed;
CREATE INDEX ON judged (verdict, window_ms);
ANALYZE judged;
