-- Nothing is added to a published version of a framework, and nothing is moved into one.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER framework_levels_no_insert BEFORE INSERT ON framework_levels WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_levels is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_levels_no_entry BEFORE UPDATE OF version_id ON framework_levels WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_levels is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_versions_no_insert BEFORE INSERT ON competency_versions WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_versions_no_entry BEFORE UPDATE OF version_id ON competency_versions WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER indicators_no_insert BEFORE INSERT ON indicators WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'indicators is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER indicators_no_entry BEFORE UPDATE OF version_id ON indicators WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'indicators is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_links_no_insert BEFORE INSERT ON competency_links WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_links is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_links_no_entry BEFORE UPDATE OF version_id ON competency_links WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_links is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_translations_no_insert BEFORE INSERT ON framework_translations WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_translations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_translations_no_entry BEFORE UPDATE OF version_id ON framework_translations WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_translations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_changes_no_insert BEFORE INSERT ON competency_changes WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_changes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_changes_no_entry BEFORE UPDATE OF version_id ON competency_changes WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_changes is append-only'); END;
-- +goose StatementEnd
