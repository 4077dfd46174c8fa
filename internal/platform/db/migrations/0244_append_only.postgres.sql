-- What a stream said stays said.
-- +goose Up
CREATE TRIGGER stream_versions_append_only BEFORE UPDATE OR DELETE ON stream_versions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stream_versions_no_truncate BEFORE TRUNCATE ON stream_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stream_offers_append_only BEFORE UPDATE OR DELETE ON stream_offers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stream_offers_no_truncate BEFORE TRUNCATE ON stream_offers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stream_competencies_append_only BEFORE UPDATE OR DELETE ON stream_competencies FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stream_competencies_no_truncate BEFORE TRUNCATE ON stream_competencies FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
