-- Of two accounts of one person, joined by now, one counts in a cohort. This says since when the other has stopped for that reason, so that it counts again when they are parted.
-- +goose Up
ALTER TABLE cohort_members ADD COLUMN doubled_at BIGINT;
