-- Registration: seats, waiting lists, attendance, completion, evaluation.
-- +goose Up
CREATE TABLE registrations (
    id               TEXT PRIMARY KEY,
    person_id        TEXT NOT NULL REFERENCES persons (id),
    offer_id         TEXT NOT NULL REFERENCES offers (id),
    version_id       TEXT NOT NULL REFERENCES offer_versions (id),
    -- Empty for a self-paced offer that was begun without an occurrence.
    occurrence_id    TEXT REFERENCES occurrences (id),
    state            TEXT NOT NULL CHECK (state IN ('held', 'registered', 'waitlisted', 'attended', 'no-show', 'completed', 'not-completed', 'cancelled')),
    queue_no         INTEGER NOT NULL DEFAULT 0,
    held_until       BIGINT,
    -- The facts of the day of registering; they do not follow later changes of the person or the offer.
    person_name      TEXT NOT NULL,
    sort_name        TEXT NOT NULL,
    offer_key        TEXT NOT NULL,
    offer_title      TEXT NOT NULL,
    library_id       TEXT,
    library_name     TEXT NOT NULL DEFAULT '',
    role_title       TEXT NOT NULL DEFAULT '',
    membership_class TEXT NOT NULL DEFAULT '',
    unit_id          TEXT NOT NULL,
    unit_name        TEXT NOT NULL,
    price_minor      BIGINT NOT NULL DEFAULT 0,
    currency         TEXT NOT NULL DEFAULT '',
    payer            TEXT NOT NULL DEFAULT 'self',
    channel          TEXT NOT NULL,
    reason           TEXT NOT NULL DEFAULT '',
    toward           TEXT NOT NULL DEFAULT '',
    ask_later        BOOLEAN NOT NULL DEFAULT FALSE,
    minutes_attended INTEGER NOT NULL DEFAULT 0,
    decided_by       TEXT,
    decided_reason   TEXT NOT NULL DEFAULT '',
    completed_at     BIGINT,
    created_at       BIGINT NOT NULL,
    updated_at       BIGINT NOT NULL
);
CREATE UNIQUE INDEX registrations_once ON registrations (person_id, occurrence_id)
    WHERE occurrence_id IS NOT NULL AND state <> 'cancelled';
CREATE UNIQUE INDEX registrations_self_paced_once ON registrations (person_id, offer_id)
    WHERE occurrence_id IS NULL AND state NOT IN ('cancelled', 'not-completed');
CREATE INDEX registrations_person ON registrations (person_id, created_at, id);
CREATE INDEX registrations_roster ON registrations (occurrence_id, sort_name, id);
CREATE INDEX registrations_queue ON registrations (occurrence_id, queue_no) WHERE state = 'waitlisted';
CREATE INDEX registrations_offer ON registrations (offer_id, created_at, id);
CREATE INDEX registrations_held ON registrations (held_until) WHERE state = 'held';

-- Every change of state, with its reason. The waiting list's order and every promotion can be
-- recomputed from it. no counts up within an occurrence, under the occurrence's row lock.
CREATE TABLE registration_log (
    id              TEXT PRIMARY KEY,
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    occurrence_id   TEXT,
    no              INTEGER NOT NULL,
    from_state      TEXT NOT NULL,
    to_state        TEXT NOT NULL,
    reason          TEXT NOT NULL,
    -- What the person who did it wrote beside it.
    note            TEXT NOT NULL DEFAULT '',
    actor_id        TEXT,
    at              BIGINT NOT NULL,
    UNIQUE (registration_id, no)
);
CREATE UNIQUE INDEX registration_log_order ON registration_log (occurrence_id, no) WHERE occurrence_id IS NOT NULL;

-- A file of joins and leaves that was taken in, so that taking it in again changes nothing.
CREATE TABLE attendance_files (
    id            TEXT PRIMARY KEY,
    occurrence_id TEXT NOT NULL REFERENCES occurrences (id),
    name          TEXT NOT NULL,
    sha256        TEXT NOT NULL,
    recorded_by   TEXT,
    recorded_at   BIGINT NOT NULL,
    UNIQUE (occurrence_id, sha256)
);

-- Facts of attendance, append-only. Joins and leaves are merged to minutes when they are read.
CREATE TABLE attendance (
    id              TEXT PRIMARY KEY,
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    occurrence_id   TEXT,
    day_id          TEXT REFERENCES occurrence_days (id),
    how             TEXT NOT NULL CHECK (how IN ('hand', 'code-word', 'file')),
    file_id         TEXT REFERENCES attendance_files (id),
    joined_at       BIGINT,
    left_at         BIGINT,
    minutes         INTEGER NOT NULL CHECK (minutes >= 0),
    present         BOOLEAN NOT NULL,
    reason          TEXT NOT NULL DEFAULT '',
    recorded_by     TEXT,
    recorded_at     BIGINT NOT NULL,
    CHECK (joined_at IS NULL OR joined_at <= left_at)
);
CREATE INDEX attendance_registration ON attendance (registration_id);
CREATE INDEX attendance_occurrence ON attendance (occurrence_id);

-- Rows of an attendance file that fit no registration. Nothing is guessed: a person resolves them.
CREATE TABLE attendance_unmatched (
    id            TEXT PRIMARY KEY,
    file_id       TEXT NOT NULL REFERENCES attendance_files (id),
    occurrence_id TEXT NOT NULL REFERENCES occurrences (id),
    name          TEXT NOT NULL DEFAULT '',
    address       TEXT NOT NULL DEFAULT '',
    -- JSON: the joins and leaves, or minutes where the file gives no times.
    visits        TEXT NOT NULL,
    -- Why nothing was found: 'no-address', 'unknown-address', 'not-registered', 'no-seat'.
    why           TEXT NOT NULL,
    resolution    TEXT NOT NULL DEFAULT '' CHECK (resolution IN ('', 'matched', 'ignored')),
    registration_id TEXT REFERENCES registrations (id),
    resolved_by   TEXT,
    resolved_at   BIGINT
);
CREATE INDEX attendance_unmatched_occurrence ON attendance_unmatched (occurrence_id);

-- When the completion rule was applied to everybody. It may be applied again; this is the first time.
CREATE TABLE occurrence_closings (
    occurrence_id TEXT PRIMARY KEY REFERENCES occurrences (id),
    closed_by     TEXT,
    closed_at     BIGINT NOT NULL
);

-- Whom we asked and whether they answered, but never what.
CREATE TABLE evaluation_requests (
    registration_id TEXT NOT NULL REFERENCES registrations (id),
    kind            TEXT NOT NULL CHECK (kind IN ('completion', 'after-90-days', 'recognition-later')),
    due_at          BIGINT NOT NULL,
    sent_at         BIGINT,
    -- Empty or 'yes', never when, so that it cannot be laid beside the answers.
    answered_in     TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (registration_id, kind)
);
CREATE INDEX evaluation_requests_due ON evaluation_requests (due_at) WHERE sent_at IS NULL;

-- What was answered, without a name: a random id, the month only, no link to the registration. The
-- occurrence stays empty: few may have been there.
CREATE TABLE evaluation_answers (
    id            TEXT PRIMARY KEY,
    kind          TEXT NOT NULL,
    offer_id      TEXT NOT NULL REFERENCES offers (id),
    occurrence_id TEXT,
    month         TEXT NOT NULL,
    answers       TEXT NOT NULL
);
CREATE INDEX evaluation_answers_offer ON evaluation_answers (offer_id, kind);
