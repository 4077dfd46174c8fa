package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// tokenUseEvery is how often at most the use of a token is written down.
const tokenUseEvery = 10 * time.Minute

var errToken = errs.New(errs.Unauthenticated, "This token is not known, has been ended or has run out.")

// Authenticate turns the carrier of a request into an actor: a bearer token, or else the person
// of a browser session, or else nobody. A session costs one query. A person who was closed since
// is a visitor; a token that is not good is an Unauthenticated error.
func (s *Service) Authenticate(ctx context.Context, person id.ID, bearer string) (authz.Actor, error) {
	switch {
	case bearer != "":
		return s.ActorByToken(ctx, bearer)
	case person != "":
		a, _, err := loadActor(ctx, s.db, person, s.clock.Now(), s.Today())
		a.Via = "web"
		return a, err
	}
	return authz.Actor{Via: "web"}, nil
}

// Actor returns the person as an actor who came in by via. NotFound when there is no such person
// or it was closed.
func (s *Service) Actor(ctx context.Context, person id.ID, via string) (authz.Actor, error) {
	a, ok, err := loadActor(ctx, s.db, person, s.clock.Now(), s.Today())
	if err == nil && !ok {
		err = errNoPerson
	}
	a.Via = via
	return a, err
}

// ActorByToken returns the owner of an API token, bounded by the token's scopes. Unauthenticated
// when the token or its owner is not good any more.
func (s *Service) ActorByToken(ctx context.Context, token string) (authz.Actor, error) {
	now := s.clock.Now()
	hash := id.Hash(token)
	t, err := tokenByHash(ctx, s.db, hash)
	if err != nil {
		return authz.Actor{}, err
	}
	if t.ID == "" || !t.RevokedAt.IsZero() || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return authz.Actor{}, errToken
	}
	a, ok, err := loadActor(ctx, s.db, t.PersonID, s.clock.Now(), s.Today())
	if err != nil {
		return authz.Actor{}, err
	}
	if !ok {
		return authz.Actor{}, errToken
	}
	a.Token, a.TokenID, a.Scopes, a.Via = true, t.ID, t.Scopes, "api"
	s.noteUse(ctx, hash, t.UsedAt, now)
	return a, nil
}

// noteUse writes down at times that a token was used, so that its owner can see which still are. A
// database that cannot be written just now is no reason to refuse reading, so it is left at that.
func (s *Service) noteUse(ctx context.Context, hash string, last, now time.Time) {
	if seen, ok := s.used.Load(hash); ok && seen.(time.Time).After(last) {
		last = seen.(time.Time)
	}
	if now.Sub(last) < tokenUseEvery {
		return
	}
	s.used.Store(hash, now)
	if err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return setTokenUsed(ctx, tx, hash, now) }); err != nil {
		s.used.Delete(hash)
	}
}
