package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
)

// bulkShown is how many changes are listed at once.
const bulkShown = 20

// RecentBulk is a change to many offers as a list has it.
type RecentBulk struct {
	BulkEdit
	// Count is how many offers became different; Offers is empty.
	Count int
	// Edited is how many of them somebody has changed since, so that it cannot be undone.
	Edited int
}

// MayUndo says that the change stands and that nobody has changed anything since.
func (r RecentBulk) MayUndo() bool { return r.UndoneAt.IsZero() && r.Edited == 0 }

// RecentBulks returns the changes to many offers of the last day, the latest first, at most 20: those of which the actor may edit all
// offers, whoever made them. None for whoever edits nothing. It takes one query.
func (s *Service) RecentBulks(ctx context.Context, actor authz.Actor) ([]RecentBulk, error) {
	units := scope{all: actor.May(EditOffers, "")}
	if !units.all {
		var err error
		if units.units, err = s.unitsOf(ctx, actor, EditOffers); err != nil || len(units.units) == 0 {
			return nil, err
		}
	}
	return recentBulks(ctx, s.db, units, s.clock.Now(), bulkShown)
}
