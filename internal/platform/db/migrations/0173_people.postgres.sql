-- An address has a name that tells nothing of it, for the log.
-- +goose Up
ALTER TABLE emails ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE emails SET id = replace(CAST(gen_random_uuid() AS TEXT), '-', '');
