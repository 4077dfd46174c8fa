package measures

import (
	"context"
	"database/sql"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

// narrowed is the condition of the cells that a request asks for, beside their month, with its arguments after those given.
func (r DemandRequest) narrowed(args []any) (string, []any) {
	var where string
	for _, c := range []struct{ column, value string }{{"area", r.Area}, {"audience", string(r.Audience)}, {"competency_id", string(r.Competency)}} {
		if c.value != "" {
			args = append(args, c.value)
			where += fmt.Sprintf(" AND c.%s = $%d", c.column, len(args))
		}
	}
	return where, args
}

// demandMonths returns the months from one on with the gaps that a request asks for, the earliest first. It reads the cells of one competency alone,
// otherwise what is added up already.
func demandMonths(ctx context.Context, q db.Q, from string, r DemandRequest) ([]MonthTotal, error) {
	table, args := "demand_sums c ON c.month = m.month", []any{from}
	if r.Competency != "" {
		table, args = "demand_cells c ON c.month = m.month AND c.said = $2", append(args, SaidGap)
	}
	where, args := r.narrowed(args)
	if r.Level != "" {
		args = append(args, r.Level)
		where += fmt.Sprintf(" AND c.band = $%d", len(args))
	}
	rows, err := q.Query(ctx, `SELECT m.month, COALESCE(SUM(c.people), 0) FROM demand_months m LEFT JOIN `+table+where+` WHERE m.month >= $1 GROUP BY m.month ORDER BY m.month`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (m MonthTotal, err error) {
		err = r.Scan(&m.Month, &m.Gaps)
		return m, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: months: %w", err)
	}
	return list, nil
}

// demandFigures adds up the cells of a month, by competency, at all levels: who has no gap is of none.
func demandFigures(ctx context.Context, q db.Q, month string, r DemandRequest) ([]figure, error) {
	where, args := r.narrowed([]any{month})
	rows, err := q.Query(ctx, `SELECT c.competency_id, c.area, c.said, c.band, SUM(c.people) FROM demand_cells c WHERE c.month = $1`+where+` GROUP BY c.competency_id, c.area, c.said, c.band ORDER BY c.competency_id`, args...)
	list, err := db.Collect(rows, err, func(r *sql.Rows) (f figure, err error) {
		err = r.Scan(&f.competency, &f.area, &f.said, &f.band, &f.people)
		return f, err
	})
	if err != nil {
		return nil, fmt.Errorf("measures: figures: %w", err)
	}
	return list, nil
}
