package record

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/db"
)

// Check looks for what must never be in the record and says it in sentences; none means all is well.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range entryChecks {
		n, err := count(ctx, s.db, c.query)
		if err != nil {
			return nil, fmt.Errorf("record: check: %w", err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(c.says, n))
		}
	}
	return out, nil
}

func count(ctx context.Context, q db.Q, query string, args ...any) (int, error) {
	var n int
	return n, q.QueryRow(ctx, query, args...).Scan(&n)
}
