-- The record: append-only entries, sharing, and the log of who looked.
-- +goose Up
CREATE TABLE entries (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    kind            TEXT NOT NULL,
    activity        TEXT NOT NULL DEFAULT '',
    title           TEXT NOT NULL,
    provider        TEXT NOT NULL,
    unit_id         TEXT,
    offer_id        TEXT,
    version_id      TEXT,
    occurrence_id   TEXT,
    registration_id TEXT,
    began_on        TEXT NOT NULL DEFAULT '',
    ended_on        TEXT NOT NULL,
    minutes         INTEGER NOT NULL DEFAULT 0 CHECK (minutes >= 0),
    ceu_tenths      INTEGER NOT NULL DEFAULT 0 CHECK (ceu_tenths >= 0),
    -- Credit that a provider states in a unit of its own, never converted by name alone.
    claimed_amount  TEXT NOT NULL DEFAULT '',
    claimed_unit    TEXT NOT NULL DEFAULT '',
    areas           TEXT NOT NULL DEFAULT '[]',
    level           TEXT NOT NULL DEFAULT '',
    format          TEXT NOT NULL DEFAULT '',
    assurance       TEXT NOT NULL CHECK (assurance IN ('association', 'third-party', 'person')),
    provenance      TEXT NOT NULL,
    -- What the entry came from; the same source never makes two entries.
    source_ref      TEXT NOT NULL UNIQUE,
    why             TEXT NOT NULL DEFAULT '',
    toward          TEXT NOT NULL DEFAULT '',
    note            TEXT NOT NULL DEFAULT '',
    link            TEXT NOT NULL DEFAULT '',
    -- A correction is a new entry that replaces or withdraws an earlier one. At most one follows each.
    corrects_id     TEXT UNIQUE REFERENCES entries (id),
    withdrawn       BOOLEAN NOT NULL DEFAULT FALSE,
    reason          TEXT NOT NULL DEFAULT '',
    recorded_by     TEXT,
    recorded_at     BIGINT NOT NULL,
    CHECK (began_on <= ended_on),
    -- Nobody vouches for credit that a person claims.
    CHECK (ceu_tenths = 0 OR assurance <> 'person'),
    CHECK (NOT withdrawn OR corrects_id IS NOT NULL)
);
CREATE INDEX entries_person ON entries (person_id, ended_on, id);
CREATE INDEX entries_occurrence ON entries (occurrence_id) WHERE occurrence_id IS NOT NULL;

CREATE TABLE record_shares (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    token_hash TEXT NOT NULL UNIQUE,
    label      TEXT NOT NULL,
    from_date  TEXT NOT NULL DEFAULT '',
    to_date    TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    ended_at   BIGINT
);
CREATE INDEX record_shares_person ON record_shares (person_id);

-- Who looked at a person's record: through a share, or as staff with a stated purpose.
CREATE TABLE record_views (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    share_id  TEXT REFERENCES record_shares (id),
    viewer_id TEXT,
    what      TEXT NOT NULL,
    purpose   TEXT NOT NULL DEFAULT '',
    at        BIGINT NOT NULL
);
CREATE INDEX record_views_person ON record_views (person_id, at, id);
CREATE INDEX record_views_share ON record_views (share_id, at) WHERE share_id IS NOT NULL;
