-- Whether the links of outside items still lead somewhere.
-- +goose Up
CREATE TABLE link_checks (
    offer_id   TEXT PRIMARY KEY REFERENCES offers (id),
    link       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('', 'ok', 'moved', 'broken')),
    -- since is when it was first found so, failures the checks in a row that found nothing.
    since      BIGINT NOT NULL,
    checked_at BIGINT NOT NULL,
    next_check BIGINT NOT NULL,
    failures   INTEGER NOT NULL DEFAULT 0,
    moved_to   TEXT NOT NULL DEFAULT '',
    trouble    TEXT NOT NULL DEFAULT ''
);
CREATE INDEX link_checks_next ON link_checks (next_check);
