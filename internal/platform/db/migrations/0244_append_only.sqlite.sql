-- What a stream said stays said.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER stream_versions_no_update BEFORE UPDATE ON stream_versions BEGIN SELECT RAISE(ABORT, 'stream_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stream_versions_no_delete BEFORE DELETE ON stream_versions BEGIN SELECT RAISE(ABORT, 'stream_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stream_offers_no_update BEFORE UPDATE ON stream_offers BEGIN SELECT RAISE(ABORT, 'stream_offers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stream_offers_no_delete BEFORE DELETE ON stream_offers BEGIN SELECT RAISE(ABORT, 'stream_offers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stream_competencies_no_update BEFORE UPDATE ON stream_competencies BEGIN SELECT RAISE(ABORT, 'stream_competencies is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER stream_competencies_no_delete BEFORE DELETE ON stream_competencies BEGIN SELECT RAISE(ABORT, 'stream_competencies is append-only'); END;
-- +goose StatementEnd
