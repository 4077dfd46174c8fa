package dbtest

import (
	"context"
	"database/sql"
	"strings"

	"learningcommons.dev/commons/internal/platform/db"
)

// Explained is a database that asks of each query how it is done, before it is.
type Explained struct {
	*db.DB
	plan strings.Builder
}

// Plan is what was told so far, a step a line. PostgreSQL does the query for it, and says how often it did each step.
func (e *Explained) Plan() string { return e.plan.String() }

// Query implements db.Q.
func (e *Explained) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ask := "EXPLAIN QUERY PLAN "
	if e.Dialect() == db.Postgres {
		ask = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "
	}
	rows, err := e.DB.Query(ctx, ask+query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(sql.NullString)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		e.plan.WriteString(into[len(into)-1].(*sql.NullString).String + "\n")
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	rows.Close() // before the query itself, which may have to wait for it
	return e.DB.Query(ctx, query, args...)
}
