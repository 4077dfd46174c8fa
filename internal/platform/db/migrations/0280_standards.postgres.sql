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
CREATE TRIGGER framework_rubrics_published BEFORE UPDATE OR DELETE ON framework_rubrics FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER framework_rubrics_no_truncate BEFORE TRUNCATE ON framework_rubrics FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER framework_rubrics_no_insert BEFORE INSERT ON framework_rubrics FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
CREATE TRIGGER framework_rubrics_no_entry BEFORE UPDATE OF version_id ON framework_rubrics FOR EACH ROW EXECUTE FUNCTION refuse_entry_into_published();
