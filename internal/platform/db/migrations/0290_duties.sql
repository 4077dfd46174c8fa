-- What a decision about somebody waived: so many hundredths of a unit, 0 where it was all that it names. Such statements are of the kinds extended and waived.
-- +goose Up
ALTER TABLE duty_statements ADD COLUMN amount BIGINT NOT NULL DEFAULT 0 CHECK (amount >= 0);
ALTER TABLE duty_statements ADD COLUMN unit TEXT NOT NULL DEFAULT '';
