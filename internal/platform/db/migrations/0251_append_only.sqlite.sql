-- What was said, written, published and looked at stays so. An agreement ends once.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER duty_rule_texts_no_update BEFORE UPDATE ON duty_rule_texts BEGIN SELECT RAISE(ABORT, 'duty_rule_texts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_rule_texts_no_delete BEFORE DELETE ON duty_rule_texts BEGIN SELECT RAISE(ABORT, 'duty_rule_texts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_rule_publications_no_update BEFORE UPDATE ON duty_rule_publications BEGIN SELECT RAISE(ABORT, 'duty_rule_publications is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_rule_publications_no_delete BEFORE DELETE ON duty_rule_publications BEGIN SELECT RAISE(ABORT, 'duty_rule_publications is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_statements_no_update BEFORE UPDATE ON duty_statements BEGIN SELECT RAISE(ABORT, 'duty_statements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_statements_no_delete BEFORE DELETE ON duty_statements BEGIN SELECT RAISE(ABORT, 'duty_statements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_looks_no_update BEFORE UPDATE ON duty_looks BEGIN SELECT RAISE(ABORT, 'duty_looks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_looks_no_delete BEFORE DELETE ON duty_looks BEGIN SELECT RAISE(ABORT, 'duty_looks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_agreements_facts BEFORE UPDATE OF id, person_id, organisation_id, role, since, agreed_at ON duty_agreements BEGIN SELECT RAISE(ABORT, 'duty_agreements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_agreements_ended BEFORE UPDATE ON duty_agreements WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'duty_agreements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_agreements_no_delete BEFORE DELETE ON duty_agreements BEGIN SELECT RAISE(ABORT, 'duty_agreements is append-only'); END;
-- +goose StatementEnd
