-- That a file was set aside stays so.
-- +goose Up
CREATE TRIGGER attendance_files_aside_append_only BEFORE UPDATE OR DELETE ON attendance_files_aside FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_files_aside_no_truncate BEFORE TRUNCATE ON attendance_files_aside FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
