-- Signing in with other providers: who is who there, tries under way, and roles that a rule gave.
-- +goose Up

-- Issuer and subject name an account at a provider, letter by letter. A row goes when it is unlinked.
CREATE TABLE linked_sign_ins (
    id        TEXT PRIMARY KEY,
    issuer    TEXT NOT NULL,
    subject   TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES persons (id),
    -- account is what the provider calls it, an address or a name, for the person to recognise it by.
    account   TEXT NOT NULL,
    linked_at BIGINT NOT NULL,
    used_at   BIGINT NOT NULL
);
CREATE UNIQUE INDEX linked_sign_ins_account ON linked_sign_ins (issuer, subject);
CREATE INDEX linked_sign_ins_person ON linked_sign_ins (person_id);

-- Tries to sign in that have not come back yet. Each is used once, at the browser that began it, and then gone. They
-- stand in no backup.
CREATE TABLE sign_in_attempts (
    state_hash   TEXT PRIMARY KEY,
    browser_hash TEXT NOT NULL,
    provider     TEXT NOT NULL,
    nonce        TEXT NOT NULL,
    verifier     TEXT NOT NULL,
    -- person_id is who wants to link the account to theirs; empty for somebody who wants to sign in.
    person_id    TEXT REFERENCES persons (id),
    next         TEXT NOT NULL DEFAULT '',
    expires_at   BIGINT NOT NULL
);
CREATE INDEX sign_in_attempts_expiry ON sign_in_attempts (expires_at);

-- provider names whose rule gave the role; empty where a person did. Both may give the same role, and each only ends its own.
ALTER TABLE role_bindings ADD COLUMN provider TEXT NOT NULL DEFAULT '';
DROP INDEX role_bindings_once;
CREATE UNIQUE INDEX role_bindings_once ON role_bindings (person_id, role, COALESCE(unit_id, ''), COALESCE(organisation_id, ''), provider) WHERE ended_at IS NULL;
CREATE INDEX role_bindings_provider ON role_bindings (provider) WHERE provider <> '' AND ended_at IS NULL;
