-- Lateness is judged by the latest bounded time of a partition: event time, but never later than when the log took the record (docs/adr/0024).
-- Records before bounded_from were judged by their event time alone, and stay so.
ALTER TABLE checkpoints
    ADD COLUMN max_bounded_time timestamptz,                    -- watermark = max_bounded_time - out-of-orderness
    ADD COLUMN bounded_from     bigint NOT NULL DEFAULT 0;
UPDATE checkpoints SET max_bounded_time = max_event_time, bounded_from = next_offset;
ALTER TABLE checkpoint_history ADD COLUMN max_bounded_time timestamptz;
UPDATE checkpoint_history SET max_bounded_time = max_event_time;
ALTER TABLE log_gaps ADD COLUMN max_bounded_time timestamptz;
UPDATE log_gaps SET max_bounded_time = max_event_time;

-- From this offset on lateness is judged from an earlier time: the clock that gave ingestion times had been ahead and was put right.
CREATE TABLE clock_set_backs (
    partition    integer     NOT NULL,
    "offset"     bigint      NOT NULL,
    bounded_time timestamptz NOT NULL,                          -- latest bounded time there
    noticed_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (partition, "offset")
);

-- The merged watermark never goes back but when an operator sets it back; a program that has not heard of that cannot store the old one.
ALTER TABLE pipeline_state
    ADD COLUMN watermark_set_backs    bigint NOT NULL DEFAULT 0,
    ADD COLUMN retention_ran_at       timestamptz,              -- the clock of the last run that was allowed to delete
    ADD COLUMN retention_refusal      text,                     -- why the last run deleted nothing; null where it was allowed to
    ADD COLUMN retention_confirmed_at timestamptz;              -- an operator says that the clock is right; for one run
