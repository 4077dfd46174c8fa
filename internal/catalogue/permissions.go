package catalogue

import (
	"context"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// What roles may do with the catalogue. Published offers are everybody's to read. A unit that
// co-sponsors an offer has no right in it; the unit in which a unit lives on has those of its predecessor.
var (
	ReadDrafts = authz.Permission{
		Name:       "see offers that are not published",
		Everywhere: []authz.Role{authz.Admin, authz.Auditor, authz.AccreditationStaff},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeCatalogueRead,
	}
	EditOffers = authz.Permission{
		Name:       "edit offers",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeCatalogueWrite,
	}
	// PublishOffers has no scope: publishing and archiving are for a person at the screen.
	PublishOffers = authz.Permission{
		Name:       "publish and archive offers",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitManager},
	}
	// SetSeats is needed once an offer is published; before that its manager sees all by publishing it.
	SetSeats = authz.Permission{
		Name:       "add and cancel occurrences of published offers and set their seats",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitManager},
		Scope:      authz.ScopeCatalogueWrite,
	}
	ProposeWorksheets = authz.Permission{
		Name:       "propose CEU worksheets",
		Everywhere: []authz.Role{authz.AccreditationStaff},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
	}
	DecideWorksheets = authz.Permission{
		Name:       "approve CEU worksheets",
		Everywhere: []authz.Role{authz.AccreditationStaff},
	}
)

// may reports whether the actor may do p to what belongs to the unit, or to the unit that it became.
func (s *Service) may(ctx context.Context, actor authz.Actor, p authz.Permission, unit id.ID) (bool, error) {
	if actor.May(p, unit) {
		return true, nil
	}
	if unit == "" || !actor.MaySomewhere(p) {
		return false, nil
	}
	today, err := s.people.CurrentUnit(ctx, unit)
	if err != nil {
		return false, err
	}
	return actor.May(p, today.ID), nil
}

// require is may as an error: Unauthenticated or Forbidden.
func (s *Service) require(ctx context.Context, actor authz.Actor, p authz.Permission, unit id.ID) error {
	ok, err := s.may(ctx, actor, p, unit)
	if err != nil || ok {
		return err
	}
	return actor.Require(p, unit)
}

// notYours is what a stranger hears of an offer that is not published: the same as of none.
func notYours() error { return errs.New(errs.NotFound, "There is no such offer.") }

// requireOn is require for an offer, which stays hidden from whoever may not see it.
func (s *Service) requireOn(ctx context.Context, actor authz.Actor, p authz.Permission, o Offer) error {
	err := s.require(ctx, actor, p, o.UnitID)
	if err == nil || o.PublishedID != "" && o.Status == StatusPublished {
		return err
	}
	see, seeErr := s.may(ctx, actor, ReadDrafts, o.UnitID)
	if seeErr != nil {
		return seeErr
	}
	if see {
		return err
	}
	return notYours()
}
