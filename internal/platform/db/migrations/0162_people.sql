-- Second factors: an app that shows codes, codes on paper for when it is lost, and passkeys.
-- +goose Up
CREATE TABLE code_apps (
    person_id    TEXT PRIMARY KEY REFERENCES persons (id),
    -- Base 32, kept as it is, because every code is computed from it.
    secret       TEXT NOT NULL,
    -- Until the first right code was entered it asks nobody for anything.
    confirmed_at BIGINT,
    -- The step of 30 seconds whose code was used last: no code works twice (RFC 6238, section 5.2).
    last_step    BIGINT NOT NULL DEFAULT 0,
    created_at   BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    person_id TEXT NOT NULL REFERENCES persons (id),
    code_hash TEXT NOT NULL,
    used_at   BIGINT,
    PRIMARY KEY (person_id, code_hash)
);

CREATE TABLE passkeys (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES persons (id),
    name          TEXT NOT NULL,
    -- Base64url, as browsers name it.
    credential_id TEXT NOT NULL UNIQUE,
    -- JSON: the public key, the counter of signatures and what else a check of the next one needs.
    credential    TEXT NOT NULL,
    created_at    BIGINT NOT NULL,
    used_at       BIGINT,
    -- When its counter went backwards: there may be a copy of it, and it opens nothing any more.
    flagged_at    BIGINT
);
CREATE INDEX passkeys_person ON passkeys (person_id);

-- What a passkey has to sign, once.
CREATE TABLE passkey_challenges (
    token_hash TEXT PRIMARY KEY,
    data       TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX passkey_challenges_expiry ON passkey_challenges (expires_at);
