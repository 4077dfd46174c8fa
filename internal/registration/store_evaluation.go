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

// evaluationRequest asks one registration's person one set of questions, not before Due.
type evaluationRequest struct {
	RegistrationID id.ID
	Kind           Kind
	Due            time.Time
}

func insertRequests(ctx context.Context, q db.Q, list []evaluationRequest) error {
	_, err := db.BulkInsert(ctx, q, "evaluation_requests", []string{"registration_id", "kind", "due_at"}, "ON CONFLICT DO NOTHING", func(yield func([]any) bool) {
		for _, e := range list {
			if !yield([]any{e.RegistrationID, string(e.Kind), e.Due}) {
				return
			}
		}
	})
	return err
}

// putOffRequests has those who were at an occurrence asked at its new end, as far as they were not asked yet.
func putOffRequests(ctx context.Context, q db.Q, occurrence id.ID, ends time.Time) error {
	_, err := q.Exec(ctx, `UPDATE evaluation_requests SET due_at = $1 WHERE kind = $2 AND sent_at IS NULL AND answered_in = '' AND due_at < $1
		AND registration_id IN (SELECT id FROM registrations WHERE occurrence_id = $3 AND state = 'attended')`, ends, string(AtCompletion), occurrence)
	return err
}

// requestState returns when a question falls due and whether it was answered.
func requestState(ctx context.Context, q db.Q, registration id.ID, kind Kind) (due time.Time, answered bool, err error) {
	var mark string
	err = q.QueryRow(ctx, `SELECT due_at, answered_in FROM evaluation_requests WHERE registration_id = $1 AND kind = $2`, registration, string(kind)).
		Scan(db.Time(&due), &mark)
	if errors.Is(err, sql.ErrNoRows) {
		err = errs.New(errs.NotFound, "There is no such question.")
	}
	return due, mark != "", err
}

// askedFor is how long My learning asks a question after it fell due: what was two months ago is not remembered
// well enough. Who has the letter can still answer.
const askedFor = 60 * 24 * time.Hour

// dueQuestions returns the registrations that have a question which is due, still asked and not answered, with its kind.
func dueQuestions(ctx context.Context, q db.Q, registrations []id.ID, now time.Time) (map[id.ID]Kind, error) {
	out := map[id.ID]Kind{}
	if len(registrations) == 0 {
		return out, nil
	}
	rows, err := q.Query(ctx, `SELECT registration_id, kind FROM evaluation_requests WHERE due_at <= $1 AND due_at > $2 AND answered_in = ''
		AND registration_id IN (`+db.List(3, len(registrations))+`) ORDER BY due_at DESC`, append([]any{now, now.Add(-askedFor)}, db.Args(registrations)...)...)
	_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
		var r id.ID
		var k Kind
		err := rows.Scan(&r, &k)
		out[r] = k // the earliest comes last and stays
		return struct{}{}, err
	})
	return out, err
}

