-- Nor is a definition or a further association added to a published version of a framework.
-- +goose Up
CREATE TRIGGER framework_parts_no_insert BEFORE INSERT ON framework_parts FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER framework_parts_no_entry BEFORE UPDATE OF version_id ON framework_parts FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
