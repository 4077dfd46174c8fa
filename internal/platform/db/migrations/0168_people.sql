-- Fresh proof through a provider, and roles by rule that end by time.
-- +goose Up
-- A try by somebody who is signed in and proves once more who they are, by an account that is linked to theirs.
ALTER TABLE sign_in_attempts ADD COLUMN confirms BOOLEAN NOT NULL DEFAULT FALSE;

-- Until when a role holds that a provider's rule gave, unless its person signs in there again; empty where a person gave it.
ALTER TABLE role_bindings ADD COLUMN ends_at BIGINT;
UPDATE role_bindings SET ends_at = 2592000000000 + COALESCE((SELECT MAX(l.used_at) FROM linked_sign_ins l
        WHERE l.person_id = role_bindings.person_id OR l.person_id IN (SELECT a.alias_id FROM person_aliases a WHERE a.person_id = role_bindings.person_id)), granted_at)
    WHERE provider <> '' AND ended_at IS NULL;
