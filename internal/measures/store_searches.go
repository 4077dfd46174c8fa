package measures

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
)

// searchMonths are the months from one on of which the searches are counted.
func searchMonths(ctx context.Context, q db.Q, from string) (map[string]bool, error) {
	rows, err := q.Query(ctx, `SELECT month FROM demand_search_months WHERE month >= $1`, from)
	out := map[string]bool{}
	err = db.Each(rows, err, func(r *sql.Rows) (err error) {
		var m string
		if err = r.Scan(&m); err == nil {
			out[m] = true
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: months of searches: %w", err)
	}
	return out, nil
}

// eachFruitless streams the words of a stretch of time for which nothing was found, or nothing that has all of them, day by day.
func eachFruitless(ctx context.Context, q db.Q, from, to time.Time) iter.Seq2[Search, error] {
	return func(yield func(Search, error) bool) {
		rows, err := q.Query(ctx, `SELECT words, visit, at FROM searches WHERE at >= $1 AND at < $2 AND (hits = 0 OR loose) AND words <> '' ORDER BY at`, from, to)
		if err != nil {
			yield(Search{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var f Search
			if err := rows.Scan(&f.Words, &f.Visit, db.Time(&f.At)); err != nil {
				yield(f, err)
				return
			}
			if !yield(f, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Search{}, err)
		}
	}
}

// insertSearchMonth keeps the counts of a month; a month that is kept already stays.
func insertSearchMonth(ctx context.Context, tx *db.Tx, month string, now time.Time, counts map[string]int) error {
	r, err := tx.Exec(ctx, `INSERT INTO demand_search_months (month, counted_at, words) VALUES ($1, $2, $3) ON CONFLICT (month) DO NOTHING`, month, now, len(counts))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		return err
	}
	_, err = db.BulkInsert(ctx, tx, "demand_searches", []string{"month", "words", "visits"}, "", func(yield func([]any) bool) {
		for w, n := range counts {
			if !yield([]any{month, w, n}) {
				return
			}
		}
	})
	return err
}

// fruitless returns the words of months from one on for which nothing was found, those of the most visits first.
func fruitless(ctx context.Context, q db.Q, from string, most int) ([]Fruitless, error) {
	rows, err := q.Query(ctx, `SELECT words, SUM(visits), MAX(month) FROM demand_searches WHERE month >= $1 GROUP BY words ORDER BY SUM(visits) DESC, words LIMIT $2`, from, most)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (f Fruitless, err error) {
		err = r.Scan(&f.Words, &f.Visits, &f.Last)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: searches: %w", err)
	}
	return list, nil
}
