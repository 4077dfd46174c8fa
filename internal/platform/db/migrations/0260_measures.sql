-- What people wish to learn, and what became of it. What was said without a name joins the same queue.
-- +goose Up
CREATE TABLE suggestions (
    id            TEXT PRIMARY KEY,
    -- Nobody, where it was said without a name.
    person_id     TEXT REFERENCES persons (id),
    said_at       BIGINT NOT NULL,
    text          TEXT NOT NULL,
    -- The words of the search after which it was said.
    words         TEXT NOT NULL DEFAULT '',
    came_from     TEXT NOT NULL CHECK (came_from IN ('catalogue', 'gap', 'learning', 'program')),
    area          TEXT NOT NULL DEFAULT '',
    competency_id TEXT,
    level         TEXT NOT NULL DEFAULT '',
    format        TEXT NOT NULL DEFAULT '',
    audience      TEXT NOT NULL DEFAULT '',
    -- The unit that is to decide; nobody's in particular where there is none.
    unit_id       TEXT REFERENCES units (id),
    state         TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'planned', 'there', 'not-now', 'joined', 'withdrawn')),
    joined_id     TEXT REFERENCES suggestions (id),
    changed_at    BIGINT NOT NULL,
    CHECK ((state = 'joined') = (joined_id IS NOT NULL))
);
CREATE INDEX suggestions_queue ON suggestions (state, said_at, id);
CREATE INDEX suggestions_person ON suggestions (person_id, said_at) WHERE person_id IS NOT NULL;
CREATE INDEX suggestions_joined ON suggestions (joined_id) WHERE joined_id IS NOT NULL;
CREATE INDEX suggestions_unit ON suggestions (unit_id) WHERE unit_id IS NOT NULL;

-- Each decision is a fact: a later one stands beside it.
CREATE TABLE suggestion_decisions (
    id            TEXT PRIMARY KEY,
    suggestion_id TEXT NOT NULL REFERENCES suggestions (id),
    decision      TEXT NOT NULL CHECK (decision IN ('planned', 'there', 'not-now', 'joined', 'passed', 'withdrawn')),
    offer_id      TEXT REFERENCES offers (id),
    joined_id     TEXT REFERENCES suggestions (id),
    unit_id       TEXT REFERENCES units (id),
    reply         TEXT NOT NULL DEFAULT '',
    decided_by    TEXT NOT NULL REFERENCES persons (id),
    decided_at    BIGINT NOT NULL,
    CHECK ((decision = 'there') = (offer_id IS NOT NULL)),
    CHECK ((decision = 'joined') = (joined_id IS NOT NULL))
);
CREATE INDEX suggestion_decisions_of ON suggestion_decisions (suggestion_id, decided_at, id);

INSERT INTO suggestions (id, person_id, said_at, text, words, came_from, changed_at) SELECT id, NULL, at, text, words, 'catalogue', at FROM missed;
DROP TABLE missed;
