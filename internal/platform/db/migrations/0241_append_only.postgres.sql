-- Who said what an offer teaches, and who took it back, stays said.
-- +goose Up
CREATE TRIGGER alignment_facts_append_only BEFORE UPDATE OR DELETE ON alignment_facts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER alignment_facts_no_truncate BEFORE TRUNCATE ON alignment_facts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
