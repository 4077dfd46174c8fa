-- Here occurrences_limited stays: with "taken" in an index, even in its condition, each seat that is taken would write
-- all indexes of its date anew instead of the row alone (heap-only tuples).
-- +goose Up
SELECT 1;
