-- Who said what an offer teaches, and who took it back, stays said.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER alignment_facts_no_update BEFORE UPDATE ON alignment_facts BEGIN SELECT RAISE(ABORT, 'alignment_facts is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER alignment_facts_no_delete BEFORE DELETE ON alignment_facts BEGIN SELECT RAISE(ABORT, 'alignment_facts is append-only'); END;
-- +goose StatementEnd
