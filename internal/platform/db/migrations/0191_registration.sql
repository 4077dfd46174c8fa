-- Rows of a file that an earlier one brought already: kept, and asked about when that one is set aside.
-- +goose Up
ALTER TABLE attendance_unmatched ADD COLUMN known BOOLEAN NOT NULL DEFAULT FALSE;
