-- A proposal is decided once; what was proposed never changes.
-- +goose Up
CREATE TRIGGER proposals_facts BEFORE UPDATE OF id, kind, object_id, person_id, title, change, reason, proposed_by, proposed_at ON proposals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposals_decided BEFORE UPDATE ON proposals FOR EACH ROW WHEN (OLD.decision <> '') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposals_no_delete BEFORE DELETE ON proposals FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proposals_no_truncate BEFORE TRUNCATE ON proposals FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
