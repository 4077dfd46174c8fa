-- What was told under an Idempotency-Key rests sealed: its key is made of the caller's token and of the Idempotency-Key, and
-- of both only hashes are kept. What rests readable is forgotten; who repeats such a request after the upgrade does it anew.

-- +goose Up
DROP TABLE idempotency_keys;
CREATE TABLE idempotency_keys (
    principal    TEXT NOT NULL,
    route        TEXT NOT NULL,
    key_hash     TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer       TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (principal, route, key_hash)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
