-- The sums of a month stay as its cells do.
-- +goose Up
CREATE TRIGGER demand_sums_append_only BEFORE UPDATE OR DELETE ON demand_sums FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_sums_no_truncate BEFORE TRUNCATE ON demand_sums FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
