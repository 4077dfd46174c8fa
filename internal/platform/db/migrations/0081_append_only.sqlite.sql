-- What was granted stays written; a later grant counts instead.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER version_grants_no_update BEFORE UPDATE ON version_grants BEGIN SELECT RAISE(ABORT, 'version_grants is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER version_grants_no_delete BEFORE DELETE ON version_grants BEGIN SELECT RAISE(ABORT, 'version_grants is append-only'); END;
-- +goose StatementEnd
