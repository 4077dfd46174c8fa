-- +goose Up
-- The changes to many offers that can still be undone.
CREATE INDEX bulk_edits_undo ON bulk_edits (undo_until);
-- A merge of offers finds the shortlists that hold one of them.
CREATE INDEX shortlist_items_offer ON shortlist_items (offer_id);
