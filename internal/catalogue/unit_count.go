package catalogue

import "context"

// CountByUnit returns how many published offers are found under each unit, keyed by today's
// acronym: a unit's own, those of units that live on in it, and those it sponsors.
func (s *Service) CountByUnit(ctx context.Context) (map[string]int, error) {
	found, err := s.Search(ctx, SearchRequest{Limit: 1, Facets: true})
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for _, f := range found.Facets {
		if f.Name != "unit" {
			continue
		}
		for _, v := range f.Values {
			out[v.Value] = v.Count
		}
	}
	return out, nil
}
