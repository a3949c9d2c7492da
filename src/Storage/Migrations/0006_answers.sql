-- What people do about alerts, and what windows did to them. An alert says how it stands; its history says how it came to.
ALTER TABLE alerts
    ADD COLUMN acknowledge_note text,
    ADD COLUMN resolved_by      text;                           -- null where the pipeline resolved it, or nobody has

CREATE TABLE alert_history (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,   -- the order in which things happened
    alert_id bigint      NOT NULL REFERENCES alerts ON DELETE CASCADE,
    at       timestamptz NOT NULL DEFAULT now(),                -- when it was written, not event time
    action   text        NOT NULL CHECK (action IN ('raised', 'acknowledged', 'unacknowledged', 'resolved', 'reopened')),
    by_whom  text,                                              -- null where the pipeline did it
    note     text
);
CREATE INDEX alert_history_alert ON alert_history (alert_id, id);

-- Alerts from before have the history that their rows still tell.
INSERT INTO alert_history (alert_id, at, action, by_whom)
SELECT a.id, h.at, h.action, h.by_whom
FROM alerts AS a
CROSS JOIN LATERAL (VALUES
    (1, a.created_at, 'raised', NULL),
    (2, a.acknowledged_at, 'acknowledged', a.acknowledged_by),
    (3, CASE WHEN a.resolved_at IS NOT NULL THEN a.updated_at END, 'resolved', NULL)) AS h (step, at, action, by_whom)
WHERE h.at IS NOT NULL
ORDER BY a.id, h.step;

-- Durations of the successful downloads as a mergeable sketch (version byte 1, then DDSketch): percentiles over several windows and regions.
-- Null in rows from before.
ALTER TABLE region_health ADD COLUMN duration_sketch bytea;
