-- Proposals: what needs a second person. One proposes, another confirms or declines; until then nothing changes.
-- +goose Up
CREATE TABLE proposals (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('revoke-award', 'correct-entry')),
    -- The award or the entry, whose it is, and what it was called on the day of proposing.
    object_id   TEXT NOT NULL,
    person_id   TEXT NOT NULL REFERENCES persons (id),
    title       TEXT NOT NULL,
    -- JSON: what an entry should say; nothing for a revocation.
    change      TEXT NOT NULL DEFAULT '{}',
    reason      TEXT NOT NULL,
    proposed_by TEXT NOT NULL REFERENCES persons (id),
    proposed_at BIGINT NOT NULL,
    decision    TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'confirmed', 'declined', 'taken-back')),
    answer      TEXT NOT NULL DEFAULT '',
    decided_by  TEXT REFERENCES persons (id),
    decided_at  BIGINT,
    CHECK ((decision = '') = (decided_by IS NULL)),
    CHECK (decided_by <> proposed_by OR decision = 'taken-back'),
    CHECK (decided_by <> person_id OR decision = 'taken-back')
);
CREATE UNIQUE INDEX proposals_open ON proposals (kind, object_id) WHERE decision = '';
CREATE INDEX proposals_queue ON proposals (proposed_at, id) WHERE decision = '';
CREATE INDEX proposals_decided ON proposals (decided_at, id) WHERE decision <> '';
