package catalogue

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// ListRequest asks for offers to work on.
type ListRequest struct {
	// Unit narrows to one unit and those that have merged into it; empty means all the actor may see.
	Unit id.ID
	// Status narrows to one status; empty means all.
	Status Status
	// Unpublished narrows to offers with changes that are not published.
	Unpublished bool
	// ReviewDue narrows to offers whose review date has come.
	ReviewDue bool
	// Text narrows to titles that hold it.
	Text string
	page.Request
}

// OfferRow is an offer in an editor's list.
type OfferRow struct {
	Offer
	// Title is the draft's, or the published one.
	Title   string
	Minutes int
	// Dates is how many scheduled dates have not begun.
	Dates int
	// ReviewDue says that its review date has come, Expired that it has left the public search.
	ReviewDue bool
	Expired   bool
}

// List returns the offers that the actor may see as an insider, the last changed first.
func (s *Service) List(ctx context.Context, actor authz.Actor, r ListRequest) (page.Page[OfferRow], error) {
	units, err := s.insider(ctx, actor, r.Unit)
	if err != nil {
		return page.Page[OfferRow]{}, err
	}
	return listOffers(ctx, s.db, r, units, s.clock.Now())
}

// UpcomingDate is a date to come, with what a list says of its offer.
type UpcomingDate struct {
	Occurrence
	Title string
}

// Upcoming returns the scheduled dates of published offers that the actor may see as an insider, the
// soonest first: those that have not ended and begin before until, at most limit.
func (s *Service) Upcoming(ctx context.Context, actor authz.Actor, until time.Time, limit int) ([]UpcomingDate, error) {
	units, err := s.insider(ctx, actor, "")
	if err != nil {
		return nil, err
	}
	return upcomingDates(ctx, s.db, units, s.clock.Now(), until, limit)
}

// scope is the units that a list is about: all of them, or only those named, which may be none.
type scope struct {
	all   bool
	units []id.ID
}

// insider returns the units whose drafts the actor may see; a unit narrows them to it and to those
// that have merged into it. Unauthenticated or Forbidden when there is none by the actor's roles.
func (s *Service) insider(ctx context.Context, actor authz.Actor, unit id.ID) (scope, error) {
	if unit != "" {
		if err := actor.Require(ReadDrafts, unit); err != nil {
			return scope{}, err
		}
		units, err := s.unitAndBefore(ctx, unit)
		return scope{units: units}, err
	}
	if actor.May(ReadDrafts, "") {
		return scope{all: true}, nil
	}
	if !actor.MaySomewhere(ReadDrafts) {
		return scope{}, actor.Require(ReadDrafts, "")
	}
	units, err := s.unitsOf(ctx, actor, ReadDrafts)
	return scope{units: units}, err
}

// unitAndBefore returns a unit and those that have merged into it.
func (s *Service) unitAndBefore(ctx context.Context, unit id.ID) ([]id.ID, error) {
	all, err := s.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	out := []id.ID{unit}
	for _, u := range all {
		today, err := s.people.CurrentUnit(ctx, u.ID)
		if err != nil {
			return nil, err
		}
		if today.ID == unit && u.ID != unit {
			out = append(out, u.ID)
		}
	}
	return out, nil
}

// unitsOf returns the units in which the actor may do p, with those that have merged into them.
func (s *Service) unitsOf(ctx context.Context, actor authz.Actor, p authz.Permission) ([]id.ID, error) {
	all, err := s.people.Units(ctx)
	if err != nil {
		return nil, err
	}
	var out []id.ID
	for _, u := range all {
		if actor.May(p, u.ID) {
			out = append(out, u.ID)
		}
	}
	return out, nil
}

// UnitsToEdit returns the ids of the units whose offers the actor may edit, for forms and menus.
func (s *Service) UnitsToEdit(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	return s.unitsOf(ctx, actor, EditOffers)
}
