-- People: persons, addresses, units, organisations, memberships, roles, sign-in.
-- +goose Up
CREATE TABLE units (
    id         TEXT PRIMARY KEY,
    acronym    TEXT NOT NULL UNIQUE,
    kind       TEXT NOT NULL,
    parent_id  TEXT REFERENCES units (id),
    created_at BIGINT NOT NULL,
    ended_on   TEXT NOT NULL DEFAULT ''
);

-- Every name a unit has had, in their order; the last is the current one. A name holds from its
-- from_date, which is empty where nobody knows it, until that of the next.
CREATE TABLE unit_names (
    unit_id   TEXT NOT NULL REFERENCES units (id),
    position  INTEGER NOT NULL,
    acronym   TEXT NOT NULL,
    name      TEXT NOT NULL,
    from_date TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (unit_id, position)
);

-- A unit that ended by merging lives on in its successor.
CREATE TABLE unit_successions (
    unit_id      TEXT PRIMARY KEY REFERENCES units (id),
    successor_id TEXT NOT NULL REFERENCES units (id),
    on_date      TEXT NOT NULL,
    CHECK (unit_id <> successor_id)
);

-- Units are kept in memory by every server; see change_counters.
INSERT INTO change_counters (name, n) VALUES ('units', 0);

CREATE TABLE organisations (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL CHECK (kind IN ('library', 'system', 'state', 'chapter', 'school', 'vendor')),
    name       TEXT NOT NULL,
    sort_name  TEXT NOT NULL,
    parent_id  TEXT REFERENCES organisations (id),
    scheme     TEXT NOT NULL DEFAULT '',
    scheme_key TEXT NOT NULL DEFAULT '',
    place      TEXT NOT NULL DEFAULT '',
    region     TEXT NOT NULL DEFAULT '',
    country    TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX organisations_scheme ON organisations (scheme, scheme_key) WHERE scheme <> '';
CREATE INDEX organisations_parent ON organisations (parent_id);
CREATE INDEX organisations_name ON organisations (sort_name, id);

CREATE TABLE persons (
    id              TEXT PRIMARY KEY,
    name            TEXT NOT NULL,
    sort_name       TEXT NOT NULL,
    member_number   TEXT,
    password_hash   TEXT NOT NULL DEFAULT '',
    zone            TEXT NOT NULL DEFAULT '',
    language        TEXT NOT NULL DEFAULT '',
    library_type    TEXT NOT NULL DEFAULT '',
    work_kind       TEXT NOT NULL DEFAULT '',
    role_title      TEXT NOT NULL DEFAULT '',
    organisation_id TEXT REFERENCES organisations (id),
    library_name    TEXT NOT NULL DEFAULT '',
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    closed_at       BIGINT
);
CREATE UNIQUE INDEX persons_member_number ON persons (member_number) WHERE member_number IS NOT NULL;
CREATE INDEX persons_sort ON persons (sort_name, id);

-- A merged person's id goes on resolving to the one that survived. Ids in other tables are never rewritten.
-- person_id is always the survivor, so that resolving is one step; merged_into is the person of that
-- day's merge, from which undoing an earlier merge works out who survives then.
CREATE TABLE person_aliases (
    alias_id    TEXT PRIMARY KEY REFERENCES persons (id),
    person_id   TEXT NOT NULL REFERENCES persons (id),
    merged_into TEXT NOT NULL REFERENCES persons (id),
    created_by  TEXT,
    created_at  BIGINT NOT NULL,
    CHECK (alias_id <> person_id)
);
CREATE INDEX person_aliases_person ON person_aliases (person_id);

-- address_key is the address folded for comparison; address is what the person typed.
CREATE TABLE emails (
    address_key TEXT PRIMARY KEY,
    address     TEXT NOT NULL,
    person_id   TEXT NOT NULL REFERENCES persons (id),
    is_primary  BOOLEAN NOT NULL,
    verified_at BIGINT,
    created_at  BIGINT NOT NULL
);
CREATE INDEX emails_person ON emails (person_id);
CREATE UNIQUE INDEX emails_primary ON emails (person_id) WHERE is_primary;

-- Links sent by mail: sign in, open an account, confirm an address, set a new password. The secret
-- is made when the letter is written and stands nowhere but in the letter.
CREATE TABLE mail_links (
    token_hash  TEXT PRIMARY KEY,
    purpose     TEXT NOT NULL CHECK (purpose IN ('sign-in', 'sign-up', 'confirm', 'password')),
    address_key TEXT NOT NULL,
    address     TEXT NOT NULL,
    person_id   TEXT REFERENCES persons (id),
    name        TEXT NOT NULL DEFAULT '',
    next        TEXT NOT NULL DEFAULT '',
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    used_at     BIGINT
);
CREATE INDEX mail_links_expiry ON mail_links (expires_at);
CREATE INDEX mail_links_address ON mail_links (address_key, created_at);
CREATE INDEX mail_links_person ON mail_links (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE api_tokens (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    name       TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    scopes     TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    used_at    BIGINT,
    revoked_at BIGINT
);
CREATE INDEX api_tokens_person ON api_tokens (person_id);

-- A role is always bound: to a unit, to an organisation, or to the association (both empty).
CREATE TABLE role_bindings (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    role            TEXT NOT NULL,
    unit_id         TEXT REFERENCES units (id),
    organisation_id TEXT REFERENCES organisations (id),
    granted_by      TEXT,
    granted_at      BIGINT NOT NULL,
    ended_by        TEXT,
    ended_at        BIGINT
);
CREATE INDEX role_bindings_person ON role_bindings (person_id);
CREATE UNIQUE INDEX role_bindings_once ON role_bindings (person_id, role, COALESCE(unit_id, ''), COALESCE(organisation_id, '')) WHERE ended_at IS NULL;
CREATE INDEX role_bindings_unit ON role_bindings (unit_id) WHERE unit_id IS NOT NULL;

-- Memberships as dated periods. A period is never changed: a correction is a new row that names the
-- one it replaces. "lapse" closes a period early: its ends_on is the last day of membership.
CREATE TABLE membership_periods (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES persons (id),
    class       TEXT NOT NULL,
    event       TEXT NOT NULL CHECK (event IN ('join', 'renew', 'lapse')),
    starts_on   TEXT NOT NULL,
    ends_on     TEXT NOT NULL,
    replaces_id TEXT UNIQUE REFERENCES membership_periods (id),
    source      TEXT NOT NULL DEFAULT '',
    recorded_by TEXT,
    recorded_at BIGINT NOT NULL,
    CHECK (starts_on <= ends_on)
);
CREATE INDEX membership_periods_person ON membership_periods (person_id, starts_on);

-- Files of memberships that were sent in and wait for somebody to look at the difference.
CREATE TABLE membership_uploads (
    id          TEXT PRIMARY KEY,
    source      TEXT NOT NULL,
    content     TEXT NOT NULL,
    uploaded_by TEXT,
    uploaded_at BIGINT NOT NULL
);
CREATE INDEX membership_uploads_age ON membership_uploads (uploaded_at);
