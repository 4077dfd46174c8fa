-- Measures: first-party, pseudonymous facts from the first day on, so that later figures have a baseline.
-- +goose Up
-- The secret that makes a day's visits comparable with each other and with nothing else. Old ones are deleted.
CREATE TABLE visit_salts (
    day  TEXT PRIMARY KEY,
    salt TEXT NOT NULL
);

CREATE TABLE visit_steps (
    id    TEXT PRIMARY KEY,
    visit TEXT NOT NULL,
    at    BIGINT NOT NULL,
    page  TEXT NOT NULL,
    entry TEXT NOT NULL DEFAULT ''
);
CREATE INDEX visit_steps_at ON visit_steps (at);

CREATE TABLE searches (
    id      TEXT PRIMARY KEY,
    visit   TEXT NOT NULL DEFAULT '',
    at      BIGINT NOT NULL,
    words   TEXT NOT NULL,
    filters TEXT NOT NULL DEFAULT '{}',
    hits    INTEGER NOT NULL,
    loose   BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX searches_at ON searches (at);

CREATE TABLE missed (
    id    TEXT PRIMARY KEY,
    at    BIGINT NOT NULL,
    words TEXT NOT NULL,
    text  TEXT NOT NULL
);
