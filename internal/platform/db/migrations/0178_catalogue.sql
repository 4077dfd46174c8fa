-- +goose Up
-- What is planned on a platform, for when the platform changes.
CREATE INDEX occurrences_platform ON occurrences (platform, ends_at) WHERE platform <> '' AND status = 'scheduled';
