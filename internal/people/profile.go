package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/i18n"
	"learningcommons.dev/commons/internal/platform/id"
)

// Profile is what people say about themselves. Everything but the name may be left empty.
type Profile struct {
	Name           string
	Zone, Language string
	LibraryType    string
	WorkKind       string
	RoleTitle      string
	OrganisationID id.ID
	LibraryName    string
}

// ProfileOf returns the profile part of a person.
func ProfileOf(p Person) Profile {
	return Profile{Name: p.Name, Zone: p.Zone, Language: p.Language, LibraryType: p.LibraryType, WorkKind: p.WorkKind,
		RoleTitle: p.RoleTitle, OrganisationID: p.OrganisationID, LibraryName: p.LibraryName}
}

// ChangeProfile saves the person's own profile, or another's for those who manage people.
func (s *Service) ChangeProfile(ctx context.Context, actor authz.Actor, person id.ID, n Profile) error {
	return s.changeProfile(ctx, actor, person, nil, n)
}

// ChangeProfileFrom is ChangeProfile for whoever has read the profile and says what becomes of it. Conflict when somebody has changed it since.
func (s *Service) ChangeProfileFrom(ctx context.Context, actor authz.Actor, person id.ID, was, n Profile) error {
	return s.changeProfile(ctx, actor, person, &was, n)
}

func (s *Service) changeProfile(ctx context.Context, actor authz.Actor, person id.ID, was *Profile, n Profile) error {
	if actor.PersonID == "" || actor.PersonID != person || !actor.HasScope(authz.ScopePeopleWrite) {
		if err := actor.Require(mayManagePeople, ""); err != nil {
			return err
		}
	}
	n.Name, n.RoleTitle, n.LibraryName = CleanName(n.Name), CleanName(n.RoleTitle), CleanName(n.LibraryName)
	var f errs.Fields
	f.Check(n.Name != "", "name", "Enter your name as it should stand on certificates.")
	f.Check(validZone(n.Zone), "zone", "Choose a time zone from the list, such as America/Chicago.")
	f.Check(n.Language == "" || i18n.Supported(n.Language), "language", "Choose a language from the list.")
	f.Check(n.LibraryType == "" || LibraryTypes.Has(n.LibraryType), "library_type", "Choose a type of library from the list.")
	f.Check(n.WorkKind == "" || WorkKinds.Has(n.WorkKind), "work_kind", "Choose a kind of work from the list.")
	if err := f.Err(); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		survivor, err := openPerson(ctx, tx, person)
		if err != nil {
			return err
		}
		if was != nil {
			if _, err := lockSurvivors(ctx, tx, []id.ID{survivor}); err != nil {
				return err
			}
			found, err := personsByID(ctx, tx, []id.ID{survivor})
			if err != nil {
				return err
			}
			if ProfileOf(found[survivor]) != *was {
				return errs.New(errs.Conflict, "It has been changed since you read it. Read it again.")
			}
		}
		if n.OrganisationID != "" {
			o, ok, err := organisationByID(ctx, tx, n.OrganisationID)
			if err != nil {
				return err
			}
			if !ok {
				return errs.Bad("organisation", "Choose a library from the list, or enter its name.")
			}
			n.LibraryName = o.Name
		}
		if err := updateProfile(ctx, tx, survivor, n, now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "profile.changed", Kind: "person", ID: survivor})
	})
}

// SetLocale saves the language and time zone that the person chose for the pages. Empty keeps
// what there is.
func (s *Service) SetLocale(ctx context.Context, actor authz.Actor, language, zone string) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	n := ProfileOf(p)
	if language != "" {
		n.Language = language
	}
	if zone != "" {
		n.Zone = zone
	}
	if n == ProfileOf(p) {
		return nil
	}
	return s.ChangeProfile(ctx, actor, person, n)
}

// ClosePerson closes an account: sessions, tokens, links and roles end at once, as does every recovery and proposed merge in which
// the person takes part; the record stays. The person themselves or those who manage people; the last administrator cannot be closed.
func (s *Service) ClosePerson(ctx context.Context, actor authz.Actor, person id.ID) error {
	if actor.PersonID == "" || actor.PersonID != person || actor.Token {
		if err := actor.Require(mayManagePeople, ""); err != nil {
			return err
		}
	}
	return s.setClosed(ctx, actor, person, true)
}

// ReopenPerson opens a closed account again, without a role: one is given anew, in sight of the others, and counts from then. Those who manage people.
func (s *Service) ReopenPerson(ctx context.Context, actor authz.Actor, person id.ID) error {
	if err := actor.Require(mayManagePeople, ""); err != nil {
		return err
	}
	return s.setClosed(ctx, actor, person, false)
}

func (s *Service) setClosed(ctx context.Context, actor authz.Actor, person id.ID, closed bool) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		before, err := administrators(ctx, tx, now, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		if _, err := lockSurvivors(ctx, tx, []id.ID{person}); err != nil { // no merge meanwhile
			return err
		}
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		found, err := personsByID(ctx, tx, ids[:1])
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return errNoPerson
		}
		changed, err := setClosed(ctx, tx, ids[0], closed, now)
		if err != nil || !changed {
			return err
		}
		action := "person.reopened"
		if closed {
			action = "person.closed"
			after, err := administrators(ctx, tx, now, tx.Dialect().ForUpdate())
			if err != nil {
				return err
			}
			if len(before) > 0 && len(after) == 0 {
				return errs.New(errs.Conflict, "This is the last administrator. Make somebody else one first.")
			}
			if err := s.endAllTx(ctx, tx, now, ids[0]); err != nil {
				return err
			}
			if err := s.endRequestsWith(ctx, tx, now, ids[0]); err != nil {
				return err
			}
		}
		// When it is opened again too: before this rule a closed account kept its roles.
		if err := s.endRolesTx(ctx, tx, now, actor, ids[0]); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "person", ID: ids[0]})
	})
}
