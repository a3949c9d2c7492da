-- The events as a table, all fields of them, without an index: every statement reads all of it.
CREATE TABLE raw_events (
    event_id         uuid             NOT NULL,
    event_time       timestamptz      NOT NULL,
    user_id          text             NOT NULL,
    content_id       text             NOT NULL,
    title            text             NOT NULL,
    type             text             NOT NULL,
    category         text             NOT NULL,
    size_mb          integer          NOT NULL,
    price            real             NOT NULL,
    status           text             NOT NULL,
    duration_seconds integer          NOT NULL,
    speed_mbps       real             NOT NULL,
    error_code       text,
    error_message    text,
    region           text             NOT NULL,
    city             text             NOT NULL,
    device           text             NOT NULL,
    os_version       text             NOT NULL,
    connection_type  text             NOT NULL
);
