-- What the calendar of an organisation's duties showed when it was last fetched, and since when it shows that.
-- +goose Up
ALTER TABLE duty_organisation_feeds ADD COLUMN shown TEXT NOT NULL DEFAULT '';
ALTER TABLE duty_organisation_feeds ADD COLUMN changed_at BIGINT NOT NULL DEFAULT 0;
