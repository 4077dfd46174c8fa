-- Everybody's gaps, without names: figures by month that never change.
-- +goose Up
-- Competencies and what is counted of them, by number, so that what one person is counted as stays short.
CREATE TABLE demand_words (
    no   INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
);

-- As what each person stands in the figures of the last month, and as what a count under way has found them.
CREATE TABLE demand_people (
    person_id TEXT PRIMARY KEY,
    counted   TEXT NOT NULL,
    coming    TEXT NOT NULL,
    coming_in TEXT NOT NULL DEFAULT ''
);

-- The count under way: one row at most.
CREATE TABLE demand_counts (
    no       INTEGER PRIMARY KEY CHECK (no = 1),
    count_id TEXT NOT NULL,
    begun_at BIGINT NOT NULL
);

CREATE TABLE demand_months (
    month      TEXT PRIMARY KEY,
    counted_at BIGINT NOT NULL,
    cells      INTEGER NOT NULL
);

-- No cell is about fewer than five people.
CREATE TABLE demand_cells (
    month         TEXT NOT NULL REFERENCES demand_months (month),
    competency_id TEXT NOT NULL,
    -- Empty where fewer than five of an audience would stand alone.
    audience      TEXT NOT NULL,
    said          TEXT NOT NULL,
    -- The level that the target asks for, as the framework names it; empty but for gaps.
    level         TEXT NOT NULL,
    area          TEXT NOT NULL,
    -- The level of the catalogue that this is.
    band          TEXT NOT NULL,
    people        INTEGER NOT NULL CHECK (people >= 5),
    PRIMARY KEY (month, competency_id, audience, said, level)
);
CREATE INDEX demand_cells_competency ON demand_cells (competency_id, month);

-- What the competencies of the figures are called.
CREATE TABLE demand_competencies (
    competency_id TEXT PRIMARY KEY,
    framework_key TEXT NOT NULL,
    framework     TEXT NOT NULL,
    code          TEXT NOT NULL,
    title         TEXT NOT NULL,
    area          TEXT NOT NULL,
    levels        TEXT NOT NULL
);

-- Words for which nothing was found, of months that are over.
CREATE TABLE demand_searches (
    month  TEXT NOT NULL,
    words  TEXT NOT NULL,
    visits INTEGER NOT NULL CHECK (visits >= 5),
    PRIMARY KEY (month, words)
);
CREATE TABLE demand_search_months (
    month      TEXT PRIMARY KEY,
    counted_at BIGINT NOT NULL,
    words      INTEGER NOT NULL
);
