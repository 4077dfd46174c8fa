-- What was said of an offer stays said.
-- +goose Up
CREATE TRIGGER provider_statement_texts_append_only BEFORE UPDATE OR DELETE ON provider_statement_texts FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER provider_statement_texts_no_truncate BEFORE TRUNCATE ON provider_statement_texts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
