-- Tables of the platform: what every area writes beside its own rows.
-- +goose Up
CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row for each thing that several servers keep in memory; it is raised in the
-- transaction that changes the thing, so its order is the order of the commits.
CREATE TABLE change_counters (
    name TEXT PRIMARY KEY,
    n    BIGINT NOT NULL
);
INSERT INTO change_counters (name, n) VALUES ('catalogue', 0);

-- Events and jobs on their way to the queue. Rows are claimed and deleted, never read past a cursor.
CREATE TABLE outbox (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    payload    TEXT NOT NULL,
    run_at     BIGINT,
    created_at BIGINT NOT NULL
);

-- What was done, by whom, to what. Rows are added in the transaction that does it and are
-- chained afterwards by the sealer, which numbers them; nothing else ever changes a row.
CREATE TABLE audit_log (
    id          TEXT PRIMARY KEY,
    at          BIGINT NOT NULL,
    actor_id    TEXT,
    via         TEXT NOT NULL,
    action      TEXT NOT NULL,
    object_kind TEXT NOT NULL,
    object_id   TEXT NOT NULL,
    unit_id     TEXT,
    detail      TEXT NOT NULL DEFAULT '{}',
    seal_no     BIGINT,
    seal        TEXT
);
CREATE INDEX audit_log_object ON audit_log (object_kind, object_id, at);
CREATE INDEX audit_log_actor ON audit_log (actor_id, at);
CREATE UNIQUE INDEX audit_log_seal_no ON audit_log (seal_no) WHERE seal_no IS NOT NULL;
CREATE INDEX audit_log_unsealed ON audit_log (id) WHERE seal_no IS NULL;

-- Answers kept for repeated requests (Idempotency-Key). status 0 means under way.
CREATE TABLE idempotency_keys (
    principal    TEXT NOT NULL,
    route        TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    status       INTEGER NOT NULL,
    content_type TEXT NOT NULL DEFAULT '',
    body         TEXT NOT NULL DEFAULT '',
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    PRIMARY KEY (principal, route, key)
);
CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);

-- Browser sessions. The token itself is never stored, only its hash.
CREATE TABLE web_sessions (
    token_hash TEXT PRIMARY KEY,
    person_id  TEXT,
    data       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX web_sessions_expiry ON web_sessions (expires_at);
CREATE INDEX web_sessions_person ON web_sessions (person_id);
