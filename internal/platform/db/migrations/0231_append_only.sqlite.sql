-- What was said, asked for and seen of where people stand stays as it was. A target is put away once.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER profile_versions_no_update BEFORE UPDATE ON profile_versions BEGIN SELECT RAISE(ABORT, 'profile_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER profile_versions_no_delete BEFORE DELETE ON profile_versions BEGIN SELECT RAISE(ABORT, 'profile_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER profile_items_no_update BEFORE UPDATE ON profile_items BEGIN SELECT RAISE(ABORT, 'profile_items is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER profile_items_no_delete BEFORE DELETE ON profile_items BEGIN SELECT RAISE(ABORT, 'profile_items is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER target_items_no_update BEFORE UPDATE ON target_items BEGIN SELECT RAISE(ABORT, 'target_items is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER target_items_no_delete BEFORE DELETE ON target_items BEGIN SELECT RAISE(ABORT, 'target_items is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assessment_answers_no_update BEFORE UPDATE ON assessment_answers BEGIN SELECT RAISE(ABORT, 'assessment_answers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assessment_answers_no_delete BEFORE DELETE ON assessment_answers BEGIN SELECT RAISE(ABORT, 'assessment_answers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_update BEFORE UPDATE ON snapshots BEGIN SELECT RAISE(ABORT, 'snapshots is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshots_no_delete BEFORE DELETE ON snapshots BEGIN SELECT RAISE(ABORT, 'snapshots is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshot_lines_no_update BEFORE UPDATE ON snapshot_lines BEGIN SELECT RAISE(ABORT, 'snapshot_lines is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER snapshot_lines_no_delete BEFORE DELETE ON snapshot_lines BEGIN SELECT RAISE(ABORT, 'snapshot_lines is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assessment_looks_no_update BEFORE UPDATE ON assessment_looks BEGIN SELECT RAISE(ABORT, 'assessment_looks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER assessment_looks_no_delete BEFORE DELETE ON assessment_looks BEGIN SELECT RAISE(ABORT, 'assessment_looks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER targets_facts BEFORE UPDATE OF id, person_id, kind, title, profile_version_id, framework_version_id, made_at ON targets BEGIN SELECT RAISE(ABORT, 'targets is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER targets_ended BEFORE UPDATE ON targets WHEN OLD.ended_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'targets is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER targets_no_delete BEFORE DELETE ON targets BEGIN SELECT RAISE(ABORT, 'targets is append-only'); END;
-- +goose StatementEnd
