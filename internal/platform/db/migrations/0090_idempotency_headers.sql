-- A repeated request gets the headers of the first answer too, not only its body.

-- +goose Up
ALTER TABLE idempotency_keys ADD COLUMN headers TEXT NOT NULL DEFAULT '{}';
