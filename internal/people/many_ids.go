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

// Everybody returns persons whose ids come after one, in their order; whoever was merged into another is not there, whoever closed their account is.
// For later areas that work through everybody.
func (s *Service) Everybody(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	return everybody(ctx, q, after, limit)
}
