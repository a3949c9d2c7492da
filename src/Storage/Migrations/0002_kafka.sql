-- The log need not be in this database: a Kafka topic can be it (docs/adr/0012).

-- Offsets mean something for one log only. Null until the first engine has seen the log.
ALTER TABLE pipeline_state
    ADD COLUMN log_kind        text,                            -- 'embedded' or 'kafka'
    ADD COLUMN log_name        text,                            -- name of the topic; empty for the embedded log
    ADD COLUMN log_incarnation text;                            -- another one for a topic that was deleted and made again; null where the log does not tell

-- next_offset - first_offset = counted + late + dead_lettered + absent + missing.
ALTER TABLE checkpoints
    ADD COLUMN first_offset bigint NOT NULL DEFAULT 0,          -- where processing of the partition began
    ADD COLUMN absent       bigint NOT NULL DEFAULT 0,          -- offsets at which the log holds no record (markers, compaction)
    ADD COLUMN missing      bigint NOT NULL DEFAULT 0;          -- offsets whose records the log had lost before they were read
UPDATE checkpoints SET first_offset = next_offset - counted - late - dead_lettered;

-- Earlier checkpoints, one a partition whenever windows close: where a recount may begin when the log's beginning is gone.
CREATE TABLE checkpoint_history (
    partition      integer     NOT NULL,
    next_offset    bigint      NOT NULL,
    max_event_time timestamptz,                                 -- of the records before next_offset
    counted        bigint      NOT NULL,
    late           bigint      NOT NULL,
    dead_lettered  bigint      NOT NULL,
    absent         bigint      NOT NULL,
    missing        bigint      NOT NULL,
    committed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (partition, next_offset)
);
CREATE INDEX checkpoint_history_committed_at ON checkpoint_history USING brin (committed_at);

-- Records that the log lost before they were read: from_offset up to to_offset, which is there. Kept for good.
CREATE TABLE log_gaps (
    partition      integer     NOT NULL,
    from_offset    bigint      NOT NULL,
    to_offset      bigint      NOT NULL,
    max_event_time timestamptz,                                 -- of the records before the gap
    noticed_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (partition, from_offset)
);

-- A dead letter keeps its record whole, and what became of it afterwards.
ALTER TABLE dead_letters
    ADD COLUMN record_key     bytea,                            -- null where the record has none
    ADD COLUMN ingestion_time timestamptz,                      -- when the log took the record
    ADD COLUMN published_at   timestamptz,                      -- when it was copied to the dead-letter topic
    ADD COLUMN retry_state    text CHECK (retry_state IN ('started', 'done')),
    ADD COLUMN retried_at     timestamptz;
