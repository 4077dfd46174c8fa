package people

import (
	"context"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// SigningIn is how somebody signs in, as those see it who look after accounts. No secret is in it.
type SigningIn struct {
	Factors Factors
	Linked  []Linked
	// Tokens are those that were not ended.
	Tokens []Token
}

// SigningIn returns how a person signs in. Those who may look people up.
func (s *Service) SigningIn(ctx context.Context, actor authz.Actor, person id.ID) (SigningIn, error) {
	if err := actor.Require(maySeePeople, ""); err != nil {
		return SigningIn{}, err
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return SigningIn{}, err
	}
	var v SigningIn
	if v.Factors, err = factorsOf(ctx, s.db, ids); err != nil {
		return v, err
	}
	if v.Linked, err = s.linkedAccounts(ctx, ids); err != nil {
		return v, err
	}
	v.Tokens, err = tokensOf(ctx, s.db, ids)
	return v, err
}

// SignOutEverywhere ends every session and API token of a person and the links that were sent to them; their ways to sign in stay, and
// they are told. Those who may manage people. NotFound when there is no such person.
func (s *Service) SignOutEverywhere(ctx context.Context, actor authz.Actor, person id.ID) error {
	if err := actor.Require(mayManagePeople, ""); err != nil {
		return err
	}
	p, err := s.Person(ctx, person)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.endAllTx(ctx, tx, now, p.ID); err != nil {
			return err
		}
		if err := s.notify(ctx, tx, now, notice{PersonID: p.ID, What: noticeSignedOut}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.signed-out", Kind: "person", ID: p.ID})
	})
}

// StaffWithoutFactor lists, by name, who has a role today and neither an app that shows codes nor a passkey. Those who may look people up.
func (s *Service) StaffWithoutFactor(ctx context.Context, actor authz.Actor, r page.Request) (page.Page[Listed], error) {
	if err := actor.Require(maySeePeople, ""); err != nil {
		return page.Page[Listed]{}, err
	}
	return findPeople(ctx, s.db, s.clock.Now(), "", s.Today(), r, staffWithoutFactor)
}
