-- More facts that the database itself refuses to change or delete, whoever asks: what became of a
-- registration, who was there, what was answered, awarded, revoked, decided and done, and who looked.
-- A correction is a further row. Where a row has a part that goes on, that part alone may change.
-- REPLACE does not slip past, because every connection has recursive_triggers on.
-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER registration_log_no_update BEFORE UPDATE ON registration_log BEGIN SELECT RAISE(ABORT, 'registration_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registration_log_no_delete BEFORE DELETE ON registration_log BEGIN SELECT RAISE(ABORT, 'registration_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_files_no_update BEFORE UPDATE ON attendance_files BEGIN SELECT RAISE(ABORT, 'attendance_files is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_files_no_delete BEFORE DELETE ON attendance_files BEGIN SELECT RAISE(ABORT, 'attendance_files is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_no_update BEFORE UPDATE ON attendance BEGIN SELECT RAISE(ABORT, 'attendance is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER attendance_no_delete BEFORE DELETE ON attendance BEGIN SELECT RAISE(ABORT, 'attendance is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occurrence_closings_no_update BEFORE UPDATE ON occurrence_closings BEGIN SELECT RAISE(ABORT, 'occurrence_closings is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER occurrence_closings_no_delete BEFORE DELETE ON occurrence_closings BEGIN SELECT RAISE(ABORT, 'occurrence_closings is append-only'); END;
-- +goose StatementEnd
-- Answers are moved about, so that their order does not tell who gave them, and never changed.
-- +goose StatementBegin
CREATE TRIGGER evaluation_answers_no_update BEFORE UPDATE ON evaluation_answers BEGIN SELECT RAISE(ABORT, 'evaluation_answers is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER awards_no_update BEFORE UPDATE ON awards BEGIN SELECT RAISE(ABORT, 'awards is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER awards_no_delete BEFORE DELETE ON awards BEGIN SELECT RAISE(ABORT, 'awards is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER award_revocations_no_update BEFORE UPDATE ON award_revocations BEGIN SELECT RAISE(ABORT, 'award_revocations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER award_revocations_no_delete BEFORE DELETE ON award_revocations BEGIN SELECT RAISE(ABORT, 'award_revocations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER record_views_no_update BEFORE UPDATE ON record_views BEGIN SELECT RAISE(ABORT, 'record_views is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER record_views_no_delete BEFORE DELETE ON record_views BEGIN SELECT RAISE(ABORT, 'record_views is append-only'); END;
-- +goose StatementEnd

-- What was done never changes; the sealer numbers and chains a row once.
-- +goose StatementBegin
CREATE TRIGGER audit_log_facts BEFORE UPDATE OF id, at, actor_id, via, action, object_kind, object_id, unit_id, detail ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_log_sealed BEFORE UPDATE ON audit_log WHEN OLD.seal_no IS NOT NULL BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
-- +goose StatementEnd

-- A registration's state goes on. Whose it is, of what, and on which terms are facts of the day it was made.
-- +goose StatementBegin
CREATE TRIGGER registrations_facts BEFORE UPDATE OF id, person_id, offer_id, version_id, occurrence_id, offer_key, offer_title, membership_class, unit_id, unit_name, price_minor, currency, channel, created_at ON registrations BEGIN SELECT RAISE(ABORT, 'registrations is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER registrations_no_delete BEFORE DELETE ON registrations BEGIN SELECT RAISE(ABORT, 'registrations is append-only'); END;
-- +goose StatementEnd

-- A review is answered once; what was asked never changes.
-- +goose StatementBegin
CREATE TRIGGER offer_reviews_facts BEFORE UPDATE OF id, offer_id, version_id, title, offer_key, unit_id, unit_name, asked, asked_by, asked_at ON offer_reviews BEGIN SELECT RAISE(ABORT, 'offer_reviews is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER offer_reviews_decided BEFORE UPDATE ON offer_reviews WHEN OLD.decision <> '' BEGIN SELECT RAISE(ABORT, 'offer_reviews is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER offer_reviews_no_delete BEFORE DELETE ON offer_reviews BEGIN SELECT RAISE(ABORT, 'offer_reviews is append-only'); END;
-- +goose StatementEnd

-- A published wording is what people registered for; a decided worksheet is what their credit rests on.
-- +goose StatementBegin
CREATE TRIGGER offer_versions_published_no_update BEFORE UPDATE ON offer_versions WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'offer_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER offer_versions_published_no_delete BEFORE DELETE ON offer_versions WHEN OLD.published_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'offer_versions is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER worksheets_decided_no_update BEFORE UPDATE ON worksheets WHEN OLD.status <> 'proposed' BEGIN SELECT RAISE(ABORT, 'worksheets is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER worksheets_decided_no_delete BEFORE DELETE ON worksheets WHEN OLD.status <> 'proposed' BEGIN SELECT RAISE(ABORT, 'worksheets is append-only'); END;
-- +goose StatementEnd
