package measures

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// keepSalt returns the day's secret: the one that is kept already, or the one offered.
func keepSalt(ctx context.Context, q db.Q, day, offered string) (string, error) {
	if _, err := q.Exec(ctx, `INSERT INTO visit_salts (day, salt) VALUES ($1, $2) ON CONFLICT (day) DO NOTHING`, day, offered); err != nil {
		return "", err
	}
	var salt string
	err := q.QueryRow(ctx, `SELECT salt FROM visit_salts WHERE day = $1`, day).Scan(&salt)
	return salt, err
}

func deleteSaltsBefore(ctx context.Context, q db.Q, day string) error {
	_, err := q.Exec(ctx, `DELETE FROM visit_salts WHERE day < $1`, day)
	return err
}

func insertSteps(ctx context.Context, q db.Q, steps []Step) error {
	_, err := db.BulkInsert(ctx, q, "visit_steps", []string{"id", "visit", "at", "page", "entry"}, "", func(yield func([]any) bool) {
		for _, st := range steps {
			if !yield([]any{id.New(), st.Visit, st.At, st.Page, st.Entry}) {
				return
			}
		}
	})
	return err
}

func insertSearches(ctx context.Context, q db.Q, searches []Search) error {
	_, err := db.BulkInsert(ctx, q, "searches", []string{"id", "visit", "at", "words", "filters", "hits", "loose"}, "", func(yield func([]any) bool) {
		for _, f := range searches {
			if !yield([]any{id.New(), f.Visit, f.At, f.Words, db.JSON(f.Filters), f.Hits, f.Loose}) {
				return
			}
		}
	})
	return err
}
