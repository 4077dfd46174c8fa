-- Nor is a definition or a further association added to a published version of a framework.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER framework_parts_no_insert BEFORE INSERT ON framework_parts WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_parts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_parts_no_entry BEFORE UPDATE OF version_id ON framework_parts WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_parts is append-only'); END;
-- +goose StatementEnd
