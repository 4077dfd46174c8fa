package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/id"
)

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
	strays, err := s.strayAlignments(ctx)
	for _, c := range strays {
		out = append(out, "An offer is aligned with a competency of another framework than is said: "+string(c))
	}
	return out, err
}

// strayAlignments returns competencies that offers are or were aligned with and whose framework is another one than is said.
func (s *Service) strayAlignments(ctx context.Context) ([]id.ID, error) {
	said, err := alignedHomes(ctx, s.db)
	if err != nil {
		return nil, err
	}
	ids := make([]id.ID, len(said))
	for i, p := range said {
		ids[i] = p[0]
	}
	fates, err := s.standards.Became(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	var out []id.ID
	for _, p := range said {
		if f, ok := fates[p[0]]; len(out) < 100 && (!ok || f.FrameworkID != p[1]) {
			out = append(out, p[0])
		}
	}
	return out, nil
}
