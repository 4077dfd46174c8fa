-- Facts are append-only: the database itself refuses to change or delete them.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER membership_no_update BEFORE UPDATE ON membership_periods BEGIN SELECT RAISE(ABORT, 'membership periods are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER membership_no_delete BEFORE DELETE ON membership_periods BEGIN SELECT RAISE(ABORT, 'membership periods are append-only'); END;
-- +goose StatementEnd
