-- A snapshot says in which round it was taken, so that a before and an after are of two rounds. Older ones are of the last round that had begun.
-- +goose Up
ALTER TABLE snapshots ADD COLUMN round_id TEXT REFERENCES assessment_rounds (id);
ALTER TABLE snapshots DISABLE TRIGGER snapshots_append_only;
UPDATE snapshots SET round_id = (SELECT r.id FROM assessment_rounds r WHERE r.target_id = snapshots.target_id AND r.begun_at <= snapshots.taken_at ORDER BY r.number DESC LIMIT 1);
ALTER TABLE snapshots ENABLE TRIGGER snapshots_append_only;
