-- What was asked and answered stays as it was; answers may be taken out and put back in another order.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER surveys_published_no_update BEFORE UPDATE ON surveys WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'surveys is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER surveys_published_no_delete BEFORE DELETE ON surveys WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'surveys is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER survey_answers_no_update BEFORE UPDATE ON survey_answers BEGIN SELECT RAISE(ABORT, 'survey_answers is append-only'); END;
-- +goose StatementEnd
