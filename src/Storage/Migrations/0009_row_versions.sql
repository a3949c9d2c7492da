-- Rows are made of what is committed and of nothing else (docs/adr/0019). For each window and kind of row: the version of each partition's partials that the
-- rows are made of, which is the number of its latest segment in partials plus one. A closed window with a later segment has rows to be made again.
CREATE TABLE window_rows (
    window_start timestamptz NOT NULL,
    kind         smallint    NOT NULL,                          -- 0 content_stats, 1 region_health, 2 device_stats
    partitions   integer[]   NOT NULL,
    versions     integer[]   NOT NULL,                          -- by position with partitions
    PRIMARY KEY (window_start, kind)
);

-- How many times windows were closed: a closing is stored only after the one that its alerts were judged after.
ALTER TABLE pipeline_state ADD COLUMN closings bigint NOT NULL DEFAULT 0;

-- The marks and terms that did the same before.
DROP TABLE partition_windows;
ALTER TABLE checkpoints DROP COLUMN term;

-- What the alert rules remember was kept as grain state on silos, and in detector_state by one process. Of two the later one is taken over.
-- Grain state that is not what was written there is left alone.
DO $$
DECLARE
    stored record;
    remembered jsonb;
BEGIN
    FOR stored IN
        SELECT substr(GrainIdExtensionString, 3) AS region, PayloadBinary AS payload
        FROM OrleansStorage WHERE GrainIdExtensionString LIKE 'r:%' AND PayloadBinary IS NOT NULL
    LOOP
        BEGIN
            remembered := (convert_from(stored.payload, 'UTF8')::jsonb ->> 'Json')::jsonb;
            CONTINUE WHEN remembered IS NULL;
            INSERT INTO detector_state AS d (region, state) VALUES (stored.region, remembered)
            ON CONFLICT (region) DO UPDATE SET state = EXCLUDED.state
            WHERE COALESCE((EXCLUDED.state ->> 'lastEnd')::bigint, 0) > COALESCE((d.state ->> 'lastEnd')::bigint, 0);
            DELETE FROM OrleansStorage WHERE GrainIdExtensionString = 'r:' || stored.region;
        EXCEPTION WHEN data_exception OR invalid_text_representation OR character_not_in_repertoire THEN
            RAISE WARNING 'The alert state of region % cannot be taken over; its rules begin anew.', stored.region;
        END;
    END LOOP;
END
$$;
