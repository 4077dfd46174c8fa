-- Catalogue: offers of every kind, their versions, worksheets and occurrences.
-- +goose Up
CREATE TABLE content_areas (
    code     TEXT PRIMARY KEY,
    title    TEXT NOT NULL,
    scope    TEXT NOT NULL,
    position INTEGER NOT NULL
);

-- Where offers come from when they are not typed here; remembers how to read its files.
CREATE TABLE sources (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    unit_id    TEXT REFERENCES units (id),
    mapping    TEXT NOT NULL DEFAULT '{}',
    date_order TEXT NOT NULL DEFAULT '',
    zone       TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL,
    last_run   BIGINT
);

CREATE TABLE offers (
    id           TEXT PRIMARY KEY,
    key          TEXT NOT NULL UNIQUE,
    kind         TEXT NOT NULL,
    status       TEXT NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    unit_id      TEXT NOT NULL REFERENCES units (id),
    -- The unit's name on the day the offer was made; the unit may be renamed or merged later.
    unit_name    TEXT NOT NULL,
    published_id TEXT,
    draft_id     TEXT,
    owner_id     TEXT REFERENCES persons (id),
    review_by    TEXT NOT NULL DEFAULT '',
    expires_on   TEXT NOT NULL DEFAULT '',
    -- What the offer may earn: a JSON list of recognition kinds. Only a review sets it.
    earns        TEXT NOT NULL DEFAULT '[]',
    earns_set_by TEXT REFERENCES persons (id),
    earns_set_at BIGINT,
    source_id    TEXT REFERENCES sources (id),
    source_key   TEXT NOT NULL DEFAULT '',
    created_by   TEXT,
    created_at   BIGINT NOT NULL,
    updated_at   BIGINT NOT NULL,
    published_at BIGINT,
    archived_at  BIGINT,
    change_no    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX offers_change ON offers (change_no);
CREATE INDEX offers_unit ON offers (unit_id, updated_at, id);
CREATE INDEX offers_updated ON offers (updated_at, id);
CREATE INDEX offers_review ON offers (review_by) WHERE review_by <> '';
CREATE UNIQUE INDEX offers_source ON offers (source_id, source_key) WHERE source_key <> '';

-- What an offer says. A version that was published is never changed again.
CREATE TABLE offer_versions (
    id              TEXT PRIMARY KEY,
    offer_id        TEXT NOT NULL REFERENCES offers (id),
    number          INTEGER NOT NULL,
    title           TEXT NOT NULL,
    sort_title      TEXT NOT NULL,
    summary         TEXT NOT NULL DEFAULT '',
    description     TEXT NOT NULL DEFAULT '',
    objectives      TEXT NOT NULL DEFAULT '[]',
    areas           TEXT NOT NULL DEFAULT '[]',
    level           TEXT NOT NULL DEFAULT '',
    audiences       TEXT NOT NULL DEFAULT '[]',
    format          TEXT NOT NULL DEFAULT '',
    synchronous     BOOLEAN NOT NULL DEFAULT FALSE,
    language        TEXT NOT NULL DEFAULT 'en',
    minutes         INTEGER NOT NULL DEFAULT 0,
    prices          TEXT NOT NULL DEFAULT '[]',
    accessibility   TEXT NOT NULL DEFAULT '{}',
    peer            TEXT NOT NULL DEFAULT '{}',
    prerequisites   TEXT NOT NULL DEFAULT '{}',
    themes          TEXT NOT NULL DEFAULT '[]',
    platform        TEXT NOT NULL DEFAULT '',
    link            TEXT NOT NULL DEFAULT '',
    cosponsors      TEXT NOT NULL DEFAULT '[]',
    completion      TEXT NOT NULL DEFAULT '{}',
    extra_sponsors  TEXT NOT NULL DEFAULT '[]',
    created_by      TEXT,
    created_at      BIGINT NOT NULL,
    updated_at      BIGINT NOT NULL,
    published_at    BIGINT,
    UNIQUE (offer_id, number)
);

-- Who presents: persons, so that presenting can become an entry in their record.
CREATE TABLE offer_presenters (
    version_id TEXT NOT NULL REFERENCES offer_versions (id),
    position   INTEGER NOT NULL,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    name       TEXT NOT NULL,
    part       TEXT NOT NULL DEFAULT 'presenter',
    PRIMARY KEY (version_id, position)
);
CREATE INDEX offer_presenters_person ON offer_presenters (person_id);

-- The parts of a multi-part offer. It is completed by completing the required ones.
CREATE TABLE offer_parts (
    offer_id TEXT NOT NULL REFERENCES offers (id),
    part_id  TEXT NOT NULL REFERENCES offers (id),
    position INTEGER NOT NULL,
    required BOOLEAN NOT NULL,
    PRIMARY KEY (offer_id, part_id),
    CHECK (offer_id <> part_id)
);
CREATE INDEX offer_parts_part ON offer_parts (part_id);

-- The CEU calculation worksheet of a version: how the hours were counted and who agreed.
-- Nobody approves a worksheet of their own (IACET-style provider duty: documented method, approval).
CREATE TABLE worksheets (
    id              TEXT PRIMARY KEY,
    version_id      TEXT NOT NULL REFERENCES offer_versions (id),
    counted         TEXT NOT NULL DEFAULT '[]',
    excluded        TEXT NOT NULL DEFAULT '[]',
    counted_minutes INTEGER NOT NULL,
    tenths          INTEGER NOT NULL,
    method          TEXT NOT NULL,
    status          TEXT NOT NULL CHECK (status IN ('proposed', 'approved', 'returned')),
    author_id       TEXT NOT NULL REFERENCES persons (id),
    proposed_at     BIGINT NOT NULL,
    decided_by      TEXT REFERENCES persons (id),
    decided_at      BIGINT,
    reason          TEXT NOT NULL DEFAULT '',
    CHECK (decided_by IS NULL OR decided_by <> author_id)
);
CREATE INDEX worksheets_version ON worksheets (version_id);
CREATE UNIQUE INDEX worksheets_approved ON worksheets (version_id) WHERE status = 'approved';
CREATE UNIQUE INDEX worksheets_proposed ON worksheets (version_id) WHERE status = 'proposed';

-- A time and place of an offer. parent_id makes a conference a container of sessions.
-- capacity 0 means no limit. No statement may take a seat that is not there.
CREATE TABLE occurrences (
    id             TEXT PRIMARY KEY,
    offer_id       TEXT NOT NULL REFERENCES offers (id),
    parent_id      TEXT REFERENCES occurrences (id),
    label          TEXT NOT NULL DEFAULT '',
    status         TEXT NOT NULL CHECK (status IN ('scheduled', 'cancelled')),
    zone           TEXT NOT NULL,
    starts_at      BIGINT NOT NULL,
    ends_at        BIGINT NOT NULL,
    place          TEXT NOT NULL DEFAULT '',
    room           TEXT NOT NULL DEFAULT '',
    slot           TEXT NOT NULL DEFAULT '',
    platform       TEXT NOT NULL DEFAULT '',
    platform_link  TEXT NOT NULL DEFAULT '',
    capacity       INTEGER NOT NULL DEFAULT 0 CHECK (capacity >= 0),
    taken          INTEGER NOT NULL DEFAULT 0 CHECK (taken >= 0),
    queue_no       INTEGER NOT NULL DEFAULT 0,
    opens_at       BIGINT,
    closes_at      BIGINT,
    cancel_until   BIGINT,
    promise_hours  INTEGER NOT NULL DEFAULT 24 CHECK (promise_hours > 0),
    code_word      TEXT NOT NULL DEFAULT '',
    sequence       INTEGER NOT NULL DEFAULT 0,
    source_key     TEXT NOT NULL DEFAULT '',
    created_by     TEXT,
    created_at     BIGINT NOT NULL,
    updated_at     BIGINT NOT NULL,
    CHECK (starts_at < ends_at),
    CHECK (capacity = 0 OR taken <= capacity)
);
CREATE INDEX occurrences_offer ON occurrences (offer_id, starts_at);
CREATE INDEX occurrences_parent ON occurrences (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX occurrences_start ON occurrences (starts_at, id);
CREATE UNIQUE INDEX occurrences_source ON occurrences (offer_id, source_key) WHERE source_key <> '';

-- The days or sessions of an occurrence that is more than one sitting.
CREATE TABLE occurrence_days (
    id            TEXT PRIMARY KEY,
    occurrence_id TEXT NOT NULL REFERENCES occurrences (id),
    position      INTEGER NOT NULL,
    title         TEXT NOT NULL DEFAULT '',
    starts_at     BIGINT NOT NULL,
    ends_at       BIGINT NOT NULL,
    UNIQUE (occurrence_id, position),
    CHECK (starts_at < ends_at)
);
