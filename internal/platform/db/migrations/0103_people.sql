-- What a file said last of an organisation, so that what it merely repeats leaves alone what people have changed here.
-- +goose Up
CREATE TABLE organisation_rows (
    organisation_id TEXT PRIMARY KEY REFERENCES organisations (id),
    -- family is scheme and code of the library system whose outlet it is; empty where the file has none.
    family          TEXT NOT NULL DEFAULT '',
    -- JSON: the fields as they stood in the file.
    said            TEXT NOT NULL
);
CREATE INDEX organisation_rows_family ON organisation_rows (family) WHERE family <> '';
