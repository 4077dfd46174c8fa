-- What exchange files (CASE) need that are read object by object: what a version defines beside its competencies, identifiers of
-- rubrics and of what replaced a competency, and what is said of places and links beyond what is known here.
-- +goose Up
CREATE TABLE framework_parts (
    version_id TEXT NOT NULL REFERENCES framework_versions (id),
    -- The list that it stands in: a kind of definitions, or CFAssociations for those that begin at no competency of the version.
    kind       TEXT NOT NULL CHECK (kind IN ('CFConcepts', 'CFSubjects', 'CFLicenses', 'CFItemTypes', 'CFAssociationGroupings', 'CFAssociations')),
    id         TEXT NOT NULL,
    position   INTEGER NOT NULL CHECK (position > 0),
    -- Of a definition the code of its place in a hierarchy; of an association the identifier of what it begins at.
    hierarchy  TEXT NOT NULL DEFAULT '',
    origin     TEXT NOT NULL DEFAULT '',
    -- JSON: all that it says besides.
    body       TEXT NOT NULL,
    PRIMARY KEY (version_id, kind, id)
);
CREATE INDEX framework_parts_id ON framework_parts (id, kind);
CREATE INDEX framework_parts_order ON framework_parts (version_id, kind, position);
ALTER TABLE frameworks ADD COLUMN rubric_id TEXT;
ALTER TABLE competency_versions ADD COLUMN place_kept TEXT NOT NULL DEFAULT '{}';
ALTER TABLE competency_links ADD COLUMN kept TEXT NOT NULL DEFAULT '{}';
-- The identifier of what says for other programs that one replaced the other.
ALTER TABLE competency_changes ADD COLUMN link_id TEXT;
UPDATE frameworks SET rubric_id = lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-8' || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6)));
DROP TRIGGER competency_changes_no_update;
UPDATE competency_changes SET link_id = lower(hex(randomblob(4))) || '-' || lower(hex(randomblob(2))) || '-4' || substr(lower(hex(randomblob(2))), 2) || '-8' || substr(lower(hex(randomblob(2))), 2) || '-' || lower(hex(randomblob(6))) WHERE became IN ('split', 'merged', 'replaced');
-- +goose StatementBegin
CREATE TRIGGER competency_changes_no_update BEFORE UPDATE ON competency_changes WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'competency_changes is append-only'); END;
-- +goose StatementEnd
INSERT INTO framework_parts (version_id, kind, id, position, hierarchy, body)
    SELECT v.id, k.key, lower(json_extract(d.value, '$.identifier')), MIN(d.key + 1), COALESCE(CAST(json_extract(d.value, '$.hierarchyCode') AS TEXT), ''), json_remove(d.value, '$.identifier', '$.hierarchyCode', '$.uri')
    FROM framework_versions v, json_each(v.kept, '$.definitions') k, json_each(k.value) d
    WHERE k.type = 'array' AND k.key IN ('CFConcepts', 'CFSubjects', 'CFLicenses', 'CFItemTypes', 'CFAssociationGroupings') AND d.type = 'object' AND length(json_extract(d.value, '$.identifier')) = 36 AND json_extract(d.value, '$.title') <> ''
    GROUP BY v.id, k.key, lower(json_extract(d.value, '$.identifier'));
CREATE UNIQUE INDEX frameworks_rubric ON frameworks (rubric_id);
CREATE UNIQUE INDEX competency_changes_link ON competency_changes (link_id);
-- +goose StatementBegin
CREATE TRIGGER framework_parts_no_update BEFORE UPDATE ON framework_parts WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_parts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER framework_parts_no_delete BEFORE DELETE ON framework_parts WHEN (SELECT status FROM framework_versions WHERE id = OLD.version_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'framework_parts is append-only'); END;
-- +goose StatementEnd
