-- What a review granted a version. The newest of a version counts, from its publication on.
-- +goose Up
CREATE TABLE version_grants (
    id         TEXT PRIMARY KEY,
    version_id TEXT NOT NULL REFERENCES offer_versions (id),
    -- JSON: what completing the version earns.
    earns      TEXT NOT NULL,
    granted_by TEXT,
    granted_at BIGINT NOT NULL
);
CREATE INDEX version_grants_version ON version_grants (version_id, id);
