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

// Purpose is what a link sent by mail is for.
type Purpose string

// The purposes. Each works once and for a short time.
const (
	LinkSignIn   Purpose = "sign-in"
	LinkSignUp   Purpose = "sign-up"  // opens an account for the address
	LinkConfirm  Purpose = "confirm"  // adds or confirms an address of a person
	LinkPassword Purpose = "password" // sets a new password
)

// linkLife is how long a link works. One that opens a door is short, one that only says that an
// address is right may wait until tomorrow.
var linkLife = map[Purpose]time.Duration{
	LinkSignIn: 20 * time.Minute, LinkSignUp: 24 * time.Hour, LinkConfirm: 24 * time.Hour, LinkPassword: time.Hour,
}

// Link is a link that was sent, as its landing page shows it.
type Link struct {
	Purpose Purpose
	Address string
	// PersonID is empty for sign-up.
	PersonID id.ID
	// Name is what the person called themselves at sign-up.
	Name string
	// Next is where to go on afterwards, as it was asked for; the web checks it again.
	Next      string
	ExpiresAt time.Time

	key  string
	used bool
}

var errLink = errs.New(errs.Gone, "This link was used already or has run out. Ask for a new one.")

// PeekLink returns what a link is for without using it up, because programs that look through
// mail open every link. Gone when it was used, has run out or never was. A link that confirms an
// address is for its person alone, because the address may have been mistyped and the letter have
// reached a stranger: Unauthenticated to nobody, Forbidden to anybody else.
func (s *Service) PeekLink(ctx context.Context, actor authz.Actor, secret string) (Link, error) {
	l, ok, err := linkByHash(ctx, s.db, id.Hash(secret))
	if err == nil && (!ok || l.used || !s.clock.Now().Before(l.ExpiresAt)) {
		err = errLink
	}
	if err == nil && l.Purpose == LinkConfirm {
		err = s.requireOwner(ctx, actor, l)
	}
	return l, err
}

// requireOwner refuses everybody but the person that the link was made for.
func (s *Service) requireOwner(ctx context.Context, actor authz.Actor, l Link) error {
	person, err := actor.RequirePerson("")
	if err != nil {
		return err
	}
	owner, err := surviving(ctx, s.db, l.PersonID)
	if err == nil && owner != person {
		err = errs.New(errs.Forbidden, "This link was made for another account. Sign out, sign in to the account that asked for it, and open the link again.")
	}
	return err
}

// LinkAnswer is what the person entered on the landing page. Password may be empty except where
// the link is for setting one; Name is for sign-up.
type LinkAnswer struct{ Name, Password string }

// UseLink does what the link is for, once, and returns the person who is to be signed in now and
// the link. Gone, Unauthenticated and Forbidden as for PeekLink; Invalid when the answer is not good, and then the link still
// works; Conflict when the address has come to belong to somebody else.
func (s *Service) UseLink(ctx context.Context, actor authz.Actor, secret string, a LinkAnswer) (Person, Link, error) {
	l, err := s.PeekLink(ctx, actor, secret)
	if err != nil {
		return Person{}, l, err
	}
	a.Name = CleanName(a.Name)
	var f errs.Fields
	if l.Purpose == LinkSignUp {
		f.Check(a.Name != "", "name", "Enter your name as it should stand on certificates.")
	}
	hash := ""
	if l.Purpose == LinkPassword || l.Purpose == LinkSignUp && a.Password != "" {
		checkPassword(&f, "password", a.Password, l.Address)
	}
	if err := f.Err(); err != nil {
		return Person{}, l, err
	}
	if a.Password != "" && (l.Purpose == LinkPassword || l.Purpose == LinkSignUp) {
		hash = s.passwords.hash(a.Password)
	}
	now := s.clock.Now()
	var person id.ID
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		used, err := useLink(ctx, tx, id.Hash(secret), now)
		if err != nil {
			return err
		}
		if !used {
			return errLink
		}
		person, err = s.linkTx(ctx, tx, now, l, a.Name, hash)
		return err
	})
	if err != nil {
		return Person{}, l, err
	}
	p, err := s.Person(ctx, person)
	return p, l, err
}

// linkTx does the work of a link and returns the person it was for.
func (s *Service) linkTx(ctx context.Context, tx *db.Tx, now time.Time, l Link, name, hash string) (id.ID, error) {
	owners, err := personsByKeys(ctx, tx, []string{l.key})
	if err != nil {
		return "", err
	}
	owner := owners[l.key]
	person := owner
	if l.PersonID != "" {
		if person, err = openPerson(ctx, tx, l.PersonID); err != nil {
			return "", err
		}
	}
	if owner != person {
		if owner != "" {
			return "", errs.New(errs.Conflict, "This address belongs to another account by now. If both are yours, ask the association to bring them together.")
		}
		if l.Purpose != LinkConfirm {
			return "", errLink // the address was taken away from the account after the letter was sent
		}
	}
	actor := authz.Actor{PersonID: person, Via: "web"}
	record := func(action string) error {
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: action, Kind: "person", ID: person})
	}
	switch {
	case person == "":
		p, err := s.AddPersonTx(ctx, tx, now, NewPerson{Name: name, Email: l.Address, Verified: true, PasswordHash: hash})
		if err != nil {
			return "", err
		}
		person, actor.PersonID = p.ID, p.ID
		return person, record("person.joined")
	case owner == "":
		if err := addAddress(ctx, tx, now, person, l.key, l.Address); err != nil {
			return "", err
		}
		return person, record("address.added")
	}
	if _, err := openPerson(ctx, tx, person); err != nil {
		return "", err
	}
	if l.Purpose != LinkConfirm {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return "", err
		}
		if opens, err := opensAccount(ctx, tx, ids, l.key); err != nil {
			return "", err
		} else if !opens {
			return "", errLink // another address was confirmed after the letter was sent
		}
	}
	changed, err := verifyAddress(ctx, tx, now, l.key)
	if err != nil {
		return "", err
	}
	if changed {
		if err := record("address.confirmed"); err != nil {
			return "", err
		}
	}
	if l.Purpose == LinkPassword {
		return person, s.setPasswordTx(ctx, tx, now, actor, person, hash)
	}
	return person, nil
}
