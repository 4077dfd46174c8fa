-- Two of the staff merge two who can both sign in, and a recovery waits for its letters.
-- +goose Up

-- A merge of two persons that one administrator proposes and another one agrees to.
CREATE TABLE merge_requests (
    id           TEXT PRIMARY KEY,
    -- Who becomes part of whom.
    from_id      TEXT NOT NULL REFERENCES persons (id),
    into_id      TEXT NOT NULL REFERENCES persons (id),
    opened_by    TEXT NOT NULL REFERENCES persons (id),
    opened_at    BIGINT NOT NULL,
    proof        TEXT NOT NULL,
    confirmed_by TEXT REFERENCES persons (id),
    confirmed_at BIGINT,
    -- done, refused or lapsed.
    outcome      TEXT NOT NULL DEFAULT '',
    ended_by     TEXT REFERENCES persons (id),
    ended_at     BIGINT
);
CREATE UNIQUE INDEX merge_requests_open ON merge_requests (from_id, into_id) WHERE ended_at IS NULL;
CREATE INDEX merge_requests_ended ON merge_requests (ended_at) WHERE ended_at IS NOT NULL;

-- The addresses that are told that a recovery is confirmed. The wait begins when the mail server has answered to the last of the letters.
CREATE TABLE recovery_told (
    recovery_id TEXT NOT NULL REFERENCES recoveries (id) ON DELETE CASCADE,
    address     TEXT NOT NULL,
    answered_at BIGINT,
    -- There is no such mailbox.
    refused     BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (recovery_id, address)
);
