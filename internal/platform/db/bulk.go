package db

import (
	"context"
	"fmt"
	"iter"
	"strings"
)

// BulkInsert inserts rows in statements of many rows each. suffix is appended to every
// statement ("ON CONFLICT DO NOTHING"). All rows must have len(columns) values.
// It returns how many rows were inserted.
func BulkInsert(ctx context.Context, q Q, table string, columns []string, suffix string, rows iter.Seq[[]any]) (int64, error) {
	// 3,000 arguments to a statement was within 5 % of the best on both databases.
	per := max(1, min(500, 3000/len(columns)))
	var (
		total int64
		args  []any
		n     int
	)
	head := "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES "
	flush := func() error {
		if n == 0 {
			return nil
		}
		var b strings.Builder
		b.WriteString(head)
		for i := range n {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteByte('(')
			b.WriteString(q.Dialect().inOrder(i*len(columns)+1, len(columns)))
			b.WriteByte(')')
		}
		if suffix != "" {
			b.WriteByte(' ')
			b.WriteString(suffix)
		}
		res, err := q.Exec(ctx, b.String(), args...)
		if err != nil {
			return fmt.Errorf("db: bulk insert into %s: %w", table, err)
		}
		k, err := res.RowsAffected()
		total += k
		args, n = args[:0], 0
		return err
	}
	for row := range rows {
		if len(row) != len(columns) {
			return total, fmt.Errorf("db: bulk insert into %s: %d values for %d columns", table, len(row), len(columns))
		}
		args = append(args, row...)
		if n++; n == per {
			if err := flush(); err != nil {
				return total, err
			}
		}
	}
	return total, flush()
}
