-- When somebody last asked for the letter of an invitation, so that two requests at once send it once.
-- +goose Up
ALTER TABLE invitations ADD COLUMN asked_at BIGINT;
-- Letters that went to one address are counted by the day.
CREATE INDEX invitation_tokens_made ON invitation_tokens (made_at);
