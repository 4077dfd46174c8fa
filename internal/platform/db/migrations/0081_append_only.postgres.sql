-- What was granted stays written; a later grant counts instead.
-- +goose Up
CREATE TRIGGER version_grants_no_update BEFORE UPDATE ON version_grants FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER version_grants_no_delete BEFORE DELETE ON version_grants FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER version_grants_no_truncate BEFORE TRUNCATE ON version_grants FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
