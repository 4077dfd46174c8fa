package catalogue

import (
	"context"

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
	var units []id.ID
	if r.Unit != "" {
		if err := s.require(ctx, actor, ReadDrafts, r.Unit); err != nil {
			return page.Page[OfferRow]{}, err
		}
		var err error
		if units, err = s.unitAndBefore(ctx, r.Unit); err != nil {
			return page.Page[OfferRow]{}, err
		}
	} else if !actor.May(ReadDrafts, "") {
		if !actor.MaySomewhere(ReadDrafts) {
			return page.Page[OfferRow]{}, actor.Require(ReadDrafts, "")
		}
		var err error
		if units, err = s.unitsOf(ctx, actor, ReadDrafts); err != nil {
			return page.Page[OfferRow]{}, err
		}
	}
	return listOffers(ctx, s.db, r, units, s.clock.Now())
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
		ok, err := s.may(ctx, actor, p, u.ID)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, u.ID)
		}
	}
	return out, nil
}

// UnitsToEdit returns the ids of the units whose offers the actor may edit, for forms and menus.
func (s *Service) UnitsToEdit(ctx context.Context, actor authz.Actor) ([]id.ID, error) {
	return s.unitsOf(ctx, actor, EditOffers)
}
