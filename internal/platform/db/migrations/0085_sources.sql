-- A source belongs to a unit: two units may both have an events.csv. What refers to sources is rebuilt with them,
-- because SQLite cannot take a constraint away.
-- +goose Up
CREATE TABLE import_sources (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    unit_id    TEXT REFERENCES units (id),
    mapping    TEXT NOT NULL DEFAULT '{}',
    date_order TEXT NOT NULL DEFAULT '',
    zone       TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_run   BIGINT
);
INSERT INTO import_sources (id, name, unit_id, mapping, date_order, zone, created_at, last_run)
    SELECT id, name, unit_id, mapping, date_order, zone, created_at, last_run FROM sources;
CREATE UNIQUE INDEX import_sources_name ON import_sources (name, COALESCE(unit_id, ''));

DROP INDEX offers_source;
ALTER TABLE offers ADD COLUMN import_source_id TEXT REFERENCES import_sources (id);
UPDATE offers SET import_source_id = source_id;
ALTER TABLE offers DROP COLUMN source_id;
ALTER TABLE offers RENAME COLUMN import_source_id TO source_id;
CREATE UNIQUE INDEX offers_source ON offers (source_id, source_key) WHERE source_key <> '';
DROP TABLE sources;
ALTER TABLE import_sources RENAME TO sources;
