-- What people keep in view while they choose, and the questions whose new answers they want to hear of.
-- +goose Up
CREATE TABLE shortlist_items (
    person_id TEXT NOT NULL REFERENCES persons (id),
    offer_id  TEXT NOT NULL REFERENCES offers (id),
    added_at  BIGINT NOT NULL,
    PRIMARY KEY (person_id, offer_id)
);

CREATE TABLE saved_searches (
    id         TEXT PRIMARY KEY,
    person_id  TEXT NOT NULL REFERENCES persons (id),
    name       TEXT NOT NULL,
    -- JSON: words, and the wanted values by facet.
    question   TEXT NOT NULL,
    every      TEXT NOT NULL CHECK (every IN ('never', 'daily', 'weekly')),
    -- What the address in a letter that stops it ends in. It opens nothing else, and every letter must repeat it: it is kept as it is.
    stop_key   TEXT NOT NULL UNIQUE,
    -- Offers published since then have not been told of.
    told_until BIGINT NOT NULL,
    -- When to look next; nothing where no mail is wanted.
    due_at     BIGINT,
    created_at BIGINT NOT NULL
);
CREATE INDEX saved_searches_person ON saved_searches (person_id, created_at);
CREATE INDEX saved_searches_due ON saved_searches (due_at, id) WHERE due_at IS NOT NULL;
