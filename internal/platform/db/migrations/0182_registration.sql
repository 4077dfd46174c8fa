-- Files of attendance that were set aside: their facts stay and count no more.
-- +goose Up
CREATE TABLE attendance_files_aside (
    file_id       TEXT PRIMARY KEY REFERENCES attendance_files (id),
    occurrence_id TEXT NOT NULL REFERENCES occurrences (id),
    reason        TEXT NOT NULL,
    set_by        TEXT,
    set_at        BIGINT NOT NULL
);
CREATE INDEX attendance_files_aside_occurrence ON attendance_files_aside (occurrence_id);
CREATE INDEX attendance_file ON attendance (file_id) WHERE file_id IS NOT NULL;
