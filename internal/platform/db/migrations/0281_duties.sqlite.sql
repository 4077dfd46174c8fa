-- The letters that remind people of what falls due.
-- +goose Up
-- How many days before they want to be written to, as they said: the last row of a person stands.
CREATE TABLE duty_letter_wishes (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    -- Numbers of days with commas between, the most first; empty for never.
    before    TEXT NOT NULL,
    said_at   BIGINT NOT NULL
);
CREATE INDEX duty_letter_wishes_person ON duty_letter_wishes (person_id, id);
-- What was written about, or stepped over because a later letter says it: once for each day on which something falls due.
CREATE TABLE duty_letters (
    person_id   TEXT NOT NULL REFERENCES persons (id),
    rule_key    TEXT NOT NULL,
    due_day     TEXT NOT NULL,
    days_before INTEGER NOT NULL,
    at          BIGINT NOT NULL,
    PRIMARY KEY (person_id, rule_key, due_day, days_before)
);
-- +goose StatementBegin
CREATE TRIGGER duty_letter_wishes_no_update BEFORE UPDATE ON duty_letter_wishes BEGIN SELECT RAISE(ABORT, 'duty_letter_wishes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_letter_wishes_no_delete BEFORE DELETE ON duty_letter_wishes BEGIN SELECT RAISE(ABORT, 'duty_letter_wishes is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_letters_no_update BEFORE UPDATE ON duty_letters BEGIN SELECT RAISE(ABORT, 'duty_letters is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_letters_no_delete BEFORE DELETE ON duty_letters BEGIN SELECT RAISE(ABORT, 'duty_letters is append-only'); END;
-- +goose StatementEnd
