-- What a file of attendance is, and who rows without a known address were found to be.
-- +goose Up
ALTER TABLE attendance_files ADD COLUMN source TEXT NOT NULL DEFAULT 'file';
ALTER TABLE attendance_files ADD COLUMN form TEXT NOT NULL DEFAULT '';
ALTER TABLE attendance_files ADD COLUMN day_id TEXT NOT NULL DEFAULT '';

-- Whom a person of the unit said a name or an address in a file to be, for the next file.
CREATE TABLE attendance_names (
    unit_id      TEXT NOT NULL,
    -- 'mail:' and an address, or 'name:' and a name, both folded.
    called       TEXT NOT NULL,
    person_id    TEXT NOT NULL REFERENCES persons (id),
    confirmed_by TEXT,
    confirmed_at BIGINT NOT NULL,
    PRIMARY KEY (unit_id, called)
);
