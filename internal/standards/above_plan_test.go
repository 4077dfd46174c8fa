package standards

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// AboveExplained is how a database finds what a competency stands under.
func AboveExplained(t *testing.T, d *db.DB, version, competency id.ID) string {
	t.Helper()
	ctx := context.Background()
	c, err := oneCompetency(ctx, d, version, competency)
	if err != nil {
		t.Fatal(err)
	}
	e := &explained{DB: d}
	if _, err := above(ctx, e, version, c); err != nil {
		t.Fatal(err)
	}
	return e.plan.String()
}

// explained asks of each query how it is done, before it is.
type explained struct {
	*db.DB
	plan strings.Builder
}

// Query implements db.Q.
func (e *explained) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	ask := "EXPLAIN QUERY PLAN "
	if e.Dialect() == db.Postgres {
		ask = "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) "
	}
	rows, err := e.DB.Query(ctx, ask+query, args...)
	if err != nil {
		return nil, err
	}
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
	rows.Close()
	return e.DB.Query(ctx, query, args...)
}
