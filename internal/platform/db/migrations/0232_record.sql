-- What an offer teaches changes: the completions of that offer are looked at again.
-- +goose Up
CREATE INDEX entries_offer ON entries (offer_id, id) WHERE offer_id IS NOT NULL;
