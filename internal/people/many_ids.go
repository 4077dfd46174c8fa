package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// ManyIDs is IDs for many persons at once: every id under which rows of theirs may stand, with the surviving person
// whose rows those are. For later areas that work through everybody; two queries for every 500.
func (s *Service) ManyIDs(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]id.ID, error) {
	return manyIDs(ctx, q, persons)
}
