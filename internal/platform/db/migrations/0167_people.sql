-- Getting an account back by two members of staff.
-- +goose Up
CREATE TABLE recoveries (
    id             TEXT PRIMARY KEY,
    -- What the one who asks wrote: their name, an address or the member number of the account, and by what they can be known.
    name           TEXT NOT NULL,
    account        TEXT NOT NULL,
    said           TEXT NOT NULL,
    -- Where they can be written to now; it is known to be theirs since handed_at.
    contact_key    TEXT NOT NULL,
    contact        TEXT NOT NULL,
    language       TEXT NOT NULL,
    resets_factors BOOLEAN NOT NULL,
    asked_at       BIGINT NOT NULL,
    handed_at      BIGINT,
    -- Whose account it is, once that is known; set once.
    person_id      TEXT REFERENCES persons (id),
    opened_by      TEXT REFERENCES persons (id),
    opened_at      BIGINT,
    proof          TEXT NOT NULL DEFAULT '',
    confirmed_by   TEXT REFERENCES persons (id),
    confirmed_at   BIGINT,
    -- When the wait is over, and when the link to set a password was sent.
    due_at         BIGINT,
    sent_at        BIGINT,
    -- done, stopped, refused or lapsed.
    outcome        TEXT NOT NULL DEFAULT '',
    ended_by       TEXT REFERENCES persons (id),
    ended_at       BIGINT
);
CREATE INDEX recoveries_open ON recoveries (asked_at) WHERE ended_at IS NULL;
CREATE INDEX recoveries_ended ON recoveries (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX recoveries_contact ON recoveries (contact_key, asked_at);
CREATE INDEX recoveries_person ON recoveries (person_id) WHERE person_id IS NOT NULL;

-- Links in letters about it, each used once. They stand in no backup.
CREATE TABLE recovery_links (
    token_hash  TEXT PRIMARY KEY,
    recovery_id TEXT NOT NULL REFERENCES recoveries (id) ON DELETE CASCADE,
    -- hand-in, stop or set.
    purpose     TEXT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);
CREATE INDEX recovery_links_expiry ON recovery_links (expires_at);
CREATE INDEX recovery_links_recovery ON recovery_links (recovery_id);
