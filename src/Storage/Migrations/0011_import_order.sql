-- An import stores its rejects first and then its events in order of time; import_position counts both. Of an import that an older version
-- began, that many lines are stored in the order of the file; the rest follows in the new order.
ALTER TABLE log_partitions ADD COLUMN imported_in_file_order bigint NOT NULL DEFAULT 0;
UPDATE log_partitions SET imported_in_file_order = import_position WHERE fingerprint IS NOT NULL AND NOT sealed;
COMMENT ON COLUMN log_partitions.import_position IS 'events and rejects of the imported file that are stored';
