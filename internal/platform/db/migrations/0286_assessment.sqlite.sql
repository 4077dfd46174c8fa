-- A snapshot says in which round it was taken, so that a before and an after are of two rounds. Older ones are of the last round that had begun.
-- +goose Up
ALTER TABLE snapshots ADD COLUMN round_id TEXT REFERENCES assessment_rounds (id);
DROP TRIGGER snapshots_no_update;
UPDATE snapshots SET round_id = (SELECT r.id FROM assessment_rounds r WHERE r.target_id = snapshots.target_id AND r.begun_at <= snapshots.taken_at ORDER BY r.number DESC LIMIT 1);
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(ABORT, 'snapshots is append-only'); END;
-- +goose StatementEnd
