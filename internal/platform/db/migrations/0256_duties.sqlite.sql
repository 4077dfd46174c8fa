-- What a rule means by the names of competencies, as it was when it first used a name in a version.
-- +goose Up
CREATE TABLE duty_rule_names (
    rule_key      TEXT NOT NULL,
    -- The first day of the version, empty of one that was always in force.
    version_from  TEXT NOT NULL,
    -- A framework's key, a slash and a code, in small letters.
    name          TEXT NOT NULL,
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    named_at      BIGINT NOT NULL,
    PRIMARY KEY (rule_key, version_from, name)
);
-- +goose StatementBegin
CREATE TRIGGER duty_rule_names_no_update BEFORE UPDATE ON duty_rule_names BEGIN SELECT RAISE(ABORT, 'duty_rule_names is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_rule_names_no_delete BEFORE DELETE ON duty_rule_names BEGIN SELECT RAISE(ABORT, 'duty_rule_names is append-only'); END;
-- +goose StatementEnd
