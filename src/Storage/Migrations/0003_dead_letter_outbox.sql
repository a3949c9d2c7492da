-- The publisher looks every second for what the dead-letter topic does not have yet; published rows stay for days.
CREATE INDEX dead_letters_unpublished ON dead_letters (id) WHERE published_at IS NULL AND stage = 'log';
