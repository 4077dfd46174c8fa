-- Recognition: reviews that say what an offer may earn, and awards.
-- +goose Up
CREATE TABLE offer_reviews (
    id         TEXT PRIMARY KEY,
    offer_id   TEXT NOT NULL REFERENCES offers (id),
    version_id TEXT NOT NULL REFERENCES offer_versions (id),
    -- What the offer was called and whose it was on the day of asking.
    title      TEXT NOT NULL,
    offer_key  TEXT NOT NULL,
    unit_id    TEXT NOT NULL,
    unit_name  TEXT NOT NULL,
    asked      TEXT NOT NULL,
    asked_by   TEXT NOT NULL REFERENCES persons (id),
    asked_at   BIGINT NOT NULL,
    decision   TEXT NOT NULL DEFAULT '' CHECK (decision IN ('', 'granted', 'returned')),
    granted    TEXT NOT NULL DEFAULT '[]',
    reason     TEXT NOT NULL DEFAULT '',
    decided_by TEXT REFERENCES persons (id),
    decided_at BIGINT,
    CHECK (decided_by IS NULL OR decided_by <> asked_by)
);
CREATE INDEX offer_reviews_offer ON offer_reviews (offer_id);
CREATE UNIQUE INDEX offer_reviews_open ON offer_reviews (offer_id) WHERE decision = '';
CREATE INDEX offer_reviews_queue ON offer_reviews (asked_at, id) WHERE decision = '';

-- An award is bound to the exact entry it recognises and states the facts of the day it was issued.
CREATE TABLE awards (
    id             TEXT PRIMARY KEY,
    kind           TEXT NOT NULL,
    person_id      TEXT NOT NULL REFERENCES persons (id),
    entry_id       TEXT NOT NULL REFERENCES entries (id),
    code           TEXT NOT NULL UNIQUE,
    recipient_name TEXT NOT NULL,
    title          TEXT NOT NULL,
    issuer         TEXT NOT NULL,
    began_on       TEXT NOT NULL DEFAULT '',
    ended_on       TEXT NOT NULL,
    minutes        INTEGER NOT NULL,
    ceu_tenths     INTEGER NOT NULL,
    issued_at      BIGINT NOT NULL,
    UNIQUE (entry_id, kind)
);
CREATE INDEX awards_person ON awards (person_id, issued_at, id);

CREATE TABLE award_revocations (
    award_id   TEXT PRIMARY KEY REFERENCES awards (id),
    reason     TEXT NOT NULL,
    revoked_by TEXT,
    revoked_at BIGINT NOT NULL
);

-- How often awards are looked up, by day: traffic, not people.
CREATE TABLE verification_counts (
    award_id TEXT NOT NULL REFERENCES awards (id),
    day      TEXT NOT NULL,
    n        INTEGER NOT NULL,
    PRIMARY KEY (award_id, day)
);
