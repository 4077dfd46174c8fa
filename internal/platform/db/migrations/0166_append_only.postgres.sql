-- What was asked and answered stays as it was; answers may be taken out and put back in another order.
-- +goose Up
CREATE TRIGGER surveys_published BEFORE UPDATE OR DELETE ON surveys FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER surveys_no_truncate BEFORE TRUNCATE ON surveys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER survey_answers_append_only BEFORE UPDATE ON survey_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER survey_answers_no_truncate BEFORE TRUNCATE ON survey_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
