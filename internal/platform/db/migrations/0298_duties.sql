-- What of a standing rests on the word of its person alone, and what a calendar shows of it.
-- +goose Up
-- It would stand otherwise without what the person says of themselves.
ALTER TABLE duty_standings ADD COLUMN own_word BOOLEAN NOT NULL DEFAULT FALSE;
-- Tells apart what the person's calendar shows; changed_at is since when.
ALTER TABLE duty_standings ADD COLUMN shown TEXT NOT NULL DEFAULT '';
-- What is kept is worked out anew by the next round.
UPDATE duty_standings SET next_day = as_of WHERE status <> 'ended';
