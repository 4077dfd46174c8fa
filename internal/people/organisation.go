package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Organisation is where people work, or what their library is part of: a library, a system, a
// state, a chapter, a school, a vendor. Organisations form a tree.
type Organisation struct {
	ID       id.ID
	Kind     string // one of OrganisationKinds
	Name     string
	ParentID id.ID
	// ParentName is filled where organisations are listed.
	ParentName string
	// Scheme and SchemeKey identify it in somebody else's list, such as a national register.
	Scheme, SchemeKey string
	Place, Region     string
	// Country is an ISO 3166 code of two letters.
	Country string
	// Children says how many organisations are part of it, where organisations are listed.
	Children int
}

var errNoOrganisation = errs.New(errs.NotFound, "There is no such organisation.")

// Organisation returns one organisation. NotFound when there is none.
func (s *Service) Organisation(ctx context.Context, organisation id.ID) (Organisation, error) {
	o, ok, err := organisationByID(ctx, s.db, organisation)
	if err == nil && !ok {
		err = errNoOrganisation
	}
	return o, err
}

// OrganisationPath returns the organisation and what it is part of, the topmost first.
func (s *Service) OrganisationPath(ctx context.Context, organisation id.ID) ([]Organisation, error) {
	path, err := organisationPath(ctx, s.db, organisation)
	if err == nil && len(path) == 0 {
		err = errNoOrganisation
	}
	return path, err
}

// OrganisationsWithin returns the ids of the organisation and of all that is part of it, at any
// depth: the scope of a coordinator.
func (s *Service) OrganisationsWithin(ctx context.Context, organisation id.ID) ([]id.ID, error) {
	return organisationsWithin(ctx, s.db, organisation)
}

// SearchOrganisations returns the organisations in whose name or place every word of text occurs,
// by name; all of them when it is empty.
func (s *Service) SearchOrganisations(ctx context.Context, text string, r page.Request) (page.Page[Organisation], error) {
	return searchOrganisations(ctx, s.db, OrganisationQuestion{Text: text}, r)
}

// OrganisationsIn returns what is directly part of an organisation, or the top of the tree when
// parent is empty.
func (s *Service) OrganisationsIn(ctx context.Context, parent id.ID, r page.Request) (page.Page[Organisation], error) {
	return searchOrganisations(ctx, s.db, OrganisationQuestion{Parent: &parent}, r)
}

// OrganisationQuestion says which organisations are asked for; its conditions hold together.
type OrganisationQuestion struct {
	// Text is words of its name or place.
	Text string
	// Parent is what it must be directly part of: nothing when it is empty, anything when it is nil.
	Parent *id.ID
	// Scheme and SchemeKey are asked as they are written.
	Scheme, SchemeKey string
}

// AddOrganisation adds an organisation to the tree. Admins only. Conflict when there is one with its code.
func (s *Service) AddOrganisation(ctx context.Context, actor authz.Actor, o Organisation) (Organisation, error) {
	if err := actor.Require(mayManageOrgs, ""); err != nil {
		return Organisation{}, err
	}
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		o.ID = id.New()
		kept, err := s.AddOrganisationTx(ctx, tx, now, o)
		if err != nil {
			return err
		}
		if kept.ID != o.ID {
			return errs.New(errs.Conflict, "Another organisation has this code.")
		}
		o = kept
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "organisation.added", Kind: "organisation", ID: o.ID})
	})
	return o, err
}

// AddOrganisationTx adds an organisation in the caller's transaction, for imports and seeds. One
// with the same scheme and key is returned as it is. The caller writes the audit record.
func (s *Service) AddOrganisationTx(ctx context.Context, tx *db.Tx, now time.Time, o Organisation) (Organisation, error) {
	if err := o.clean(); err != nil {
		return Organisation{}, err
	}
	if o.ParentID != "" {
		if _, ok, err := organisationByID(ctx, tx, o.ParentID); err != nil {
			return Organisation{}, err
		} else if !ok {
			return Organisation{}, errs.Bad("parent", "There is no such organisation.")
		}
	}
	if o.ID == "" {
		o.ID = id.New()
	}
	return insertOrganisation(ctx, tx, now, o)
}
