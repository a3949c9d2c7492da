-- Which events POST /api/events has taken lately, so that one that is sent again is not appended again.
CREATE TABLE ingest_ids (
    id          uuid        PRIMARY KEY,             -- first 128 bits of SHA-256 of the event_id
    accepted_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX ingest_ids_by_age ON ingest_ids (accepted_at);
