-- Offers that came from two sources and are one: which it was merged into, and the pairs of which a person has said that they are not the same.
-- +goose Up
ALTER TABLE offers ADD COLUMN merged_into TEXT REFERENCES offers (id);
CREATE TABLE distinct_offers (
    offer_id   TEXT NOT NULL REFERENCES offers (id),
    other_id   TEXT NOT NULL REFERENCES offers (id),
    decided_by TEXT,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (offer_id, other_id),
    CHECK (offer_id < other_id)
);
CREATE INDEX offer_versions_sort_title ON offer_versions (sort_title);
CREATE INDEX offer_versions_link ON offer_versions (link) WHERE link <> '';
