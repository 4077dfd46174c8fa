-- Whoever has been asked whether they were here before, and is new.
-- +goose Up
ALTER TABLE sign_in_attempts ADD COLUMN joins BOOLEAN NOT NULL DEFAULT FALSE;
