-- More facts that the database itself refuses to change or delete, whoever asks: what became of a
-- registration, who was there, what was answered, awarded, revoked, decided and done, and who looked.
-- A correction is a further row. Where a row has a part that goes on, that part alone may change.
-- +goose Up
CREATE TRIGGER registration_log_append_only BEFORE UPDATE OR DELETE ON registration_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_files_append_only BEFORE UPDATE OR DELETE ON attendance_files FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_append_only BEFORE UPDATE OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER occurrence_closings_append_only BEFORE UPDATE OR DELETE ON occurrence_closings FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Answers are moved about, so that their order does not tell who gave them, and never changed.
CREATE TRIGGER evaluation_answers_append_only BEFORE UPDATE ON evaluation_answers FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER awards_append_only BEFORE UPDATE OR DELETE ON awards FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER award_revocations_append_only BEFORE UPDATE OR DELETE ON award_revocations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_views_append_only BEFORE UPDATE OR DELETE ON record_views FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What was done never changes; the sealer numbers and chains a row once.
CREATE TRIGGER audit_log_facts BEFORE UPDATE OF id, at, actor_id, via, action, object_kind, object_id, unit_id, detail ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_sealed BEFORE UPDATE ON audit_log FOR EACH ROW WHEN (OLD.seal_no IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A registration's state goes on. Whose it is, of what, and on which terms are facts of the day it was made.
CREATE TRIGGER registrations_facts BEFORE UPDATE OF id, person_id, offer_id, version_id, occurrence_id, offer_key, offer_title, membership_class, unit_id, unit_name, price_minor, currency, channel, created_at
    ON registrations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registrations_no_delete BEFORE DELETE ON registrations FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A review is answered once; what was asked never changes.
CREATE TRIGGER offer_reviews_facts BEFORE UPDATE OF id, offer_id, version_id, title, offer_key, unit_id, unit_name, asked, asked_by, asked_at ON offer_reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_reviews_decided BEFORE UPDATE ON offer_reviews FOR EACH ROW WHEN (OLD.decision <> '') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_reviews_no_delete BEFORE DELETE ON offer_reviews FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- A published wording is what people registered for; a decided worksheet is what their credit rests on.
CREATE TRIGGER offer_versions_published BEFORE UPDATE OR DELETE ON offer_versions FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER worksheets_decided BEFORE UPDATE OR DELETE ON worksheets FOR EACH ROW WHEN (OLD.status <> 'proposed') EXECUTE FUNCTION refuse_change();

-- Emptying a table passes by triggers of its rows.
CREATE TRIGGER membership_no_truncate BEFORE TRUNCATE ON membership_periods FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registration_log_no_truncate BEFORE TRUNCATE ON registration_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_files_no_truncate BEFORE TRUNCATE ON attendance_files FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attendance_no_truncate BEFORE TRUNCATE ON attendance FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER occurrence_closings_no_truncate BEFORE TRUNCATE ON occurrence_closings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER evaluation_answers_no_truncate BEFORE TRUNCATE ON evaluation_answers FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER awards_no_truncate BEFORE TRUNCATE ON awards FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER award_revocations_no_truncate BEFORE TRUNCATE ON award_revocations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER record_views_no_truncate BEFORE TRUNCATE ON record_views FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER registrations_no_truncate BEFORE TRUNCATE ON registrations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_reviews_no_truncate BEFORE TRUNCATE ON offer_reviews FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER offer_versions_no_truncate BEFORE TRUNCATE ON offer_versions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER worksheets_no_truncate BEFORE TRUNCATE ON worksheets FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
