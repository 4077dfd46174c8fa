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
CREATE TRIGGER duty_rule_names_append_only BEFORE UPDATE OR DELETE ON duty_rule_names FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_rule_names_no_truncate BEFORE TRUNCATE ON duty_rule_names FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
