package duties

import (
	"context"
	"fmt"
)

// Check returns what breaks the area's rules, as sentences. It is for the operator's commands.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range dutyChecks {
		var n int
		if err := s.db.QueryRow(ctx, c.query).Scan(&n); err != nil {
			return nil, fmt.Errorf("duties: check: %w", err)
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(c.says, n))
		}
	}
	return out, nil
}
