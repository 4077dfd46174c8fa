-- The sums of a month stay as its cells do.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER demand_sums_no_update BEFORE UPDATE ON demand_sums BEGIN SELECT RAISE(ABORT, 'demand_sums is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_sums_no_delete BEFORE DELETE ON demand_sums BEGIN SELECT RAISE(ABORT, 'demand_sums is append-only'); END;
-- +goose StatementEnd
