package registration

import (
	"context"
	"database/sql"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// closingsOf returns when occurrences were closed first.
func closingsOf(ctx context.Context, q db.Q, occurrences []id.ID) (map[id.ID]time.Time, error) {
	return byDate(ctx, q, `SELECT occurrence_id, closed_at FROM occurrence_closings WHERE occurrence_id IN (`, `)`, occurrences, func(rows *sql.Rows, of *id.ID) (at time.Time, err error) {
		return at, rows.Scan(of, db.Time(&at))
	})
}

// countsOfDates counts the registrations of occurrences by state.
func countsOfDates(ctx context.Context, q db.Q, occurrences []id.ID) (map[id.ID]map[State]int, error) {
	out := map[id.ID]map[State]int{}
	_, err := byDate(ctx, q, `SELECT occurrence_id, state, COUNT(*) FROM registrations WHERE occurrence_id IN (`, `) GROUP BY occurrence_id, state`, occurrences, func(rows *sql.Rows, of *id.ID) (n int, err error) {
		var s State
		if err = rows.Scan(of, &s, &n); err == nil {
			if out[*of] == nil {
				out[*of] = map[State]int{}
			}
			out[*of][s] = n
		}
		return n, err
	})
	return out, err
}

// unresolvedOfDates counts the rows of files that wait to be resolved.
func unresolvedOfDates(ctx context.Context, q db.Q, occurrences []id.ID) (map[id.ID]int, error) {
	return byDate(ctx, q, `SELECT occurrence_id, COUNT(*) FROM attendance_unmatched WHERE `+waits+` AND occurrence_id IN (`, `) GROUP BY occurrence_id`, occurrences, countOfDate)
}

// twiceOfDates returns of which occurrences spokenOfTwice has anybody.
func twiceOfDates(ctx context.Context, q db.Q, occurrences []id.ID) (map[id.ID]bool, error) {
	found, err := byDate(ctx, q, `SELECT t.occurrence_id, COUNT(*) FROM (SELECT a.occurrence_id, a.registration_id`+twice+`a.occurrence_id IN (`, `) AND x.file_id IS NULL GROUP BY a.occurrence_id, a.registration_id`+speakTwice+`) AS t GROUP BY t.occurrence_id`, occurrences, countOfDate)
	out := map[id.ID]bool{}
	for o := range found {
		out[o] = true
	}
	return out, err
}

func countOfDate(rows *sql.Rows, of *id.ID) (n int, err error) { return n, rows.Scan(of, &n) }

// byDate asks a query of some hundred occurrences at a time; its first column is the occurrence.
func byDate[T any](ctx context.Context, q db.Q, query, rest string, occurrences []id.ID, scan func(*sql.Rows, *id.ID) (T, error)) (map[id.ID]T, error) {
	out := map[id.ID]T{}
	for len(occurrences) > 0 {
		chunk := occurrences[:min(500, len(occurrences))]
		occurrences = occurrences[len(chunk):]
		rows, err := q.Query(ctx, query+db.List(1, len(chunk))+rest, db.Args(chunk)...)
		_, err = db.Collect(rows, err, func(rows *sql.Rows) (struct{}, error) {
			var of id.ID
			v, err := scan(rows, &of)
			out[of] = v
			return struct{}{}, err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// versionCounts counts those who are registered for an occurrence by version, the most first.
func versionCounts(ctx context.Context, q db.Q, occurrence id.ID) ([]VersionCount, error) {
	rows, err := q.Query(ctx, `SELECT version_id, COUNT(*) AS n FROM registrations WHERE occurrence_id = $1 AND state NOT IN ('cancelled', 'waitlisted') GROUP BY version_id ORDER BY n DESC, version_id`, occurrence)
	return db.Collect(rows, err, func(rows *sql.Rows) (w VersionCount, err error) { return w, rows.Scan(&w.VersionID, &w.People) })
}
