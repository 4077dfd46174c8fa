-- Who reads by an invitation is whom it is to; the account that they happen to be signed in to is nobody's business.
-- +goose Up
ALTER TABLE assessment_looks DROP COLUMN viewer_id;
