-- The log from which waiting lists are recomputed, and the facts of attendance, are append-only.
-- +goose Up
CREATE TRIGGER registration_log_append_only BEFORE UPDATE OR DELETE ON registration_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registration_log_no_truncate BEFORE TRUNCATE ON registration_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_append_only BEFORE UPDATE OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_no_truncate BEFORE TRUNCATE ON attendance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
