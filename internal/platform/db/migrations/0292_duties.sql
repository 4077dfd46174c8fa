-- What is due may be that something of a duty runs out, of which all is done.
-- +goose Up
-- All is done, and something of it runs out on the day of due.
ALTER TABLE duty_standings ADD COLUMN runs_out BOOLEAN NOT NULL DEFAULT FALSE;
