-- Every text of a provider's statement, so that the file of a past date shows what was said of it then.
-- +goose Up
CREATE TABLE provider_statement_texts (
    id             TEXT PRIMARY KEY,
    offer_id       TEXT NOT NULL REFERENCES offers (id),
    need           TEXT NOT NULL,
    -- JSON: what qualifies each presenter, by person.
    qualifications TEXT NOT NULL,
    follow_up      TEXT NOT NULL,
    updated_by     TEXT,
    updated_at     BIGINT NOT NULL
);
CREATE INDEX provider_statement_texts_offer ON provider_statement_texts (offer_id, updated_at, id);
INSERT INTO provider_statement_texts (id, offer_id, need, qualifications, follow_up, updated_by, updated_at)
    SELECT offer_id, offer_id, need, qualifications, follow_up, updated_by, updated_at FROM provider_statements;
