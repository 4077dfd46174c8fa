-- Evidence of attendance from several sources side by side, and what was chosen where they conflict. The
-- table is written anew, because a CHECK cannot be changed in place.
-- +goose Up
ALTER TABLE attendance RENAME TO attendance_before;
CREATE TABLE attendance (
    id              TEXT PRIMARY KEY,
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    occurrence_id   TEXT,
    day_id          TEXT REFERENCES occurrence_days (id),
    how             TEXT NOT NULL CHECK (how IN ('hand', 'choice', 'file', 'presenter', 'door', 'code-word', 'self')),
    file_id         TEXT REFERENCES attendance_files (id),
    joined_at       BIGINT,
    left_at         BIGINT,
    minutes         INTEGER NOT NULL CHECK (minutes >= 0),
    present         BOOLEAN NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',
    recorded_by     TEXT,
    recorded_at     BIGINT NOT NULL,
    -- The source that a choice follows, empty where somebody wrote down their own.
    chosen          TEXT NOT NULL DEFAULT '',
    -- When the source itself says it was, such as a phone at the door, and by how many seconds its clock was off.
    said_at         BIGINT,
    clock_off       INTEGER NOT NULL DEFAULT 0,
    -- What a phone calls its scan, so that sending it twice counts once.
    scan_id         TEXT NOT NULL DEFAULT '',
    CHECK (joined_at IS NULL OR joined_at <= left_at)
);
INSERT INTO attendance (id, registration_id, occurrence_id, day_id, how, file_id, joined_at, left_at, minutes, present, reason, recorded_by, recorded_at)
    SELECT id, registration_id, occurrence_id, day_id, how, file_id, joined_at, left_at, minutes, present, reason, recorded_by, recorded_at FROM attendance_before;
DROP TABLE attendance_before;
CREATE INDEX attendance_registration ON attendance (registration_id);
CREATE INDEX attendance_occurrence ON attendance (occurrence_id);
CREATE UNIQUE INDEX attendance_scan ON attendance (registration_id, scan_id, COALESCE(day_id, '')) WHERE scan_id <> '';
-- +goose StatementBegin
CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance BEGIN SELECT RAISE(ABORT, 'attendance is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_no_delete BEFORE DELETE ON attendance BEGIN SELECT RAISE(ABORT, 'attendance is append-only'); END;
-- +goose StatementEnd
