-- What a source last said of an offer (date_key is empty) and of each of its dates, as marks of its cells: what a file
-- repeats does not undo what a person has changed here.
-- +goose Up
CREATE TABLE source_rows (
    offer_id TEXT NOT NULL REFERENCES offers (id),
    date_key TEXT NOT NULL,
    said     TEXT NOT NULL,
    PRIMARY KEY (offer_id, date_key)
);
