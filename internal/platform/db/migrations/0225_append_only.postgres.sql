-- Nothing is added to a published version of a framework, and nothing is moved into one.
-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION refuse_entry_into_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM framework_versions WHERE id = NEW.version_id AND status <> 'draft') THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER framework_levels_no_insert BEFORE INSERT ON framework_levels FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER framework_levels_no_entry BEFORE UPDATE OF version_id ON framework_levels FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_versions_no_insert BEFORE INSERT ON competency_versions FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_versions_no_entry BEFORE UPDATE OF version_id ON competency_versions FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER indicators_no_insert BEFORE INSERT ON indicators FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER indicators_no_entry BEFORE UPDATE OF version_id ON indicators FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_links_no_insert BEFORE INSERT ON competency_links FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_links_no_entry BEFORE UPDATE OF version_id ON competency_links FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER framework_translations_no_insert BEFORE INSERT ON framework_translations FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER framework_translations_no_entry BEFORE UPDATE OF version_id ON framework_translations FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_changes_no_insert BEFORE INSERT ON competency_changes FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER competency_changes_no_entry BEFORE UPDATE OF version_id ON competency_changes FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
