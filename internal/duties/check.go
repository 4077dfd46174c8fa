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

// Attention returns what breaks no rule of the area and yet waits for somebody: published texts that this release cannot read. It is for the operator's commands.
func (s *Service) Attention(ctx context.Context) ([]string, error) {
	list, err := s.unreadable(ctx, s.db)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return []string{fmt.Sprintf("%d published texts of rules cannot be read by this program, and where people stand with them is not worked out: %s", len(list), unreadableKeys(list))}, nil
}
