-- What a provider says about an offer for an assessor, beside what its versions say: the need that it
-- answers, what qualifies its presenters, and what followed from its evaluation.
-- +goose Up
CREATE TABLE provider_statements (
    offer_id       TEXT PRIMARY KEY REFERENCES offers (id),
    need           TEXT NOT NULL DEFAULT '',
    -- JSON: what qualifies each presenter, by person.
    qualifications TEXT NOT NULL DEFAULT '{}',
    follow_up      TEXT NOT NULL DEFAULT '',
    updated_by     TEXT,
    updated_at     BIGINT NOT NULL
);
