-- Number of the activation that owns the partition in a cluster: each one takes the next when it begins. Its checkpoints, and rows made of its partials, are
-- taken only while that is the latest one. Offsets alone do not tell an activation apart that goes on after its silo was declared dead.
ALTER TABLE checkpoints ADD COLUMN term bigint NOT NULL DEFAULT 0;
