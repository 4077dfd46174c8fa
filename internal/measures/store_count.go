package measures

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

func hasMonth(ctx context.Context, q db.Q, month string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `SELECT COUNT(*) FROM demand_months WHERE month = $1`, month).Scan(&n)
	return n > 0, err
}

// hasCells reports whether there ever was a figure.
func hasCells(ctx context.Context, q db.Q) (has bool, err error) {
	err = q.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM demand_months WHERE cells > 0)`).Scan(&has)
	return has, err
}

// freeCount gives back the right to count, where a count still has it.
func freeCount(ctx context.Context, tx *db.Tx, count id.ID) error {
	_, err := tx.Exec(ctx, `UPDATE demand_counts SET count_id = '' WHERE count_id = $1`, count)
	return err
}

// claimCount takes the one row of the count under way, unless somebody else took it since a moment.
func claimCount(ctx context.Context, tx *db.Tx, count id.ID, now, since time.Time) (bool, error) {
	r, err := tx.Exec(ctx, `INSERT INTO demand_counts (no, count_id, begun_at) VALUES (1, $1, $2)
		ON CONFLICT (no) DO UPDATE SET count_id = excluded.count_id, begun_at = excluded.begun_at WHERE demand_counts.begun_at < $3 OR demand_counts.count_id = ''`, count, now, since)
	if err != nil {
		return false, fmt.Errorf("measures: begin to count: %w", err)
	}
	n, err := r.RowsAffected()
	return n == 1, err
}

// holdCount keeps the right to count until the end of the transaction.
func holdCount(ctx context.Context, tx *db.Tx, count id.ID) error {
	var holder id.ID
	err := tx.QueryRow(ctx, `SELECT count_id FROM demand_counts WHERE no = 1`+tx.Dialect().ForUpdate()).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) || err == nil && holder != count {
		return errTaken
	}
	return err
}

// loadWords returns the numbered words. That of outside, number 0, is not kept; the others are numbered without a gap.
func loadWords(ctx context.Context, q db.Q) (*words, error) {
	rows, err := q.Query(ctx, `SELECT word FROM demand_words ORDER BY no`)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (w string, err error) {
		err = r.Scan(&w)
		return w, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: words: %w", err)
	}
	w := &words{of: make(map[string]int, len(list)+1)}
	for _, word := range append([]string{""}, list...) {
		w.number(word)
	}
	return w, nil
}

func insertWords(ctx context.Context, tx *db.Tx, list []string, from int) error {
	_, err := db.BulkInsert(ctx, tx, "demand_words", []string{"no", "word"}, "", func(yield func([]any) bool) {
		for i, w := range list {
			if !yield([]any{from + i, w}) {
				return
			}
		}
	})
	return err
}

// eachCounted streams what people are counted as, in the order of their ids, a chunk at a time.
func eachCounted(ctx context.Context, q db.Q) iter.Seq2[standing, error] {
	return func(yield func(standing, error) bool) {
		const chunk = 2000
		for after := id.ID(" "); ; {
			rows, err := q.Query(ctx, `SELECT person_id, counted FROM demand_people WHERE person_id > $1 ORDER BY person_id LIMIT $2`, after, chunk)
			list, err := db.Collect(rows, err, func(r *sql.Rows) (s standing, err error) {
				err = r.Scan(&s.person, &s.text)
				return s, err
			})
			if err != nil {
				yield(standing{}, err)
				return
			}
			for _, s := range list {
				if !yield(s, nil) {
					return
				}
				after = s.person
			}
			if len(list) < chunk {
				return
			}
		}
	}
}

func insertComing(ctx context.Context, tx *db.Tx, count id.ID, list []standing) error {
	_, err := db.BulkInsert(ctx, tx, "demand_people", []string{"person_id", "counted", "coming", "coming_in"}, `ON CONFLICT (person_id) DO UPDATE SET coming = excluded.coming, coming_in = excluded.coming_in`, func(yield func([]any) bool) {
		for _, s := range list {
			if !yield([]any{s.person, "", s.text, count}) {
				return
			}
		}
	})
	return err
}

// settleComing makes what people are to be counted as what they are counted as. Who is counted nowhere leaves no trace.
func settleComing(ctx context.Context, tx *db.Tx, count id.ID) error {
	for _, query := range []string{
		`UPDATE demand_people SET counted = coming, coming = '', coming_in = '' WHERE coming_in = $1`,
		`DELETE FROM demand_people WHERE counted = '' AND coming_in <> $1`,
		`DELETE FROM demand_counts WHERE count_id = $1`,
	} {
		if _, err := tx.Exec(ctx, query, count); err != nil {
			return fmt.Errorf("measures: settle the count: %w", err)
		}
	}
	return nil
}

func insertMonth(ctx context.Context, tx *db.Tx, month string, now time.Time, cells int) error {
	_, err := tx.Exec(ctx, `INSERT INTO demand_months (month, counted_at, cells) VALUES ($1, $2, $3)`, month, now, cells)
	return err
}

func insertCells(ctx context.Context, tx *db.Tx, month string, w *words, cells map[flow]int, known map[id.ID]Competency) error {
	_, err := db.BulkInsert(ctx, tx, "demand_cells", []string{"month", "competency_id", "audience", "said", "level", "area", "band", "people"}, "", func(yield func([]any) bool) {
		for f, n := range cells {
			c, k := known[id.ID(w.list[f.of])], classOf(w.list[f.to])
			if !yield([]any{month, w.list[f.of], k.audience, k.said, k.level, c.Area, bandOf(k.level, c.Levels), n}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("measures: keep the cells: %w", err)
	}
	return nil
}

// insertSums adds up the gaps among the cells of a month.
func insertSums(ctx context.Context, tx *db.Tx, month string) error {
	_, err := tx.Exec(ctx, `INSERT INTO demand_sums (month, audience, area, band, people) SELECT month, audience, area, band, SUM(people) FROM demand_cells WHERE month = $1 AND said = $2 GROUP BY month, audience, area, band`, month, SaidGap)
	if err != nil {
		return fmt.Errorf("measures: add up the cells: %w", err)
	}
	return nil
}

func upsertCompetencies(ctx context.Context, tx *db.Tx, called map[id.ID]Competency) error {
	_, err := db.BulkInsert(ctx, tx, "demand_competencies", []string{"competency_id", "framework_key", "framework", "code", "title", "area", "levels"},
		`ON CONFLICT (competency_id) DO UPDATE SET framework_key = excluded.framework_key, framework = excluded.framework, code = excluded.code, title = excluded.title, area = excluded.area, levels = excluded.levels`, func(yield func([]any) bool) {
			for i, c := range called {
				if !yield([]any{i, c.FrameworkKey, c.Framework, c.Code, c.Title, c.Area, db.JSON(c.Levels)}) {
					return
				}
			}
		})
	return err
}

// competenciesByID returns what is kept of competencies.
func competenciesByID(ctx context.Context, q db.Q, ids []id.ID) (map[id.ID]Competency, error) {
	out := make(map[id.ID]Competency, len(ids))
	for part := range slices.Chunk(ids, 500) {
		rows, err := q.Query(ctx, `SELECT competency_id, framework_key, framework, code, title, area, levels FROM demand_competencies WHERE competency_id IN (`+db.List(1, len(part))+`)`, db.Args(part)...)
		err = db.Each(rows, err, func(r *sql.Rows) (err error) {
			var c Competency
			if err = r.Scan(&c.ID, &c.FrameworkKey, &c.Framework, &c.Code, &c.Title, &c.Area, db.JSON(&c.Levels)); err == nil {
				out[c.ID] = c
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("measures: competencies: %w", err)
		}
	}
	return out, nil
}
