package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

const savedColumns = `id, person_id, name, question, every, stop_key, told_until, created_at`

func (v *SavedSearch) targets() []any {
	return []any{&v.ID, &v.PersonID, &v.Name, db.JSON(&v.Question), &v.Every, &v.StopKey, db.Time(&v.ToldUntil), db.Time(&v.CreatedAt)}
}

func scanSaved(r *sql.Rows) (v SavedSearch, err error) {
	err = r.Scan(v.targets()...)
	return v, err
}

// savedOf returns the saved searches of a person, given by all their ids, the newest first.
func savedOf(ctx context.Context, q db.Q, person []id.ID) ([]SavedSearch, error) {
	rows, err := q.Query(ctx, `SELECT `+savedColumns+` FROM saved_searches WHERE person_id IN (`+db.List(1, len(person))+`) ORDER BY created_at DESC, id DESC`, db.Args(person)...)
	found, err := db.Collect(rows, err, scanSaved)
	if err != nil {
		return nil, fmt.Errorf("catalogue: load saved searches: %w", err)
	}
	return found, nil
}

func savedByID(ctx context.Context, q db.Q, search id.ID) (SavedSearch, error) {
	return oneSaved(ctx, q, `id = $1`, search)
}

func savedByKey(ctx context.Context, q db.Q, key string) (SavedSearch, error) {
	return oneSaved(ctx, q, `stop_key = $1`, key)
}

func oneSaved(ctx context.Context, q db.Q, where string, arg any) (v SavedSearch, err error) {
	err = q.QueryRow(ctx, `SELECT `+savedColumns+` FROM saved_searches WHERE `+where, arg).Scan(v.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return SavedSearch{}, errNoSearch
	}
	if err != nil {
		return SavedSearch{}, fmt.Errorf("catalogue: load saved search: %w", err)
	}
	return v, nil
}

func insertSaved(ctx context.Context, tx *db.Tx, v SavedSearch, due time.Time) error {
	_, err := tx.Exec(ctx, `INSERT INTO saved_searches (`+savedColumns+`, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		v.ID, v.PersonID, v.Name, db.JSON(v.Question), v.Every, v.StopKey, v.ToldUntil, v.CreatedAt, due)
	if err != nil {
		return fmt.Errorf("catalogue: save search: %w", err)
	}
	return nil
}

func updateSaved(ctx context.Context, tx *db.Tx, search id.ID, name string, every Cadence, told, due time.Time) error {
	_, err := tx.Exec(ctx, `UPDATE saved_searches SET name = $2, every = $3, told_until = $4, due_at = $5 WHERE id = $1`, search, name, every, told, due)
	if err != nil {
		return fmt.Errorf("catalogue: change saved search: %w", err)
	}
	return nil
}

func deleteSaved(ctx context.Context, tx *db.Tx, search id.ID, person []id.ID) (int64, error) {
	res, err := tx.Exec(ctx, `DELETE FROM saved_searches WHERE id = $1 AND person_id IN (`+db.List(2, len(person))+`)`, append([]any{search}, db.Args(person)...)...)
	if err != nil {
		return 0, fmt.Errorf("catalogue: delete saved search: %w", err)
	}
	return res.RowsAffected()
}

// oldestDue returns up to when the search that is due and was told longest ago has been told; zero when none is due.
func oldestDue(ctx context.Context, q db.Q, now time.Time) (t time.Time, err error) {
	err = q.QueryRow(ctx, `SELECT MIN(told_until) FROM saved_searches WHERE due_at <= $1`, now).Scan(db.Time(&t))
	if err != nil {
		return t, fmt.Errorf("catalogue: saved searches that are due: %w", err)
	}
	return t, nil
}

// claimDue locks some of the searches that are due, those that have waited longest first. What another server has locked is left to it.
func claimDue(ctx context.Context, tx *db.Tx, now time.Time, most int) ([]SavedSearch, error) {
	rows, err := tx.Query(ctx, `SELECT `+savedColumns+` FROM saved_searches WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2`+tx.Dialect().Claim(), now, most)
	found, err := db.Collect(rows, err, scanSaved)
	if err != nil {
		return nil, fmt.Errorf("catalogue: claim saved searches: %w", err)
	}
	return found, nil
}

// moveOn notes that searches have been looked through, and when they are due again: one statement for each cadence.
func moveOn(ctx context.Context, tx *db.Tx, list []SavedSearch, told, now time.Time) error {
	for _, every := range []Cadence{Daily, Weekly} {
		var ids []id.ID
		for _, v := range list {
			if v.Every == every {
				ids = append(ids, v.ID)
			}
		}
		if len(ids) == 0 {
			continue
		}
		// A search younger than what has settled is not told of the time before it.
		_, err := tx.Exec(ctx, `UPDATE saved_searches SET due_at = $1, told_until = CASE WHEN told_until > $2 THEN told_until ELSE $2 END
			WHERE id IN (`+db.List(3, len(ids))+`)`, append([]any{every.dueAfter(now), told}, db.Args(ids)...)...)
		if err != nil {
			return fmt.Errorf("catalogue: saved searches: %w", err)
		}
	}
	return nil
}

// ignoreMissing drops the error that something is not there any more.
func ignoreMissing(err error) error {
	if errs.Is(err, errs.NotFound) {
		return nil
	}
	return err
}
