-- The engine that ran in one process is gone, and its terms with it: silos are told apart by compare-and-set on checkpoints and closings (docs/adr/0019).
ALTER TABLE pipeline_state DROP COLUMN engine_term;
