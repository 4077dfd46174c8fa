-- A proposal is decided once; what was proposed never changes.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER proposals_facts BEFORE UPDATE OF id, kind, object_id, person_id, title, change, reason, proposed_by, proposed_at ON proposals BEGIN SELECT RAISE(ABORT, 'proposals is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposals_decided BEFORE UPDATE ON proposals WHEN OLD.decision <> '' BEGIN SELECT RAISE(ABORT, 'proposals is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER proposals_no_delete BEFORE DELETE ON proposals BEGIN SELECT RAISE(ABORT, 'proposals is append-only'); END;
-- +goose StatementEnd
