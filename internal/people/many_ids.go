package people

import (
	"context"
	"maps"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
)

// ManyIDs is IDs for many persons at once: every id under which rows of theirs may stand, with the surviving person
// whose rows those are. For later areas that work through everybody; two queries for every 500.
func (s *Service) ManyIDs(ctx context.Context, q db.Q, persons []id.ID) (map[id.ID]id.ID, error) {
	return manyIDs(ctx, q, persons)
}

// Holders returns those of the persons who hold one of the roles now, under whichever of their ids they have it. For later areas.
func (s *Service) Holders(ctx context.Context, q db.Q, persons []id.ID, roles ...authz.Role) (map[id.ID]bool, error) {
	survivor, err := manyIDs(ctx, q, persons)
	if err != nil || len(persons) == 0 {
		return nil, err
	}
	holders, err := holdersAmong(ctx, q, slices.Collect(maps.Keys(survivor)), roles, s.clock.Now())
	if err != nil {
		return nil, err
	}
	holds, out := map[id.ID]bool{}, map[id.ID]bool{}
	for _, p := range holders {
		holds[survivor[p]] = true
	}
	for _, p := range persons {
		if holds[survivor[p]] {
			out[p] = true
		}
	}
	return out, nil
}

// Everybody returns persons whose ids come after one, in their order; whoever was merged into another is not there, whoever closed their account is.
// For later areas that work through everybody.
func (s *Service) Everybody(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	return everybody(ctx, q, after, limit)
}
