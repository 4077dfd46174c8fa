-- When people are written to, and when the days of a duty last became otherwise.
-- +goose Up
-- The day before which the person is written to, empty where no letter helps, and what falls due on it: the end of a cycle, its grace or a day within it.
ALTER TABLE duty_standings ADD COLUMN letter_day TEXT NOT NULL DEFAULT '';
ALTER TABLE duty_standings ADD COLUMN letter_about TEXT NOT NULL DEFAULT '';
-- When what a calendar shows of it last became otherwise.
ALTER TABLE duty_standings ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
UPDATE duty_standings SET changed_at = computed_at;
CREATE INDEX duty_standings_letter ON duty_standings (letter_day, person_id) WHERE letter_day <> '';
-- What the letter was about, so that a day that moves is not written about again and again; empty of older ones.
ALTER TABLE duty_letters ADD COLUMN about TEXT NOT NULL DEFAULT '';
