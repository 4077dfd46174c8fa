package catalogue

import (
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// What roles may do with the catalogue. Published offers are everybody's to read. A unit that
// co-sponsors an offer has no right in it. A role in the unit in which a unit lives on holds in that one too: people sees to it.
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
	// PublishOffers has a scope of its own: a token that writes drafts does not put them before everybody.
	PublishOffers = authz.Permission{
		Name:       "publish and archive offers",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitManager},
		Scope:      authz.ScopeCataloguePublish,
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
		Scope:      authz.ScopeCatalogueWrite,
	}
	// AlignOffers is asked with requireAlign: who has it everywhere, and edits no offers, has it for published ones alone.
	AlignOffers = authz.Permission{
		Name:       "say which competencies offers teach",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeCatalogueWrite,
	}
	ReadStreams = authz.Permission{
		Name:       "see streams that are not published",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin, authz.Auditor},
		Scope:      authz.ScopeCatalogueRead,
	}
	EditStreams = authz.Permission{
		Name:       "draft streams",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
		Scope:      authz.ScopeCatalogueWrite,
	}
	PublishStreams = authz.Permission{
		Name:       "publish and archive streams",
		Everywhere: []authz.Role{authz.CurriculumEditor, authz.Admin},
		Scope:      authz.ScopeCataloguePublish,
	}
	DecideWorksheets = authz.Permission{
		Name:       "approve CEU worksheets",
		Everywhere: []authz.Role{authz.AccreditationStaff},
	}
)

// notYours is what a stranger hears of an offer that is not published: the same as of none.
func notYours() error { return errs.New(errs.NotFound, "There is no such offer.") }

// maySee reports whether the actor may know of what a unit has not published: whoever may read drafts, and whoever may change, date or
// publish them, be it with a token that has the scope for that alone.
func maySee(actor authz.Actor, unit id.ID) bool {
	return actor.May(ReadDrafts, unit) || actor.May(EditOffers, unit) || actor.May(PublishOffers, unit) || actor.May(ProposeWorksheets, unit)
}

// requireOn is Require for an offer, which stays hidden from whoever may not see it.
func requireOn(actor authz.Actor, p authz.Permission, o Offer) error {
	err := actor.Require(p, o.UnitID)
	if err == nil || o.PublishedID != "" && o.Status == StatusPublished || maySee(actor, o.UnitID) {
		return err
	}
	return notYours()
}

// requireAlign asks for AlignOffers on an offer, which stays hidden from whoever may not see it: curriculum staff see what is published.
func requireAlign(actor authz.Actor, o Offer) error {
	if err := requireOn(actor, AlignOffers, o); err != nil {
		return err
	}
	if o.PublishedID != "" && o.Status == StatusPublished || maySee(actor, o.UnitID) {
		return nil
	}
	return notYours()
}
