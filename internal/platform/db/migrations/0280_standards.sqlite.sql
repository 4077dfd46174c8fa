-- The rubrics that a file brought, with all that they say beyond levels and can-do statements.
-- +goose Up
CREATE TABLE framework_rubrics (
    version_id TEXT NOT NULL REFERENCES framework_versions (id),
    id         TEXT NOT NULL,
    -- Of a criterion its rubric; empty for a rubric itself.
    rubric_id  TEXT NOT NULL,
    position   INTEGER NOT NULL CHECK (position > 0),
    -- JSON: all that it says.
    body       TEXT NOT NULL,
    PRIMARY KEY (version_id, id)
);
CREATE INDEX framework_rubrics_id ON framework_rubrics (id);
CREATE INDEX framework_rubrics_order ON framework_rubrics (version_id, rubric_id, position);
-- +goose StatementBegin
CREATE TRIGGER framework_rubrics_no_update BEFORE UPDATE ON framework_rubrics WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_rubrics is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_rubrics_no_delete BEFORE DELETE ON framework_rubrics WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_rubrics is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_rubrics_no_insert BEFORE INSERT ON framework_rubrics WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_rubrics is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_rubrics_no_entry BEFORE UPDATE OF version_id ON framework_rubrics WHEN (SELECT status FROM framework_versions WHERE id = NEW.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_rubrics is append-only'); END;
-- +goose StatementEnd
