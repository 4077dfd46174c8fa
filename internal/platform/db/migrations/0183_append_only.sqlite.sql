-- That a file was set aside stays so.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER attendance_files_aside_no_update BEFORE UPDATE ON attendance_files_aside BEGIN SELECT RAISE(ABORT, 'attendance_files_aside is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_files_aside_no_delete BEFORE DELETE ON attendance_files_aside BEGIN SELECT RAISE(ABORT, 'attendance_files_aside is append-only'); END;
-- +goose StatementEnd
