package people

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// RoleHeld is a role that a person has, or had.
type RoleHeld struct {
	authz.Binding
	GrantedBy id.ID
	// Provider is the name of the sign-in provider whose rule gave the role, empty where a person did.
	Provider           string
	GrantedAt, EndedAt time.Time
	// EndsAt is when a role by rule ends unless its person signs in there again; zero for the others.
	EndsAt time.Time
}

// unitManagersGrant are the roles that a unit's manager may give in that unit.
var unitManagersGrant = []authz.Role{authz.UnitEditor, authz.Mentor}

// GrantRole gives a person a role. Admins and the system give any; a unit's manager gives editors
// and mentors of that unit. Nobody gives a role to themselves. Giving it twice changes nothing.
// Whoever may not gets Forbidden; a role bound to the wrong sort of thing is Invalid.
func (s *Service) GrantRole(ctx context.Context, actor authz.Actor, person id.ID, b authz.Binding) error {
	if err := checkBinding(b); err != nil {
		return err
	}
	if err := mayGrant(actor, b); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.grantTx(ctx, tx, s.clock.Now(), actor, person, b) })
}

// GrantRoleTx is GrantRole in the caller's transaction, for seeds and imports by the system.
func (s *Service) GrantRoleTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, b authz.Binding) error {
	if err := checkBinding(b); err != nil {
		return err
	}
	if err := mayGrant(actor, b); err != nil {
		return err
	}
	return s.grantTx(ctx, tx, now, actor, person, b)
}

func (s *Service) grantTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, b authz.Binding) error {
	survivor, err := openPerson(ctx, tx, person)
	if err != nil {
		return err
	}
	if survivor == actor.PersonID {
		return errs.New(errs.Forbidden, "Nobody gives a role to themselves. Ask another administrator.")
	}
	added, err := insertRole(ctx, tx, now, actor, survivor, b)
	if db.IsForeignKey(err) {
		return errs.New(errs.NotFound, "There is no such unit or organisation.")
	}
	if err != nil || !added {
		return err
	}
	if b.Role == authz.Admin && actor.SignedIn() {
		if err := s.tellAdmins(ctx, tx, now, survivor); err != nil {
			return err
		}
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "role.granted", Kind: "person", ID: survivor, Unit: b.UnitID,
		Detail: map[string]any{"role": b.Role, "organisation": b.OrganisationID}})
}

// tellAdmins tells the others that somebody has become an administrator, so that nobody makes a second one of themselves unseen.
func (s *Service) tellAdmins(ctx context.Context, tx *db.Tx, now time.Time, added id.ID) error {
	found, err := personsByID(ctx, tx, []id.ID{added})
	if err != nil {
		return err
	}
	all, err := administrators(ctx, tx, now, "")
	if err != nil {
		return err
	}
	slices.Sort(all)
	for _, person := range slices.Compact(all) {
		if person == added {
			continue
		}
		if err := s.notify(ctx, tx, now, notice{PersonID: person, What: noticeAdmin, Addresses: []string{found[added].Name}}); err != nil {
			return err
		}
	}
	return nil
}

// EndRole takes a role back at once. Whoever may give it may end it, and people may give up their
// own; the last administrator cannot. A role that a provider's rule gave ends as well, and comes back at the next sign-in for which the
// rule holds. NotFound when the person does not have it.
func (s *Service) EndRole(ctx context.Context, actor authz.Actor, person id.ID, b authz.Binding) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		if ids[0] != actor.PersonID || actor.Token {
			if err := mayGrant(actor, b); err != nil {
				return err
			}
		}
		ended, err := endRole(ctx, tx, now, actor, ids, b)
		if err != nil {
			return err
		}
		if !ended {
			return errs.New(errs.NotFound, "This person does not have that role.")
		}
		if b.Role == authz.Admin {
			// The rows are locked, so that two of them cannot end each other's role at the same time.
			left, err := administrators(ctx, tx, now, tx.Dialect().ForUpdate())
			if err != nil {
				return err
			}
			if len(left) == 0 {
				return errs.New(errs.Conflict, "This is the last administrator. Make somebody else one first.")
			}
		}
		return recordEnded(ctx, tx, now, actor, ids[0], b)
	})
}

// Roles returns the roles a person has and had, the latest first. The person themselves, those
// who may look people up, and the managers of units for what was given in theirs.
func (s *Service) Roles(ctx context.Context, actor authz.Actor, person id.ID) ([]RoleHeld, error) {
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	all, err := rolesOf(ctx, s.db, ids, s.clock.Now())
	if err != nil {
		return nil, err
	}
	if actor.May(maySeePeople, "") || ids[0] == actor.PersonID && actor.HasScope(authz.ScopePeopleRead) {
		return all, nil
	}
	return slices.DeleteFunc(all, func(r RoleHeld) bool { return !actor.May(mayFindToGrant, r.UnitID) }), nil
}

// MayGrant reports whether the actor may give the role, for forms that offer only what works.
func (s *Service) MayGrant(actor authz.Actor, b authz.Binding) bool { return mayGrant(actor, b) == nil }

func mayGrant(actor authz.Actor, b authz.Binding) error {
	if slices.Contains(unitManagersGrant, b.Role) {
		return actor.Require(mayGrantInUnit, b.UnitID)
	}
	return actor.Require(mayGrantAny, "")
}

// checkBinding sees that a role is bound to what it needs and to nothing else.
func checkBinding(b authz.Binding) error {
	var f errs.Fields
	f.Check(slices.Contains(authz.Roles, b.Role), "role", "Choose a role.")
	f.Check(!b.Role.BoundToUnit() || b.UnitID != "", "unit", "Choose the unit in which the role holds.")
	f.Check(b.UnitID == "" || b.Role.BoundToUnit() || b.Role == authz.Mentor, "unit", "This role holds for the whole association, not for one unit.")
	f.Check(!b.Role.BoundToOrganisation() || b.OrganisationID != "", "organisation", "Choose the organisation for which the role holds.")
	f.Check(b.OrganisationID == "" || b.Role.BoundToOrganisation(), "organisation", "This role is not bound to an organisation.")
	return f.Err()
}

// endRulesTx ends every role that a provider's rule gave to a person. While two were one nobody can tell by whose account there; the next sign-in gives it anew to whoever
// it is.
func (s *Service) endRulesTx(ctx context.Context, tx *db.Tx, now time.Time, person id.ID) error {
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	held, err := rolesOf(ctx, tx, ids, now)
	if err != nil {
		return err
	}
	done := map[string]bool{"": true}
	for _, r := range held {
		if !r.EndedAt.IsZero() || done[r.Provider] {
			continue
		}
		done[r.Provider] = true
		if err := s.setRulesTx(ctx, tx, now, now, r.Provider, ids, nil); err != nil {
			return err
		}
	}
	return nil
}

// endRolesTx ends every role that a person has.
func (s *Service) endRolesTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID) error {
	if err := s.endRulesTx(ctx, tx, now, person); err != nil {
		return err
	}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	held, err := rolesOf(ctx, tx, ids, now)
	for _, r := range held {
		if err != nil {
			break
		}
		if !r.EndedAt.IsZero() {
			continue
		}
		var ended bool
		if ended, err = endRole(ctx, tx, now, actor, ids, r.Binding); ended { // once, also where two of their accounts had it
			err = recordEnded(ctx, tx, now, actor, ids[0], r.Binding)
		}
	}
	return err
}

func recordEnded(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, person id.ID, b authz.Binding) error {
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "role.ended", Kind: "person", ID: person, Unit: b.UnitID, Detail: map[string]any{"role": b.Role, "organisation": b.OrganisationID}})
}
