-- What was said, written, published and looked at stays so. An agreement ends once.
-- +goose Up
CREATE TRIGGER duty_rule_texts_append_only BEFORE UPDATE OR DELETE ON duty_rule_texts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_rule_texts_no_truncate BEFORE TRUNCATE ON duty_rule_texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_rule_publications_append_only BEFORE UPDATE OR DELETE ON duty_rule_publications FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_rule_publications_no_truncate BEFORE TRUNCATE ON duty_rule_publications FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_statements_append_only BEFORE UPDATE OR DELETE ON duty_statements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_statements_no_truncate BEFORE TRUNCATE ON duty_statements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_looks_append_only BEFORE UPDATE OR DELETE ON duty_looks FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_looks_no_truncate BEFORE TRUNCATE ON duty_looks FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreements_facts BEFORE UPDATE OF id, person_id, organisation_id, role, since, agreed_at ON duty_agreements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreements_ended BEFORE UPDATE ON duty_agreements FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreements_no_delete BEFORE DELETE ON duty_agreements FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreements_no_truncate BEFORE TRUNCATE ON duty_agreements FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
