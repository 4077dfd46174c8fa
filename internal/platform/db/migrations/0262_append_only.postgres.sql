-- What somebody wished for, what was decided, and the figures of a month stay as they were said and counted.
-- +goose Up
CREATE TRIGGER suggestion_decisions_append_only BEFORE UPDATE OR DELETE ON suggestion_decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER suggestion_decisions_no_truncate BEFORE TRUNCATE ON suggestion_decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_months_append_only BEFORE UPDATE OR DELETE ON demand_months FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_months_no_truncate BEFORE TRUNCATE ON demand_months FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_cells_append_only BEFORE UPDATE OR DELETE ON demand_cells FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_cells_no_truncate BEFORE TRUNCATE ON demand_cells FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_searches_append_only BEFORE UPDATE OR DELETE ON demand_searches FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_searches_no_truncate BEFORE TRUNCATE ON demand_searches FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_search_months_append_only BEFORE UPDATE OR DELETE ON demand_search_months FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER demand_search_months_no_truncate BEFORE TRUNCATE ON demand_search_months FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER suggestions_append_only BEFORE UPDATE OF id, person_id, said_at, text, words, came_from, area, competency_id, level, format, audience ON suggestions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER suggestions_no_delete BEFORE DELETE ON suggestions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER suggestions_no_truncate BEFORE TRUNCATE ON suggestions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
