-- The raw log, decoded by the schema-driven reader, one row a record. Everything after this is PostgreSQL's own arithmetic.
CREATE TEMP TABLE raw_events (
    partition     integer NOT NULL,
    "offset"      bigint  NOT NULL,
    ingestion_ms  bigint,             -- null: the log does not say when it took the record
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

-- Where each partition's records above begin. What was before is known only by the checkpoint that stood there.
CREATE TEMP TABLE prefix_starts (
    partition     integer PRIMARY KEY,
    from_offset   bigint NOT NULL,
    max_bounded_ms bigint,            -- latest bounded time before from_offset: of event time and ingestion time the earlier one
    bounded_from  bigint NOT NULL,    -- records before it were judged by their event time alone
    counted       bigint,             -- what became of the offsets before; null where it is not known
    late          bigint,
    dead_lettered bigint,
    absent        bigint,
    missing       bigint
) ON COMMIT DROP;

-- From these offsets on lateness was judged from an earlier time: the clock that gave ingestion times had been ahead.
CREATE TEMP TABLE set_backs (
    partition     integer NOT NULL,
    "offset"      bigint  NOT NULL,
    bounded_ms    bigint  NOT NULL,
    PRIMARY KEY (partition, "offset")
) ON COMMIT DROP;

-- Spans of event time whose windows cannot be compared: those that end after from_ms and start at or before to_ms.
CREATE TEMP TABLE left_out (
    is_gap  boolean NOT NULL,         -- the log lost records before they were processed; otherwise retention took them away after
    from_ms bigint  NOT NULL,
    to_ms   bigint  NOT NULL
) ON COMMIT DROP;
