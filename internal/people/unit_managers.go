package people

import (
	"context"
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/id"
)

// UnitManagers returns who manages a unit, or the one in which it lives on, and can be written to, in the order of their names. For letters of
// other areas; it asks nobody's permission.
func (s *Service) UnitManagers(ctx context.Context, unit id.ID) ([]Person, error) {
	ids, err := managersOf(ctx, s.db, unit, s.clock.Now(), s.Today())
	if err != nil {
		return nil, err
	}
	found, err := s.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Person
	for _, i := range ids {
		if p := found[i]; !p.Closed && p.Email != "" {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return strings.Compare(a.SortName+string(a.ID), b.SortName+string(b.ID)) })
	return out, nil
}
