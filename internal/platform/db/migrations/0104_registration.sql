-- The secret address under which a person's calendar program fetches their registrations. Only the hash is kept.
-- +goose Up
CREATE TABLE calendar_feeds (
    person_id  TEXT PRIMARY KEY REFERENCES persons (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
