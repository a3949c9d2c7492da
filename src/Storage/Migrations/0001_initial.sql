-- Event log (embedded): one row holds a batch of consecutive records, as a segment of a log does (docs/adr/0003).
CREATE TABLE log_partitions (
    partition              integer PRIMARY KEY,
    source                 text        NOT NULL,                -- 'live', or the name of an imported file
    next_offset            bigint      NOT NULL DEFAULT 0,      -- offset the next record gets; the row lock on it orders appends
    earliest_offset        bigint      NOT NULL DEFAULT 0,
    sealed                 boolean     NOT NULL DEFAULT false,  -- nothing will be appended any more
    fingerprint            text        UNIQUE,                  -- of an imported file, so that it is not counted twice by mistake
    import_position        bigint      NOT NULL DEFAULT 0,      -- lines or records of the imported file that are dealt with
    import_rejected        bigint      NOT NULL DEFAULT 0,      -- lines of it that became dead letters instead
    trimmed_from_event_time timestamptz,                        -- event times of records that retention took away
    trimmed_to_event_time  timestamptz,
    created_at             timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE event_log (
    partition      integer     NOT NULL,
    "offset"       bigint      NOT NULL,                        -- of the batch's first record
    record_count   integer     NOT NULL,
    ingestion_time timestamptz NOT NULL DEFAULT clock_timestamp(),
    payload        bytea       NOT NULL,                        -- per record: length as unsigned LEB128, then the value
    PRIMARY KEY (partition, "offset")
);
ALTER TABLE event_log ALTER COLUMN payload SET STORAGE EXTERNAL;

-- Checkpoints: everything up to next_offset is in the rows and partials below, by the same transaction.
CREATE TABLE checkpoints (
    partition        integer PRIMARY KEY,
    next_offset      bigint      NOT NULL,
    max_event_time   timestamptz,                               -- watermark = max_event_time - out-of-orderness
    counted          bigint      NOT NULL DEFAULT 0,
    late             bigint      NOT NULL DEFAULT 0,
    dead_lettered    bigint      NOT NULL DEFAULT 0,
    updated_at       timestamptz NOT NULL DEFAULT now()
);

-- Partials of a partition's windows, whole per key, newest segment wins.
CREATE TABLE partials (
    partition    integer     NOT NULL,
    window_start timestamptz NOT NULL,
    segment      integer     NOT NULL,
    payload      bytea       NOT NULL,
    PRIMARY KEY (window_start, partition, segment)
);
ALTER TABLE partials ALTER COLUMN payload SET STORAGE EXTERNAL;

-- One row a window that has closed; retired when its partials are gone and it can no longer be revised.
CREATE TABLE closed_windows (
    window_start timestamptz PRIMARY KEY,
    window_end   timestamptz NOT NULL,
    closed_at    timestamptz NOT NULL DEFAULT now(),
    retired_at   timestamptz
);

-- One row only: facts about the pipeline that belong to no partition.
CREATE TABLE pipeline_state (
    only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    watermark        timestamptz,                               -- merged event-time watermark at the last commit
    window_size_ms   bigint      NOT NULL,
    settings         jsonb       NOT NULL,                      -- what rows depend on: window size, out-of-orderness, allowed lateness
    updated_at       timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE content_stats (
    content_id           text        NOT NULL,
    window_start         timestamptz NOT NULL,
    window_end           timestamptz NOT NULL,
    title                text        NOT NULL,
    download_count       bigint      NOT NULL,
    successful_downloads bigint      NOT NULL,
    failed_downloads     bigint      NOT NULL,
    cancelled_downloads  bigint      NOT NULL,                  -- part of failed_downloads
    total_size_gb        double precision NOT NULL,
    unique_users         bigint      NOT NULL,                  -- HyperLogLog estimate
    speed_p50_mbps       double precision,
    speed_p95_mbps       double precision,
    speed_p99_mbps       double precision,
    duration_p50_seconds double precision,
    duration_p95_seconds double precision,
    duration_p99_seconds double precision,
    revision             integer     NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (content_id, window_start)
);
CREATE INDEX content_stats_window_start ON content_stats (window_start);
CREATE INDEX content_stats_updated_at ON content_stats USING brin (updated_at);

CREATE TABLE region_health (
    region               text        NOT NULL,
    window_start         timestamptz NOT NULL,
    window_end           timestamptz NOT NULL,
    total_downloads      bigint      NOT NULL,
    successful_downloads bigint      NOT NULL,
    failed_downloads     bigint      NOT NULL,
    cancelled_downloads  bigint      NOT NULL,
    success_rate         double precision NOT NULL,
    avg_speed_mbps       double precision,                      -- over successful downloads with a speed above 0
    speed_count          bigint      NOT NULL,                  -- number of those
    avg_duration_seconds double precision,                      -- over successful downloads
    total_size_gb        double precision NOT NULL,
    min_speed_mbps       double precision,
    max_speed_mbps       double precision,
    speed_p50_mbps       double precision,
    speed_p95_mbps       double precision,
    speed_p99_mbps       double precision,
    duration_p50_seconds double precision,
    duration_p95_seconds double precision,
    duration_p99_seconds double precision,
    error_counts         jsonb       NOT NULL,                  -- error_code -> number
    revision             integer     NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (region, window_start)
);
CREATE INDEX region_health_window_start ON region_health (window_start);
CREATE INDEX region_health_updated_at ON region_health USING brin (updated_at);

CREATE TABLE device_stats (
    device               text        NOT NULL,
    os_version           text        NOT NULL,
    window_start         timestamptz NOT NULL,
    window_end           timestamptz NOT NULL,
    total_downloads      bigint      NOT NULL,
    successful_downloads bigint      NOT NULL,
    failed_downloads     bigint      NOT NULL,
    cancelled_downloads  bigint      NOT NULL,
    avg_speed_mbps       double precision,
    speed_count          bigint      NOT NULL,
    total_size_gb        double precision NOT NULL,
    revision             integer     NOT NULL DEFAULT 1,
    created_at           timestamptz NOT NULL DEFAULT now(),
    updated_at           timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (device, os_version, window_start)
);
CREATE INDEX device_stats_window_start ON device_stats (window_start);
CREATE INDEX device_stats_updated_at ON device_stats USING brin (updated_at);

CREATE TABLE alerts (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_type      text        NOT NULL,
    severity        text        NOT NULL CHECK (severity IN ('CRITICAL', 'WARNING', 'INFO')),
    message         text        NOT NULL,
    region          text,
    content_id      text,
    metric_name     text        NOT NULL,
    metric_value    double precision NOT NULL,
    threshold_value double precision NOT NULL,
    window_start    timestamptz NOT NULL,                       -- first window of the incident
    last_window_start timestamptz NOT NULL,                     -- latest window in which the condition held
    sample_size     bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    resolved_at     timestamptz,
    acknowledged    boolean     NOT NULL DEFAULT false,
    acknowledged_at timestamptz,
    acknowledged_by text,
    UNIQUE (alert_type, region, window_start)
);
CREATE INDEX alerts_created_at ON alerts (created_at);

-- State of the alert rules after the last closed window, one row a region.
CREATE TABLE detector_state (
    region text  PRIMARY KEY,
    state  jsonb NOT NULL
);

CREATE TABLE late_events (
    partition    integer     NOT NULL,
    "offset"     bigint      NOT NULL,
    reason       text        NOT NULL,
    event_time   timestamptz NOT NULL,
    window_start timestamptz NOT NULL,
    content_id   text        NOT NULL,
    region       text        NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (partition, "offset")
);
CREATE INDEX late_events_created_at ON late_events USING brin (created_at);

-- Records that could not be used: from the log (partition, offset) or from an imported file (its partition, line number).
CREATE TABLE dead_letters (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stage       text        NOT NULL CHECK (stage IN ('log', 'import')),
    partition   integer     NOT NULL,
    position    bigint      NOT NULL,                           -- offset in the log, or line number in the file
    reason      text        NOT NULL,                           -- a stable word
    detail      text        NOT NULL,                           -- the same for people
    payload     bytea       NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    UNIQUE (stage, partition, position)
);
CREATE INDEX dead_letters_created_at ON dead_letters USING brin (created_at);
