-- One change to many offers at once, with what each was before, so that it can be taken back for a while.
-- +goose Up
CREATE TABLE bulk_edits (
    id         TEXT PRIMARY KEY,
    made_by    TEXT NOT NULL REFERENCES persons (id),
    made_at    BIGINT NOT NULL,
    undo_until BIGINT NOT NULL,
    -- JSON: what was to be changed.
    change     TEXT NOT NULL,
    undone_by  TEXT REFERENCES persons (id),
    undone_at  BIGINT
);
CREATE TABLE bulk_edit_offers (
    bulk_id  TEXT NOT NULL REFERENCES bulk_edits (id),
    offer_id TEXT NOT NULL REFERENCES offers (id),
    -- JSON: status, versions, owner and unit before.
    before   TEXT NOT NULL,
    PRIMARY KEY (bulk_id, offer_id)
);
