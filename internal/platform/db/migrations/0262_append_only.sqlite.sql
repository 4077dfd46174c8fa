-- What somebody wished for, what was decided, and the figures of a month stay as they were said and counted.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER suggestion_decisions_no_update BEFORE UPDATE ON suggestion_decisions BEGIN SELECT RAISE(ABORT, 'suggestion_decisions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER suggestion_decisions_no_delete BEFORE DELETE ON suggestion_decisions BEGIN SELECT RAISE(ABORT, 'suggestion_decisions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_months_no_update BEFORE UPDATE ON demand_months BEGIN SELECT RAISE(ABORT, 'demand_months is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_months_no_delete BEFORE DELETE ON demand_months BEGIN SELECT RAISE(ABORT, 'demand_months is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_cells_no_update BEFORE UPDATE ON demand_cells BEGIN SELECT RAISE(ABORT, 'demand_cells is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_cells_no_delete BEFORE DELETE ON demand_cells BEGIN SELECT RAISE(ABORT, 'demand_cells is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_searches_no_update BEFORE UPDATE ON demand_searches BEGIN SELECT RAISE(ABORT, 'demand_searches is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_searches_no_delete BEFORE DELETE ON demand_searches BEGIN SELECT RAISE(ABORT, 'demand_searches is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_search_months_no_update BEFORE UPDATE ON demand_search_months BEGIN SELECT RAISE(ABORT, 'demand_search_months is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER demand_search_months_no_delete BEFORE DELETE ON demand_search_months BEGIN SELECT RAISE(ABORT, 'demand_search_months is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER suggestions_no_update BEFORE UPDATE OF id, person_id, said_at, text, words, came_from, area, competency_id, level, format, audience ON suggestions BEGIN SELECT RAISE(ABORT, 'suggestions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER suggestions_no_delete BEFORE DELETE ON suggestions BEGIN SELECT RAISE(ABORT, 'suggestions is append-only'); END;
-- +goose StatementEnd
