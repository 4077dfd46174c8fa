package registration

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const surveyColumns = `id, offer_id, number, questions, updated_at, published_at`

func scanSurvey(scan func(...any) error) (s Survey, err error) {
	return s, scan(&s.ID, &s.OfferID, &s.Number, db.JSON(&s.Questions), db.Time(&s.UpdatedAt), db.Time(&s.PublishedAt))
}

// surveysOf returns the forms of an offer, the latest first: a draft, if there is one, stands before what is published.
func surveysOf(ctx context.Context, q db.Q, offer id.ID) ([]Survey, error) {
	rows, err := q.Query(ctx, `SELECT `+surveyColumns+` FROM surveys WHERE offer_id = $1 ORDER BY number DESC`, offer)
	return db.Collect(rows, err, func(r *sql.Rows) (Survey, error) { return scanSurvey(r.Scan) })
}

// shownSurvey returns a form of an offer that is or was asked.
func shownSurvey(ctx context.Context, q db.Q, offer, survey id.ID) (Survey, error) {
	s, err := scanSurvey(q.QueryRow(ctx, `SELECT `+surveyColumns+` FROM surveys WHERE id = $1 AND offer_id = $2 AND published_at IS NOT NULL AND questions <> '[]'`, survey, offer).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "There is no such question.")
	}
	return s, err
}

// askedSurvey returns the form that is asked today, the zero Survey where there never was one.
func askedSurvey(ctx context.Context, q db.Q, offer id.ID) (Survey, error) {
	s, err := scanSurvey(q.QueryRow(ctx, `SELECT `+surveyColumns+` FROM surveys WHERE offer_id = $1 AND published_at IS NOT NULL ORDER BY number DESC LIMIT 1`, offer).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return s, err
}

// lockSurveys lets one editor at a time change the forms of an offer. The first of them locks nothing, and the number decides.
func lockSurveys(ctx context.Context, tx *db.Tx, offer id.ID) error {
	rows, err := tx.Query(ctx, `SELECT id FROM surveys WHERE offer_id = $1 ORDER BY number`+tx.Dialect().ForUpdate(), offer)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (x id.ID, err error) { return x, r.Scan(&x) })
	return err
}

// saveDraft writes the draft, in place of what stands there.
func saveDraft(ctx context.Context, tx *db.Tx, d SurveyDesk, questions []Question, by id.ID, now time.Time) error {
	if questions == nil {
		questions = []Question{}
	}
	if d.Draft.ID != "" {
		_, err := tx.Exec(ctx, `UPDATE surveys SET questions = $1, made_by = $2, updated_at = $3 WHERE id = $4`, db.JSON(questions), by, now, d.Draft.ID)
		return err
	}
	res, err := tx.Exec(ctx, `INSERT INTO surveys (id, offer_id, number, questions, made_by, updated_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
		id.New(), d.Offer.ID, d.Asked.Number+1, db.JSON(questions), by, now)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return errs.New(errs.Conflict, "Somebody else has changed these questions since you opened them. Look at what stands there now, and send yours again.")
}

func publishDraft(ctx context.Context, tx *db.Tx, draft id.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE surveys SET published_at = $1, updated_at = $1 WHERE id = $2 AND published_at IS NULL`, now, draft)
	return err
}

func discardDraft(ctx context.Context, tx *db.Tx, draft id.ID) error {
	_, err := tx.Exec(ctx, `DELETE FROM surveys WHERE id = $1 AND published_at IS NULL`, draft)
	return err
}

// answeredAbout counts who is marked as having answered about an occurrence.
func answeredAbout(ctx context.Context, q db.Q, occurrence id.ID) (n int, err error) {
	err = q.QueryRow(ctx, `SELECT COUNT(*) FROM evaluation_requests e JOIN registrations r ON r.id = e.registration_id
		WHERE r.occurrence_id = $1 AND e.kind = $2 AND e.answered_in <> ''`, occurrence, string(AtCompletion)).Scan(&n)
	return n, err
}

// surveyAnswered is a row of survey_answers without its id.
type surveyAnswered struct {
	survey, occurrence id.ID
	month              string
	answers            SurveyAnswers
}

// insertSurveyAnswers keeps what was said as insertAnswers does: a random hundred of the earlier answers to the same questions are taken
// out and put back with it under new random ids, so that neither place nor transaction leads to who was marked at the same moment.
func insertSurveyAnswers(ctx context.Context, tx *db.Tx, survey id.ID, a surveyAnswered) error {
	rows, err := tx.Query(ctx, `SELECT id, occurrence_id, month, answers FROM survey_answers WHERE survey_id = $1 ORDER BY id LIMIT $2`+tx.Dialect().ForUpdate(), survey, mixedWith)
	var taken []id.ID
	all, err := db.Collect(rows, err, func(r *sql.Rows) (surveyAnswered, error) {
		var x id.ID
		var b surveyAnswered
		err := r.Scan(&x, &b.occurrence, &b.month, db.JSON(&b.answers))
		taken = append(taken, x)
		return b, err
	})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		if _, err := tx.Exec(ctx, `DELETE FROM survey_answers WHERE id IN (`+db.List(1, len(taken))+`)`, db.Args(taken)...); err != nil {
			return err
		}
	}
	mixed := map[id.ID]surveyAnswered{id.Random(): a}
	for _, b := range all {
		mixed[id.Random()] = b
	}
	_, err = db.BulkInsert(ctx, tx, "survey_answers", []string{"id", "survey_id", "occurrence_id", "month", "answers"}, "", func(yield func([]any) bool) {
		for _, x := range slices.Sorted(maps.Keys(mixed)) {
			if !yield([]any{x, survey, mixed[x].occurrence, mixed[x].month, db.JSON(mixed[x].answers)}) {
				return
			}
		}
	})
	return err
}

// eachSurveyAnswer calls f with the answers to forms, form by form, by their months and in these by their random ids.
func eachSurveyAnswer(ctx context.Context, q db.Q, surveys []id.ID, f func(surveyAnswered)) error {
	if len(surveys) == 0 {
		return nil
	}
	rows, err := q.Query(ctx, `SELECT survey_id, occurrence_id, month, answers FROM survey_answers WHERE survey_id IN (`+db.List(1, len(surveys))+`) ORDER BY survey_id, month, id`, db.Args(surveys)...)
	_, err = db.Collect(rows, err, func(r *sql.Rows) (struct{}, error) {
		var a surveyAnswered
		err := r.Scan(&a.survey, &a.occurrence, &a.month, db.JSON(&a.answers))
		if err == nil {
			f(a)
		}
		return struct{}{}, err
	})
	return err
}
