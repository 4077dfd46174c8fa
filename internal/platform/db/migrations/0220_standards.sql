-- Competency frameworks: versions, levels, competencies in a tree, can-do statements, what they map to, and
-- what became of each competency from one version to the next.
-- +goose Up
CREATE TABLE frameworks (
    -- Also its identifier for other programs (CASE), the same in all versions.
    id          TEXT PRIMARY KEY,
    -- What stands in addresses.
    key         TEXT NOT NULL UNIQUE,
    created_at  BIGINT NOT NULL
);
CREATE TABLE framework_versions (
    id           TEXT PRIMARY KEY,
    framework_id TEXT NOT NULL REFERENCES frameworks (id),
    number       INTEGER NOT NULL CHECK (number > 0),
    -- What its owner calls the version, such as 2014 or 0.1.
    label        TEXT NOT NULL DEFAULT '',
    title        TEXT NOT NULL,
    sort_title   TEXT NOT NULL,
    description  TEXT NOT NULL DEFAULT '',
    owner        TEXT NOT NULL DEFAULT '',
    source       TEXT NOT NULL DEFAULT '',
    note         TEXT NOT NULL DEFAULT '',
    language     TEXT NOT NULL DEFAULT 'en',
    content_area TEXT NOT NULL DEFAULT '',
    -- Nobody looked up what stands here: it is shown as that, and chosen by nobody.
    unverified   BOOLEAN NOT NULL DEFAULT FALSE,
    status       TEXT NOT NULL CHECK (status IN ('draft', 'published', 'retired')),
    -- How many competencies it had when it was published.
    competencies INTEGER NOT NULL DEFAULT 0,
    -- JSON: what an exchange file said beyond all this, given back as it was.
    kept         TEXT NOT NULL DEFAULT '{}',
    created_by   TEXT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    published_by TEXT,
    published_at BIGINT,
    retired_at   BIGINT,
    UNIQUE (framework_id, number),
    CHECK ((status = 'draft') = (published_at IS NULL)),
    CHECK ((status = 'retired') = (retired_at IS NOT NULL)),
    CHECK (status = 'draft' OR NOT unverified)
);
CREATE UNIQUE INDEX framework_versions_draft ON framework_versions (framework_id) WHERE status = 'draft';
CREATE UNIQUE INDEX framework_versions_published ON framework_versions (framework_id) WHERE status = 'published';
CREATE INDEX framework_versions_list ON framework_versions (sort_title, id);
CREATE TABLE framework_levels (
    version_id  TEXT NOT NULL REFERENCES framework_versions (id),
    code        TEXT NOT NULL,
    rank        INTEGER NOT NULL CHECK (rank > 0),
    title       TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, code),
    UNIQUE (version_id, rank)
);
-- A competency is the same one in every version that holds it.
CREATE TABLE competencies (
    id           TEXT PRIMARY KEY,
    framework_id TEXT NOT NULL REFERENCES frameworks (id),
    created_at   BIGINT NOT NULL
);
CREATE INDEX competencies_framework ON competencies (framework_id);
-- What a version says of a competency.
CREATE TABLE competency_versions (
    version_id    TEXT NOT NULL REFERENCES framework_versions (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    parent_id     TEXT,
    -- The place in the whole tree, each before what is under it, and how deep that is; both count from 1.
    position      INTEGER NOT NULL CHECK (position > 0),
    depth         INTEGER NOT NULL CHECK (depth > 0),
    code          TEXT NOT NULL DEFAULT '',
    kind          TEXT NOT NULL DEFAULT '',
    title         TEXT NOT NULL,
    description   TEXT NOT NULL DEFAULT '',
    -- The identifier of its place under its parent, for other programs.
    place_id      TEXT NOT NULL,
    kept          TEXT NOT NULL DEFAULT '{}',
    updated_at    BIGINT NOT NULL,
    PRIMARY KEY (version_id, competency_id),
    FOREIGN KEY (version_id, parent_id) REFERENCES competency_versions (version_id, competency_id)
);
CREATE INDEX competency_versions_order ON competency_versions (version_id, position);
CREATE INDEX competency_versions_parent ON competency_versions (version_id, parent_id, position);
CREATE INDEX competency_versions_code ON competency_versions (version_id, code);
CREATE INDEX competency_versions_competency ON competency_versions (competency_id);
CREATE INDEX competency_versions_place ON competency_versions (place_id);
-- What somebody of a level can do.
CREATE TABLE indicators (
    version_id    TEXT NOT NULL,
    id            TEXT NOT NULL,
    competency_id TEXT NOT NULL,
    level         TEXT NOT NULL,
    position      INTEGER NOT NULL,
    text          TEXT NOT NULL,
    PRIMARY KEY (version_id, id),
    FOREIGN KEY (version_id, competency_id) REFERENCES competency_versions (version_id, competency_id),
    FOREIGN KEY (version_id, level) REFERENCES framework_levels (version_id, code)
);
CREATE INDEX indicators_competency ON indicators (version_id, competency_id, level, position);
CREATE INDEX indicators_level ON indicators (version_id, level);
-- What a competency maps to elsewhere: anchors and crosswalks. The other end may be nothing that is here.
CREATE TABLE competency_links (
    version_id    TEXT NOT NULL,
    id            TEXT NOT NULL,
    competency_id TEXT NOT NULL,
    position      INTEGER NOT NULL,
    kind          TEXT NOT NULL,
    target_id     TEXT NOT NULL DEFAULT '',
    target_uri    TEXT NOT NULL DEFAULT '',
    target_title  TEXT NOT NULL,
    note          TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, id),
    FOREIGN KEY (version_id, competency_id) REFERENCES competency_versions (version_id, competency_id)
);
CREATE INDEX competency_links_competency ON competency_links (version_id, competency_id, position);
CREATE INDEX competency_links_id ON competency_links (id);
CREATE INDEX competency_links_target ON competency_links (target_id) WHERE target_id <> '';
-- Texts in other languages. object is the id of a competency or an indicator, the code of a level, or empty for the framework.
CREATE TABLE framework_translations (
    version_id  TEXT NOT NULL REFERENCES framework_versions (id),
    object      TEXT NOT NULL,
    language    TEXT NOT NULL,
    title       TEXT NOT NULL,
    description TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, object, language)
);
-- What became of a competency of the version before: of a draft what was decided, of a published version a fact.
CREATE TABLE competency_changes (
    version_id TEXT NOT NULL REFERENCES framework_versions (id),
    from_id    TEXT NOT NULL REFERENCES competencies (id),
    became     TEXT NOT NULL CHECK (became IN ('same', 'split', 'merged', 'replaced', 'retired')),
    to_id      TEXT REFERENCES competencies (id),
    decided_by TEXT,
    decided_at BIGINT NOT NULL,
    CHECK ((became = 'retired') = (to_id IS NULL))
);
CREATE UNIQUE INDEX competency_changes_once ON competency_changes (version_id, from_id, COALESCE(to_id, ''));
CREATE INDEX competency_changes_from ON competency_changes (from_id);
CREATE INDEX competency_changes_to ON competency_changes (to_id);
