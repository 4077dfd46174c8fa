-- Alignments that a new version of a framework left behind, and that a person must decide: the competency was split or ended, or its level is gone.
-- +goose Up
CREATE TABLE alignment_decisions (
    id            TEXT PRIMARY KEY,
    offer_id      TEXT NOT NULL REFERENCES offers (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    framework_id  TEXT NOT NULL REFERENCES frameworks (id),
    -- Up to where it was taught.
    level         TEXT NOT NULL DEFAULT '',
    became        TEXT NOT NULL CHECK (became IN ('split', 'retired', 'level')),
    -- The version that made it necessary.
    version_id    TEXT NOT NULL REFERENCES framework_versions (id),
    opened_at     BIGINT NOT NULL,
    -- What came of it: another alignment, none, or nothing, because it was settled another way meanwhile.
    outcome       TEXT CHECK (outcome IN ('moved', 'dropped', 'settled')),
    decided_by    TEXT,
    decided_at    BIGINT,
    CHECK ((outcome IS NULL) = (decided_at IS NULL))
);
CREATE UNIQUE INDEX alignment_decisions_open ON alignment_decisions (offer_id, competency_id) WHERE outcome IS NULL;
CREATE INDEX alignment_decisions_list ON alignment_decisions (id) WHERE outcome IS NULL;
