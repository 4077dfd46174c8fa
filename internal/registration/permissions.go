package registration

import (
	"context"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// What roles may do with other people's registrations. One's own need no permission.
var (
	ReadRosters = authz.Permission{
		Name:       "see who is registered",
		Everywhere: []authz.Role{authz.AccreditationStaff, authz.Admin, authz.Auditor},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeRegistrationsRead,
	}
	// ListRegistrations is ReadRosters for all dates at once, which an assessor's files do not need.
	ListRegistrations = authz.Permission{
		Name:       "take the list of all registrations",
		Everywhere: []authz.Role{authz.Admin, authz.Auditor},
		InUnit:     ReadRosters.InUnit,
		Scope:      ReadRosters.Scope,
	}
	RecordAttendance = authz.Permission{
		Name:       "record attendance",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitEditor, authz.UnitManager},
		Scope:      authz.ScopeAttendanceWrite,
	}
	ManageRosters = authz.Permission{
		Name:       "register, confirm and cancel for others",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitManager},
		Scope:      authz.ScopeRegistrationsWrite,
	}
	// DecideCompletion has no scope: what goes into a record by hand is for a person at the screen.
	DecideCompletion = authz.Permission{
		Name:       "decide on completion by hand",
		Everywhere: []authz.Role{authz.Admin},
		InUnit:     []authz.Role{authz.UnitManager},
	}
)

// May says what the actor may do with the roster of an offer of the unit; for menus and buttons.
type May struct{ Read, Attendance, Manage, Decide bool }

// MayIn returns what the actor may do with the rosters of a unit's offers.
func MayIn(actor authz.Actor, unit id.ID) May {
	return May{
		Read: actor.May(ReadRosters, unit), Attendance: actor.May(RecordAttendance, unit),
		Manage: actor.May(ManageRosters, unit), Decide: actor.May(DecideCompletion, unit),
	}
}

// requireIn returns the offer of an occurrence when the actor may do p there. Whoever may not even
// see the roster hears that there is no such occurrence.
func (s *Service) requireIn(ctx context.Context, actor authz.Actor, p authz.Permission, occurrence id.ID) (catalogue.Occurrence, catalogue.Offer, error) {
	var none catalogue.Occurrence
	if !actor.SignedIn() && !actor.IsSystem() {
		return none, catalogue.Offer{}, actor.Require(p, "")
	}
	o, err := s.catalogue.Occurrence(ctx, s.db, occurrence)
	if err != nil {
		return none, catalogue.Offer{}, err
	}
	offer, err := s.catalogue.OfferByID(ctx, s.db, o.OfferID)
	if err != nil {
		return none, catalogue.Offer{}, err
	}
	return o, offer, requireUnit(actor, p, offer.UnitID)
}

func requireUnit(actor authz.Actor, p authz.Permission, unit id.ID) error {
	err := actor.Require(p, unit)
	if err == nil || actor.May(ReadRosters, unit) {
		return err
	}
	return errs.New(errs.NotFound, "There is no such date.")
}

// own returns a registration of the actor's own, NotFound for anybody else's.
func (s *Service) own(ctx context.Context, actor authz.Actor, scope string, registration id.ID) (Registration, error) {
	person, err := actor.RequirePerson(scope)
	if err != nil {
		return Registration{}, err
	}
	r, err := registrationByID(ctx, s.db, registration)
	if err != nil {
		return Registration{}, err
	}
	owner, err := s.people.Surviving(ctx, s.db, r.PersonID)
	if err != nil {
		return Registration{}, err
	}
	if owner != person {
		return Registration{}, errNoRegistration
	}
	return r, nil
}

// ownOrManaged is own for what a manager of the unit may do too; it says as whom the actor acts.
func (s *Service) ownOrManaged(ctx context.Context, actor authz.Actor, p authz.Permission, scope string, registration id.ID) (Registration, Who, error) {
	if actor.SignedIn() {
		r, err := s.own(ctx, actor, scope, registration)
		if err == nil || !errs.Is(err, errs.NotFound) {
			return r, Learner, err
		}
	}
	r, err := s.managed(ctx, actor, p, registration)
	if actor.IsSystem() {
		return r, Program, err
	}
	return r, Staff, err
}

// managed returns somebody's registration when the actor may do p in the offer's unit of today.
func (s *Service) managed(ctx context.Context, actor authz.Actor, p authz.Permission, registration id.ID) (Registration, error) {
	r, err := registrationByID(ctx, s.db, registration)
	if err != nil {
		return Registration{}, err
	}
	switch err := actor.Require(p, r.UnitID); {
	case err == nil:
		return r, nil
	case actor.May(ReadRosters, r.UnitID):
		return Registration{}, err
	}
	return Registration{}, errNoRegistration
}

// notOneself refuses to decide on one's own record.
func (s *Service) notOneself(ctx context.Context, actor authz.Actor, r Registration) error {
	owner, err := s.people.Surviving(ctx, s.db, r.PersonID)
	if err != nil {
		return err
	}
	if actor.SignedIn() && owner == actor.PersonID {
		return errs.New(errs.Forbidden, "Nobody decides on their own completion. Ask somebody else of your unit.")
	}
	return nil
}
