package recognition

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/id"
)

// HeldBy returns every award of the persons, given by all their ids, with where it stands. For later areas, which decide
// who may; a fixed number of queries for every 500 persons.
func (s *Service) HeldBy(ctx context.Context, persons []id.ID) ([]Held, error) {
	var out []Held
	for chunk := range slices.Chunk(persons, 500) {
		list, err := awardsOfAll(ctx, s.db, chunk)
		if err != nil {
			return nil, fmt.Errorf("recognition: held by: %w", err)
		}
		held, err := s.hold(ctx, list)
		if err != nil {
			return nil, err
		}
		out = append(out, held...)
	}
	return out, nil
}
