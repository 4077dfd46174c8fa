-- What was said of an offer stays said.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER provider_statement_texts_no_update BEFORE UPDATE ON provider_statement_texts BEGIN SELECT RAISE(ABORT, 'provider_statement_texts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER provider_statement_texts_no_delete BEFORE DELETE ON provider_statement_texts BEGIN SELECT RAISE(ABORT, 'provider_statement_texts is append-only'); END;
-- +goose StatementEnd
