-- An agreement is confirmed once, and who sees by it stays so.
-- +goose Up
CREATE TRIGGER duty_agreements_confirmed BEFORE UPDATE OF confirmed_at, confirmed_by ON duty_agreements FOR EACH ROW WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreement_sights_append_only BEFORE UPDATE OR DELETE ON duty_agreement_sights FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER duty_agreement_sights_no_truncate BEFORE TRUNCATE ON duty_agreement_sights FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
