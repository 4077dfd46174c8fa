-- What was said, asked for and seen of where people stand stays as it was. A target is put away once.
-- +goose Up
CREATE TRIGGER profile_versions_append_only BEFORE UPDATE OR DELETE ON profile_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER profile_versions_no_truncate BEFORE TRUNCATE ON profile_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER profile_items_append_only BEFORE UPDATE OR DELETE ON profile_items FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER profile_items_no_truncate BEFORE TRUNCATE ON profile_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER target_items_append_only BEFORE UPDATE OR DELETE ON target_items FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER target_items_no_truncate BEFORE TRUNCATE ON target_items FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_answers_append_only BEFORE UPDATE OR DELETE ON assessment_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_answers_no_truncate BEFORE TRUNCATE ON assessment_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshots_append_only BEFORE UPDATE OR DELETE ON snapshots FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshots_no_truncate BEFORE TRUNCATE ON snapshots FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_lines_append_only BEFORE UPDATE OR DELETE ON snapshot_lines FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER snapshot_lines_no_truncate BEFORE TRUNCATE ON snapshot_lines FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_looks_append_only BEFORE UPDATE OR DELETE ON assessment_looks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER assessment_looks_no_truncate BEFORE TRUNCATE ON assessment_looks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER targets_facts BEFORE UPDATE OF id, person_id, kind, title, profile_version_id, framework_version_id, made_at ON targets FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER targets_ended BEFORE UPDATE ON targets FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER targets_no_delete BEFORE DELETE ON targets FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER targets_no_truncate BEFORE TRUNCATE ON targets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
