-- Links are looked at host by host, so that one with many keeps no other waiting. An empty host is found out in the next round.
-- +goose Up
ALTER TABLE link_checks ADD COLUMN host TEXT NOT NULL DEFAULT '';
