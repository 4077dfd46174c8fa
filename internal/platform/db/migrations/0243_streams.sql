-- Streams: ordered clusters of offers with objectives, the competencies that they are to cover, and what each kind of recognition takes.
-- +goose Up
CREATE TABLE streams (
    id           TEXT PRIMARY KEY,
    -- What stands in addresses.
    key          TEXT NOT NULL UNIQUE,
    status       TEXT NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    -- What is worked on, and what everybody reads.
    latest_id    TEXT NOT NULL,
    published_id TEXT,
    created_by   TEXT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    published_at BIGINT,
    CHECK (status <> 'published' OR published_id IS NOT NULL)
);
-- What a stream says. Each saving makes a version, which never changes.
CREATE TABLE stream_versions (
    id           TEXT PRIMARY KEY,
    stream_id    TEXT NOT NULL REFERENCES streams (id),
    number       INTEGER NOT NULL CHECK (number > 0),
    title        TEXT NOT NULL,
    sort_title   TEXT NOT NULL,
    summary      TEXT NOT NULL DEFAULT '',
    objectives   TEXT NOT NULL DEFAULT '[]',
    -- Empty for what crosses areas, and for all levels.
    content_area TEXT NOT NULL DEFAULT '',
    level        TEXT NOT NULL DEFAULT '',
    -- The unit that owns it; none is the association.
    unit_id      TEXT REFERENCES units (id),
    -- JSON: what each kind of recognition takes.
    minimums     TEXT NOT NULL DEFAULT '[]',
    saved_by     TEXT,
    saved_at     BIGINT NOT NULL,
    UNIQUE (stream_id, number)
);
CREATE TABLE stream_offers (
    version_id TEXT NOT NULL REFERENCES stream_versions (id),
    position   INTEGER NOT NULL CHECK (position > 0),
    offer_id   TEXT NOT NULL REFERENCES offers (id),
    required   BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (version_id, offer_id)
);
CREATE INDEX stream_offers_offer ON stream_offers (offer_id);
CREATE TABLE stream_competencies (
    version_id    TEXT NOT NULL REFERENCES stream_versions (id),
    position      INTEGER NOT NULL CHECK (position > 0),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    level         TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (version_id, competency_id)
);
