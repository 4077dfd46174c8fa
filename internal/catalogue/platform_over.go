package catalogue

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// overShown is how many dates are named at once.
const overShown = 200

// PlannedDate is a date that is planned on a platform.
type PlannedDate struct {
	ID               id.ID
	Title            string
	StartsAt, EndsAt time.Time
	// Capacity is how many seats it has, 0 for no limit, Taken how many of them are taken.
	Capacity, Taken int
}

// OverPlatform returns the dates to come that a platform cannot hold as it is in the register now: those with more seats than it has or with
// no limit, and all of them where it is out of use; the soonest first, at most 200. They keep their seats until somebody changes them. Those
// who may KeepPlatforms. NotFound when there is no such platform.
func (s *Service) OverPlatform(ctx context.Context, actor authz.Actor, platform id.ID) ([]PlannedDate, error) {
	if err := actor.Require(KeepPlatforms, ""); err != nil {
		return nil, err
	}
	list, err := allPlatforms(ctx, s.db)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(list, func(p Platform) bool { return p.ID == platform })
	if at < 0 {
		return nil, errs.New(errs.NotFound, "There is no such platform.")
	}
	p, most := list[at], list[at].Seats
	switch {
	case p.Retired:
		most = -1
	case p.Seats == 0:
		return nil, nil
	}
	now := s.clock.Now()
	names, err := plannedNames(ctx, s.db, now)
	if err != nil {
		return nil, fmt.Errorf("catalogue: dates on a platform: %w", err)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return !p.called(n) })
	over, err := plannedOn(ctx, s.db, names, most, now, overShown)
	if err != nil {
		return nil, fmt.Errorf("catalogue: dates on a platform: %w", err)
	}
	return over, nil
}
