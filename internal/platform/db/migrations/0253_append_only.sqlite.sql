-- An agreement is confirmed once, and who sees by it stays so.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER duty_agreements_confirmed BEFORE UPDATE OF confirmed_at, confirmed_by ON duty_agreements WHEN OLD.confirmed_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'duty_agreements is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_agreement_sights_no_update BEFORE UPDATE ON duty_agreement_sights BEGIN SELECT RAISE(ABORT, 'duty_agreement_sights is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER duty_agreement_sights_no_delete BEFORE DELETE ON duty_agreement_sights BEGIN SELECT RAISE(ABORT, 'duty_agreement_sights is append-only'); END;
-- +goose StatementEnd
