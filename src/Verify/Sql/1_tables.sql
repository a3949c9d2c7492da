-- The raw log, decoded by the schema-driven reader, one row a record. Everything after this is PostgreSQL's own arithmetic.
CREATE TEMP TABLE raw_events (
    partition     integer NOT NULL,
    "offset"      bigint  NOT NULL,
    ingestion_ms  bigint  NOT NULL,
    decoded       boolean NOT NULL,   -- false: not an event in Avro, or text that PostgreSQL cannot hold
    event_id      text,
    event_ms      bigint,
    user_id       text,
    content_id    text,
    title         text,
    longest_text  integer,            -- bytes of the longest string that is no key
    size_mb       integer,
    price         double precision,
    status        text,
    duration      integer,
    speed         double precision,
    speed_units   numeric,            -- speed in units of 2^-40, exact
    error_code    text,
    region        text,
    device        text,
    os_version    text
) ON COMMIT DROP;
