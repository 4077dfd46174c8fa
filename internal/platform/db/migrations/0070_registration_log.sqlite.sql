-- The log from which waiting lists are recomputed, and the facts of attendance, are append-only.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER registration_log_no_update BEFORE UPDATE ON registration_log BEGIN SELECT RAISE(ABORT, 'the log of registrations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registration_log_no_delete BEFORE DELETE ON registration_log BEGIN SELECT RAISE(ABORT, 'the log of registrations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance BEGIN SELECT RAISE(ABORT, 'facts of attendance are append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_no_delete BEFORE DELETE ON attendance BEGIN SELECT RAISE(ABORT, 'facts of attendance are append-only'); END;
-- +goose StatementEnd
