-- Duties: what binds people and organisations, by which rule, and where they stand.
-- +goose Up
-- The association's own rules. Those that come with the program are not here.
CREATE TABLE duty_rules (
    id         TEXT PRIMARY KEY,
    -- The name that the rule gives itself; it stands in addresses.
    key        TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
-- What a rule said, text by text. The last published one holds; a later one is its draft.
CREATE TABLE duty_rule_texts (
    id         TEXT PRIMARY KEY,
    rule_id    TEXT NOT NULL REFERENCES duty_rules (id),
    number     INTEGER NOT NULL CHECK (number > 0),
    text       TEXT NOT NULL,
    name       TEXT NOT NULL,
    written_by TEXT,
    written_at BIGINT NOT NULL,
    UNIQUE (rule_id, number)
);
CREATE TABLE duty_rule_publications (
    text_id      TEXT PRIMARY KEY REFERENCES duty_rule_texts (id),
    rule_id      TEXT NOT NULL REFERENCES duty_rules (id),
    number       INTEGER NOT NULL,
    -- Why a text changes what was in force; empty where it only adds.
    correction   TEXT NOT NULL DEFAULT '',
    published_by TEXT,
    published_at BIGINT NOT NULL
);
CREATE INDEX duty_rule_publications_rule ON duty_rule_publications (rule_id, number);
-- What a person says of themselves, or who looks after an organisation says of it. A correction is a further row.
CREATE TABLE duty_statements (
    id              TEXT PRIMARY KEY,
    person_id       TEXT REFERENCES persons (id),
    organisation_id TEXT REFERENCES organisations (id),
    -- What it is: bound, certified, enrolled, role, leave, award, exam, portfolio, agreement, work, course, document, learning.
    kind            TEXT NOT NULL,
    -- The rule that it is about; empty where it is about all of them.
    rule_key        TEXT NOT NULL DEFAULT '',
    name            TEXT NOT NULL DEFAULT '',
    -- Civil dates. day may be empty for bound, until for what goes on.
    day             TEXT NOT NULL DEFAULT '',
    until           TEXT NOT NULL DEFAULT '',
    minutes         INTEGER NOT NULL DEFAULT 0 CHECK (minutes >= 0),
    corrects_id     TEXT UNIQUE REFERENCES duty_statements (id),
    withdrawn       BOOLEAN NOT NULL DEFAULT FALSE,
    said_by         TEXT,
    said_at         BIGINT NOT NULL,
    CHECK ((person_id IS NULL) <> (organisation_id IS NULL))
);
CREATE INDEX duty_statements_person ON duty_statements (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX duty_statements_organisation ON duty_statements (organisation_id, id) WHERE organisation_id IS NOT NULL;
CREATE INDEX duty_statements_rule ON duty_statements (rule_key, person_id) WHERE kind = 'bound' AND person_id IS NOT NULL;
-- Where each bound person stood when it was last worked out. It can be thrown away and made again.
CREATE TABLE duty_standings (
    person_id   TEXT NOT NULL REFERENCES persons (id),
    rule_key    TEXT NOT NULL,
    -- met, partly, not yet, expired, does not apply; unknown while something must be said first; ended.
    status      TEXT NOT NULL,
    as_of       TEXT NOT NULL,
    due         TEXT NOT NULL DEFAULT '',
    opens       TEXT NOT NULL DEFAULT '',
    grace_until TEXT NOT NULL DEFAULT '',
    -- Amounts of the whole, in parts of which scale make one of the unit.
    unit        TEXT NOT NULL DEFAULT '',
    scale       BIGINT NOT NULL DEFAULT 1,
    needed      BIGINT NOT NULL DEFAULT 0,
    counted     BIGINT NOT NULL DEFAULT 0,
    missing     BIGINT NOT NULL DEFAULT 0,
    -- The day from which it may be otherwise without anything being added.
    next_day    TEXT NOT NULL,
    computed_at BIGINT NOT NULL,
    PRIMARY KEY (person_id, rule_key)
);
CREATE INDEX duty_standings_next ON duty_standings (next_day, person_id) WHERE status <> 'ended';
CREATE INDEX duty_standings_rule ON duty_standings (rule_key, status);
-- A run over all whom a rule binds, after its text has changed.
CREATE TABLE duty_runs (
    id          TEXT PRIMARY KEY,
    rule_key    TEXT NOT NULL,
    -- Hash of the text that it worked with.
    text_hash   TEXT NOT NULL,
    after_id    TEXT NOT NULL DEFAULT '',
    done        INTEGER NOT NULL DEFAULT 0,
    total       INTEGER NOT NULL DEFAULT 0,
    started_at  BIGINT NOT NULL,
    finished_at BIGINT
);
CREATE INDEX duty_runs_rule ON duty_runs (rule_key, id);
-- That a person lets those who look after an organisation see where they stand.
CREATE TABLE duty_agreements (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    -- What the person is there, for rules that ask for members of a role.
    role            TEXT NOT NULL DEFAULT '',
    since           TEXT NOT NULL,
    agreed_at       BIGINT NOT NULL,
    ended_at        BIGINT
);
CREATE INDEX duty_agreements_person ON duty_agreements (person_id, id);
CREATE UNIQUE INDEX duty_agreements_open ON duty_agreements (organisation_id, person_id) WHERE ended_at IS NULL;
-- Who looked, at whom.
CREATE TABLE duty_looks (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    viewer_id       TEXT NOT NULL,
    at              BIGINT NOT NULL
);
CREATE INDEX duty_looks_person ON duty_looks (person_id, at, id);
-- The secret address under which a calendar program finds a person's due dates.
CREATE TABLE duty_feeds (
    person_id  TEXT PRIMARY KEY REFERENCES persons (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
