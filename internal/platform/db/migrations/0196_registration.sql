-- What has changed since a moment is read by when it changed.
-- +goose Up
CREATE INDEX registrations_changed ON registrations (updated_at, id);
