package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Listed is one row of the directory.
type Listed struct {
	ID           id.ID
	Name         string
	Email        string
	MemberNumber string
	// Class is today's class of membership, "" for a non-member.
	Class       string
	LibraryName string
	// Roles is how many roles the person has today.
	Roles  int
	Closed bool
}

// FindPeople lists persons by name: those with every word of text in their name or in one address,
// or whose member number it is; all of them when it is empty. Those who may look people up, and
// unit managers, who need to find whom to give a role, when they give a whole address.
func (s *Service) FindPeople(ctx context.Context, actor authz.Actor, text string, r page.Request) (page.Page[Listed], error) {
	if !actor.May(maySeePeople, "") {
		if !actor.MaySomewhere(mayFindToGrant) {
			return page.Page[Listed]{}, actor.Require(maySeePeople, "")
		}
		return s.findByAddress(ctx, text)
	}
	return findPeople(ctx, s.db, s.clock.Now(), text, s.Today(), r)
}

// findByAddress finds the one person whose address was given in full.
func (s *Service) findByAddress(ctx context.Context, address string) (page.Page[Listed], error) {
	var none page.Page[Listed]
	p, err := s.PersonByEmail(ctx, address)
	if errs.Is(err, errs.NotFound) || p.Closed {
		return none, nil
	}
	if err != nil {
		return none, err
	}
	return page.Page[Listed]{Items: []Listed{{ID: p.ID, Name: p.Name, Email: address}}}, nil
}

// EachPerson calls f for every row of the directory, a page at a time, for exports. That they were
// taken out is recorded.
func (s *Service) EachPerson(ctx context.Context, actor authz.Actor, text string, f func(Listed) error) error {
	if err := actor.Require(maySeePeople, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "people.exported", Kind: "people"})
	})
	for cursor := ""; err == nil; {
		var p page.Page[Listed]
		if p, err = findPeople(ctx, s.db, s.clock.Now(), text, s.Today(), page.Request{Cursor: cursor, Limit: page.MaxLimit}); err != nil {
			break
		}
		for _, l := range p.Items {
			if err = f(l); err != nil {
				return err
			}
		}
		if cursor = p.Next; cursor == "" {
			break
		}
	}
	return err
}

// Aliases returns the persons that were merged into this one. Those who may look people up.
func (s *Service) Aliases(ctx context.Context, actor authz.Actor, person id.ID) ([]Alias, error) {
	if err := actor.Require(maySeePeople, ""); err != nil {
		return nil, err
	}
	survivor, err := s.Surviving(ctx, s.db, person)
	if err != nil {
		return nil, err
	}
	return aliasesOf(ctx, s.db, survivor)
}
