-- Schemas that records name, by the id of their framing: the first one found for an id, for ever, so that a record is read the same way
-- again without the file or the registry that it came from (docs/adr/0021).
CREATE TABLE avro_schemas (
    id          text PRIMARY KEY,                               -- a registry's number, or a GUID
    schema      text        NOT NULL,                           -- the writer's schema, as JSON
    source      text        NOT NULL,                           -- the file or the registry that it came from, for people
    created_at  timestamptz NOT NULL DEFAULT now()
);
