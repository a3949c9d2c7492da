-- Number of the engine that owns the database: each start takes the next one, and commits of older engines are refused. Checkpoints alone do not tell an
-- older engine apart while nothing is read: it could close a window that the newer one believes to be open.
ALTER TABLE pipeline_state ADD COLUMN engine_term bigint NOT NULL DEFAULT 0;

-- Which commit moved a checkpoint last: one in doubt is found to be committed by this and not by the offset, which somebody else may have reached too.
ALTER TABLE checkpoints ADD COLUMN last_commit uuid;
