-- Evidence of attendance from several sources side by side, and what was chosen where they conflict.
-- +goose Up
ALTER TABLE attendance DROP CONSTRAINT attendance_how_check;
ALTER TABLE attendance ADD CONSTRAINT attendance_how_check CHECK (how IN ('hand', 'choice', 'file', 'presenter', 'door', 'code-word', 'self'));
-- The source that a choice follows, empty where somebody wrote down their own.
ALTER TABLE attendance ADD COLUMN chosen TEXT NOT NULL DEFAULT '';
-- When the source itself says it was, such as a phone at the door, and by how many seconds its clock was off.
ALTER TABLE attendance ADD COLUMN said_at BIGINT;
ALTER TABLE attendance ADD COLUMN clock_off INTEGER NOT NULL DEFAULT 0;
-- What a phone calls its scan, so that sending it twice counts once.
ALTER TABLE attendance ADD COLUMN scan_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX attendance_scan ON attendance (registration_id, scan_id, COALESCE(day_id, '')) WHERE scan_id <> '';
