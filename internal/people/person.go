package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Person is a human being who has an account or is known from a list. The id is the surviving
// one; the profile is what the person told about themselves.
type Person struct {
	ID       id.ID
	Name     string
	SortName string
	// MemberNumber is the association's number, "" when it has given none.
	MemberNumber string
	// Zone is an IANA name and Language a code of package i18n; "" means not chosen.
	Zone, Language string
	LibraryType    string // one of LibraryTypes or ""
	WorkKind       string // one of WorkKinds or ""
	RoleTitle      string
	OrganisationID id.ID
	// LibraryName is the library in the person's own words, where it is not among the organisations.
	LibraryName string
	// Email is the address for letters, "" when none is known.
	Email         string
	EmailVerified bool
	HasPassword   bool
	CreatedAt     time.Time
	Closed        bool
}

// NewPerson is what is known when a person is added by somebody else than themselves.
type NewPerson struct {
	Name string
	// Email may be empty. Verified says that its owner is known to have it: set it only where that was seen to.
	Email          string
	Verified       bool
	MemberNumber   string
	Zone, Language string
	LibraryType    string
	WorkKind       string
	RoleTitle      string
	OrganisationID id.ID
	LibraryName    string
	// PasswordHash is made by HashPassword; empty for a person who signs in by link.
	PasswordHash string
}

var errNoPerson = errs.New(errs.NotFound, "There is no such person.")

// Person returns a person by any id they ever had. NotFound otherwise.
func (s *Service) Person(ctx context.Context, person id.ID) (Person, error) {
	found, err := s.Persons(ctx, []id.ID{person})
	if err != nil {
		return Person{}, err
	}
	p, ok := found[person]
	if !ok {
		return Person{}, errNoPerson
	}
	return p, nil
}

// Persons returns the persons with these ids, keyed by the id asked for; unknown ids are left
// out. It costs one query for every 500.
func (s *Service) Persons(ctx context.Context, ids []id.ID) (map[id.ID]Person, error) {
	return personsByID(ctx, s.db, ids)
}

// Surviving returns the id that a person's rows are written under today: the id itself, or that
// of the person it was merged into.
func (s *Service) Surviving(ctx context.Context, q db.Q, person id.ID) (id.ID, error) {
	return surviving(ctx, q, person)
}

// IDs returns the surviving id first and then every alias: what person_id may be in the rows of
// this person.
func (s *Service) IDs(ctx context.Context, person id.ID) ([]id.ID, error) {
	return allIDs(ctx, s.db, person)
}

// PersonByEmail returns the person whose address this is, whichever of several. NotFound otherwise.
func (s *Service) PersonByEmail(ctx context.Context, address string) (Person, error) {
	ids, err := s.IDsByEmail(ctx, []string{address})
	if err != nil {
		return Person{}, err
	}
	for _, person := range ids {
		return s.Person(ctx, person)
	}
	return Person{}, errNoPerson
}

// IDsByEmail returns the surviving person of each address that has one, keyed by the folded
// address (FoldEmail). What cannot be an address is left out.
func (s *Service) IDsByEmail(ctx context.Context, addresses []string) (map[string]id.ID, error) {
	keys := make([]string, 0, len(addresses))
	for _, a := range addresses {
		if key, ok := FoldEmail(a); ok {
			keys = append(keys, key)
		}
	}
	return personsByKeys(ctx, s.db, keys)
}

// AddPerson adds a person, for the command line and for those who manage people. Errors as for AddPersonTx.
func (s *Service) AddPerson(ctx context.Context, actor authz.Actor, n NewPerson) (Person, error) {
	if err := actor.Require(mayManagePeople, ""); err != nil {
		return Person{}, err
	}
	var p Person
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		var err error
		if p, err = s.AddPersonTx(ctx, tx, now, n); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.added", Kind: "person", ID: p.ID})
	})
	return p, err
}

// AddPersonTx adds a person in the caller's transaction: presenters, imports, seeds. An address
// or member number that somebody else has is a Conflict. The caller writes the audit record.
func (s *Service) AddPersonTx(ctx context.Context, tx *db.Tx, now time.Time, n NewPerson) (Person, error) {
	n.Name = CleanName(n.Name)
	var f errs.Fields
	f.Check(n.Name != "", "name", "Enter a name.")
	f.Check(n.LibraryType == "" || LibraryTypes.Has(n.LibraryType), "library_type", "This is not a type of library.")
	f.Check(n.WorkKind == "" || WorkKinds.Has(n.WorkKind), "work_kind", "This is not a kind of work.")
	f.Check(validZone(n.Zone), "zone", "This is not a time zone.")
	key := ""
	if n.Email != "" {
		var ok bool
		key, ok = FoldEmail(n.Email)
		f.Check(ok, "email", "This is not an e-mail address that letters can be sent to.")
	}
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	p := Person{
		ID: id.New(), Name: n.Name, SortName: SortName(n.Name), MemberNumber: n.MemberNumber, Zone: n.Zone, Language: n.Language,
		LibraryType: n.LibraryType, WorkKind: n.WorkKind, RoleTitle: n.RoleTitle, OrganisationID: n.OrganisationID,
		LibraryName: n.LibraryName, Email: n.Email, EmailVerified: n.Verified && key != "", HasPassword: n.PasswordHash != "", CreatedAt: now,
	}
	if err := insertPerson(ctx, tx, p, n.PasswordHash); err != nil {
		return Person{}, err
	}
	if key == "" {
		return p, nil
	}
	var verified time.Time
	if n.Verified {
		verified = now
	}
	return p, insertEmail(ctx, tx, now, Address{Key: key, Address: n.Email, PersonID: p.ID, Primary: true, VerifiedAt: verified})
}