// claimUnsent marks due questions to people who were there as sent and returns them.
func claimUnsent(ctx context.Context, tx *db.Tx, now time.Time, limit int) ([]evaluationRequest, error) {
	rows, err := tx.Query(ctx, `SELECT registration_id, kind, due_at FROM evaluation_requests e WHERE sent_at IS NULL AND due_at <= $1
		AND EXISTS (SELECT 1 FROM registrations r WHERE r.id = e.registration_id AND r.state IN ('attended', 'completed', 'not-completed'))
		ORDER BY due_at LIMIT $2`+tx.Dialect().Claim(), now, limit)
	list, err := db.Collect(rows, err, func(rows *sql.Rows) (evaluationRequest, error) {
		var e evaluationRequest
		return e, rows.Scan(&e.RegistrationID, &e.Kind, db.Time(&e.Due))
	})
	if err != nil {
		return nil, err
	}
	for _, e := range list {
		if _, err := tx.Exec(ctx, `UPDATE evaluation_requests SET sent_at = $1 WHERE registration_id = $2 AND kind = $3`, now, e.RegistrationID, string(e.Kind)); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// putBackUnsent has a question asked again that was claimed and not sent.
func putBackUnsent(ctx context.Context, q db.Q, registration id.ID, kind Kind) error {
	_, err := q.Exec(ctx, `UPDATE evaluation_requests SET sent_at = NULL WHERE registration_id = $1 AND kind = $2`, registration, string(kind))
	return err
}

// markAnswered writes down that there was an answer, not when. It reports false when there was one before.
func markAnswered(ctx context.Context, q db.Q, registration id.ID, kind Kind) (bool, error) {
	res, err := q.Exec(ctx, `UPDATE evaluation_requests SET answered_in = 'yes' WHERE registration_id = $1 AND kind = $2 AND answered_in = ''`, registration, string(kind))
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// mixedWith is how many earlier answers are written anew with each one.
const mixedWith = 100

// answered is a row of evaluation_answers without its id.
type answered struct {
	month   string
	answers Answers
}

// insertAnswers keeps what was said under an id that tells nothing of who said it or when. The row
// does not name the occurrence, where there may have been few. Neither does its place in the table tell: a random
// hundred of the earlier answers about the offer are taken out and put back in the same
// transaction under new ids, in the order of these ids, so that neither the order of rows nor the transaction
// that wrote them leads to the request that was answered at the same moment.
func insertAnswers(ctx context.Context, tx *db.Tx, kind Kind, offer id.ID, month string, a Answers) error {
	rows, err := tx.Query(ctx, `SELECT id, month, answers FROM evaluation_answers WHERE offer_id = $1 AND kind = $2 ORDER BY id LIMIT $3`+tx.Dialect().ForUpdate(),
		offer, string(kind), mixedWith)
	var taken []id.ID
	all, err := db.Collect(rows, err, func(rows *sql.Rows) (answered, error) {
		var r id.ID
		var b answered
		err := rows.Scan(&r, &b.month, db.JSON(&b.answers))
		taken = append(taken, r)
		return b, err
	})
	if err != nil {
		return err
	}
	if len(taken) > 0 {
		if _, err := tx.Exec(ctx, `DELETE FROM evaluation_answers WHERE id IN (`+db.List(1, len(taken))+`)`, db.Args(taken)...); err != nil {
			return err
		}
	}
	mixed := map[id.ID]answered{id.Random(): {month, a}}
	for _, b := range all {
		mixed[id.Random()] = b
	}
	_, err = db.BulkInsert(ctx, tx, "evaluation_answers", []string{"id", "kind", "offer_id", "month", "answers"}, "", func(yield func([]any) bool) {
		for _, r := range slices.Sorted(maps.Keys(mixed)) {
			if !yield([]any{r, string(kind), offer, mixed[r].month, db.JSON(mixed[r].answers)}) {
				return
			}
		}
	})
	return err
}

// answersOf returns all answers about an offer by their months and in these by their random ids.
func answersOf(ctx context.Context, q db.Q, offer id.ID, kind Kind) ([]answered, error) {
	rows, err := q.Query(ctx, `SELECT month, answers FROM evaluation_answers WHERE offer_id = $1 AND kind = $2 ORDER BY month, id LIMIT 5000`, offer, string(kind))
	return db.Collect(rows, err, func(rows *sql.Rows) (answered, error) {
		var a answered
		return a, rows.Scan(&a.month, db.JSON(&a.answers))
	})
}

// insertClosing reports false when the occurrence was closed before.
func insertClosing(ctx context.Context, q db.Q, occurrence, by id.ID, now time.Time) (bool, error) {
	res, err := q.Exec(ctx, `INSERT INTO occurrence_closings (occurrence_id, closed_by, closed_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, occurrence, by, now)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n == 1, err
}

// closedAt returns when an occurrence was closed first, zero when it was not.
func closedAt(ctx context.Context, q db.Q, occurrence id.ID) (time.Time, error) {
	var at time.Time
	err := q.QueryRow(ctx, `SELECT closed_at FROM occurrence_closings WHERE occurrence_id = $1`, occurrence).Scan(db.Time(&at))
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return at, err
}
