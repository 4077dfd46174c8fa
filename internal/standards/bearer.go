package standards

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// Bearer is a competency that bore a code in a version of its framework.
type Bearer struct {
	Competency  id.ID
	PublishedAt time.Time
}

// Bearers returns which competencies bore names such as "key/code", a framework's key and a competency's code, in the versions that were ever
// published: by the name in small letters, the earliest version first. A name whose framework is not here is left out, one that nothing in its
// framework bore has an empty list. A code is found as it is written there, and by all of it in small or in capital letters. Everybody may. Two
// queries for any 150 names.
func (s *Service) Bearers(ctx context.Context, q db.Q, names []string) (map[string][]Bearer, error) {
	out := map[string][]Bearer{}
	for chunk := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(names))), 150) {
		if err := bearersOf(ctx, q, chunk, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}
