-- A published version of a framework never changes: neither what it says, nor what became of the competencies before it.
-- It is retired once. A draft may be rewritten and thrown away.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER framework_levels_no_update BEFORE UPDATE ON framework_levels WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_levels is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_levels_no_delete BEFORE DELETE ON framework_levels WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_levels is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_versions_no_update BEFORE UPDATE ON competency_versions WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_versions_no_delete BEFORE DELETE ON competency_versions WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER indicators_no_update BEFORE UPDATE ON indicators WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'indicators is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER indicators_no_delete BEFORE DELETE ON indicators WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'indicators is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_links_no_update BEFORE UPDATE ON competency_links WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_links is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_links_no_delete BEFORE DELETE ON competency_links WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_links is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_translations_no_update BEFORE UPDATE ON framework_translations WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_translations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_translations_no_delete BEFORE DELETE ON framework_translations WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_translations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_changes_no_update BEFORE UPDATE ON competency_changes WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_changes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER competency_changes_no_delete BEFORE DELETE ON competency_changes WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_changes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_versions_published_facts BEFORE UPDATE OF id, framework_id, number, label, title, sort_title, description, owner, source, note, language, content_area, unverified, competencies, kept, created_by, created_at, updated_at, published_by, published_at ON framework_versions WHEN OLD.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_versions_retired BEFORE UPDATE ON framework_versions WHEN OLD.status = 'retired' BEGIN SELECT RAISE(ABORT, 'framework_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_versions_back BEFORE UPDATE ON framework_versions WHEN OLD.status <> 'draft' AND NEW.status = 'draft' BEGIN SELECT RAISE(ABORT, 'framework_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_versions_no_delete BEFORE DELETE ON framework_versions WHEN OLD.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_versions is append-only'); END;
-- +goose StatementEnd
