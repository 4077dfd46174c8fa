-- What somebody said, in lower case and without accents, to look for it. SQLite knows the case of ASCII alone. What was said before has none, and
-- is found as it was written.
-- +goose Up
ALTER TABLE suggestions ADD COLUMN folded TEXT NOT NULL DEFAULT '';
