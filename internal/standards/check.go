package standards

import "context"

// Check returns a sentence for each broken invariant that it finds, at most 100 of a kind. It is
// for the operator, who is told the ids.
func (s *Service) Check(ctx context.Context) ([]string, error) {
	var out []string
	for _, c := range checks {
		ids, err := brokenIDs(ctx, s.db, c.query)
		if err != nil {
			return nil, err
		}
		for _, broken := range ids {
			out = append(out, c.what+": "+broken)
		}
	}
	return out, nil
}
