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
	// NeedsPublisher says that only who may publish all its offers can undo it, and that the actor may not.
	NeedsPublisher bool
}

// MayUndo says that the change stands, that nobody has changed anything since, and that the actor may undo it.
func (r RecentBulk) MayUndo() bool { return r.UndoneAt.IsZero() && r.Edited == 0 && !r.NeedsPublisher }

// RecentBulks returns the changes to many offers of the last day, the latest first, at most 20: those of which the actor may edit all
// offers, whoever made them. None for whoever edits nothing.
func (s *Service) RecentBulks(ctx context.Context, actor authz.Actor) ([]RecentBulk, error) {
	units, err := s.unitsWhere(ctx, actor, EditOffers)
	if err != nil || !units.all && len(units.units) == 0 {
		return nil, err
	}
	publish, err := s.unitsWhere(ctx, actor, PublishOffers)
	if err != nil {
		return nil, err
	}
	return recentBulks(ctx, s.db, units, publish, s.clock.Now(), bulkShown)
}

// unitsWhere are the units in which the actor may do something.
func (s *Service) unitsWhere(ctx context.Context, actor authz.Actor, p authz.Permission) (out scope, err error) {
	if out.all = actor.May(p, ""); !out.all {
		out.units, err = s.unitsOf(ctx, actor, p)
	}
	return out, err
}
