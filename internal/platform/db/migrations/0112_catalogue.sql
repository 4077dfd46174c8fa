-- The platforms on which the association meets, few at a time, with what they hold.
-- +goose Up
CREATE TABLE platforms (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    -- The name folded: by it an occurrence's platform is found here.
    name_key      TEXT NOT NULL UNIQUE,
    purpose       TEXT NOT NULL DEFAULT '',
    -- How many people it holds at once, 0 for no limit.
    seats         INTEGER NOT NULL DEFAULT 0 CHECK (seats >= 0),
    -- Which report of attendance it gives, a form's name, empty for none.
    report        TEXT NOT NULL DEFAULT '',
    -- What was found when it was last looked at, and the day of that.
    review        TEXT NOT NULL DEFAULT '',
    reviewed_on   TEXT NOT NULL DEFAULT '',
    -- Out of use: nothing new is planned on it.
    retired       BOOLEAN NOT NULL DEFAULT FALSE,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
