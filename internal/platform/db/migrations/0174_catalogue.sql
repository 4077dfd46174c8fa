-- When the last answer of a source was read whole, and what its offers say where it says nothing. Runs that are overdue are looked for.
-- +goose Up
ALTER TABLE sources ADD COLUMN read_at BIGINT;
ALTER TABLE sources ADD COLUMN defaults TEXT NOT NULL DEFAULT '{}';
CREATE INDEX sources_next_run ON sources (next_run) WHERE next_run IS NOT NULL;
