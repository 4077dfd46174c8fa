-- A cohort may be the participants of an offer: asked for their before when they register, and for their after when they complete.
-- +goose Up
ALTER TABLE cohorts ADD COLUMN offer_id TEXT REFERENCES offers (id);
CREATE INDEX cohorts_offer ON cohorts (offer_id);
-- When the letter that asks to join was asked for, so that it goes once.
ALTER TABLE cohort_members ADD COLUMN asked_at BIGINT;
-- When they completed the offer, so that the letter that asks for the after goes once.
ALTER TABLE cohort_members ADD COLUMN completed_at BIGINT;
