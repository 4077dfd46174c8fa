-- The secret address under which a coordinator's calendar program finds the duties of an organisation.
-- +goose Up
CREATE TABLE duty_organisation_feeds (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    token_hash      TEXT NOT NULL UNIQUE,
    created_at      BIGINT NOT NULL,
    UNIQUE (person_id, organisation_id)
);
