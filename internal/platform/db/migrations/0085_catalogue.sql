-- A source belongs to a unit: two units may both have an events.csv. The table is made anew, and with it the column
-- that refers to it, because SQLite cannot take a constraint away.
-- +goose Up
ALTER TABLE sources RENAME TO former_sources;
CREATE TABLE sources (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    unit_id    TEXT REFERENCES units (id),
    mapping    TEXT NOT NULL DEFAULT '{}',
    date_order TEXT NOT NULL DEFAULT '',
    zone       TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_run   BIGINT
);
INSERT INTO sources (id, name, unit_id, mapping, date_order, zone, created_at, last_run)
    SELECT id, name, unit_id, mapping, date_order, zone, created_at, last_run FROM former_sources;
CREATE UNIQUE INDEX sources_name ON sources (name, COALESCE(unit_id, ''));

DROP INDEX offers_source;
ALTER TABLE offers ADD COLUMN of_source_id TEXT REFERENCES sources (id);
UPDATE offers SET of_source_id = source_id;
ALTER TABLE offers DROP COLUMN source_id;
ALTER TABLE offers RENAME COLUMN of_source_id TO source_id;
CREATE UNIQUE INDEX offers_source ON offers (source_id, source_key) WHERE source_key <> '';
DROP TABLE former_sources;
