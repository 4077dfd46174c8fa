package assessment

import (
	"context"
	"fmt"
)

// Check looks for what cannot be right in the area's rows and says it in sentences.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range checks {
		n, err := countBroken(ctx, s.db, c.query)
		if err != nil {
			return out, err
		}
		if n > 0 {
			out = append(out, fmt.Sprintf(c.says, n))
		}
	}
	return out, nil
}
