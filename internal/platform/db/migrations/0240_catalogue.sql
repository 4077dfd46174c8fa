-- What offers teach: which competency of a framework, and up to which level.
-- +goose Up
-- Who said so, and who took it back: the last fact of an offer and a competency is what holds.
CREATE TABLE alignment_facts (
    -- Its order is that of the facts.
    id            TEXT PRIMARY KEY,
    offer_id      TEXT NOT NULL REFERENCES offers (id),
    framework_id  TEXT NOT NULL REFERENCES frameworks (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    what          TEXT NOT NULL CHECK (what IN ('aligned', 'withdrawn', 'dismissed')),
    -- The code of a level; empty where the framework has none, and where nothing is taught any more.
    level         TEXT NOT NULL DEFAULT '',
    -- How it came to be said.
    basis         TEXT NOT NULL CHECK (basis IN ('hand', 'suggestion', 'file', 'copy', 'carried', 'decision', 'seed')),
    -- The version of the framework that was read, or, of what was carried, the one that changed it.
    version_id    TEXT NOT NULL REFERENCES framework_versions (id),
    -- Of what was carried: the competency that this one came from, and what had become of that.
    from_id       TEXT REFERENCES competencies (id),
    became        TEXT NOT NULL DEFAULT '',
    by_id         TEXT,
    at            BIGINT NOT NULL,
    CHECK (what = 'aligned' OR level = '')
);
CREATE INDEX alignment_facts_offer ON alignment_facts (offer_id, id);
CREATE INDEX alignment_facts_competency ON alignment_facts (competency_id, offer_id, id);
-- What holds now, by the last facts.
CREATE TABLE alignments (
    offer_id      TEXT NOT NULL REFERENCES offers (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    framework_id  TEXT NOT NULL REFERENCES frameworks (id),
    level         TEXT NOT NULL,
    fact_id       TEXT NOT NULL REFERENCES alignment_facts (id),
    PRIMARY KEY (offer_id, competency_id)
);
CREATE INDEX alignments_competency ON alignments (competency_id, offer_id);
CREATE INDEX alignments_framework ON alignments (framework_id, competency_id);
