-- A published version of a framework never changes: neither what it says, nor what became of the competencies before it.
-- It is retired once. A draft may be rewritten and thrown away.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM framework_versions WHERE id = OLD.version_id AND status <> 'draft') THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER framework_levels_published BEFORE UPDATE OR DELETE ON framework_levels FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER competency_versions_published BEFORE UPDATE OR DELETE ON competency_versions FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER indicators_published BEFORE UPDATE OR DELETE ON indicators FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER competency_links_published BEFORE UPDATE OR DELETE ON competency_links FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER framework_translations_published BEFORE UPDATE OR DELETE ON framework_translations FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER competency_changes_published BEFORE UPDATE OR DELETE ON competency_changes FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER framework_versions_published BEFORE UPDATE OF id, framework_id, number, label, title, sort_title, description, owner, source, note, language, content_area, unverified, competencies, kept, created_by, created_at, updated_at, published_by, published_at ON framework_versions FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_versions_retired BEFORE UPDATE ON framework_versions FOR EACH ROW WHEN (OLD.status = 'retired') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_versions_back BEFORE UPDATE ON framework_versions FOR EACH ROW WHEN (OLD.status <> 'draft' AND NEW.status = 'draft') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_versions_no_delete BEFORE DELETE ON framework_versions FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_levels_no_truncate BEFORE TRUNCATE ON framework_levels FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER competency_versions_no_truncate BEFORE TRUNCATE ON competency_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER indicators_no_truncate BEFORE TRUNCATE ON indicators FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER competency_links_no_truncate BEFORE TRUNCATE ON competency_links FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_translations_no_truncate BEFORE TRUNCATE ON framework_translations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER competency_changes_no_truncate BEFORE TRUNCATE ON competency_changes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_versions_no_truncate BEFORE TRUNCATE ON framework_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
