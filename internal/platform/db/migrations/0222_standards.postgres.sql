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
UPDATE frameworks SET rubric_id = CAST(gen_random_uuid() AS TEXT);
ALTER TABLE competency_changes DISABLE TRIGGER competency_changes_published;
UPDATE competency_changes SET link_id = CAST(gen_random_uuid() AS TEXT) WHERE became IN ('split', 'merged', 'replaced');
ALTER TABLE competency_changes ENABLE TRIGGER competency_changes_published;
INSERT INTO framework_parts (version_id, kind, id, position, hierarchy, body)
    SELECT DISTINCT ON (v.id, k.key, lower(d.value ->> 'identifier')) v.id, k.key, lower(d.value ->> 'identifier'), CAST(d.no AS INTEGER), COALESCE(d.value ->> 'hierarchyCode', ''),
        CAST(d.value - 'identifier' - 'hierarchyCode' - 'uri' AS TEXT)
    FROM framework_versions v
    CROSS JOIN LATERAL jsonb_each(CASE jsonb_typeof(CAST(v.kept AS JSONB) -> 'definitions') WHEN 'object' THEN CAST(v.kept AS JSONB) -> 'definitions' ELSE '{}' END) k
    CROSS JOIN LATERAL jsonb_array_elements(CASE jsonb_typeof(k.value) WHEN 'array' THEN k.value ELSE '[]' END) WITH ORDINALITY d (value, no)
    WHERE k.key IN ('CFConcepts', 'CFSubjects', 'CFLicenses', 'CFItemTypes', 'CFAssociationGroupings') AND jsonb_typeof(d.value) = 'object' AND length(d.value ->> 'identifier') = 36 AND d.value ->> 'title' <> ''
    ORDER BY v.id, k.key, lower(d.value ->> 'identifier'), d.no;
CREATE UNIQUE INDEX frameworks_rubric ON frameworks (rubric_id);
CREATE UNIQUE INDEX competency_changes_link ON competency_changes (link_id);
CREATE TRIGGER framework_parts_published BEFORE UPDATE OR DELETE ON framework_parts FOR EACH ROW EXECUTE FUNCTION refuse_change_of_published();
CREATE TRIGGER framework_parts_no_truncate BEFORE TRUNCATE ON framework_parts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
