package people

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Token is an API token without its secret, which is shown once and kept only as a hash.
type Token struct {
	ID                                      id.ID
	PersonID                                id.ID
	Name                                    string
	Scopes                                  []string
	CreatedAt, ExpiresAt, UsedAt, RevokedAt time.Time
}

// tokenPrefix lets people and scanners of leaked secrets recognise one of ours.
const tokenPrefix = "lc_"

// maxTokens bounds the tokens in use of one person.
const maxTokens = 25

// CreateToken makes an API token of the person's own, or of anybody's for the system, and returns
// its secret, which cannot be had again; the person is told by a letter. A zero expires means that it lasts until it is ended. A
// token cannot make tokens.
func (s *Service) CreateToken(ctx context.Context, actor authz.Actor, person id.ID, name string, scopes []string, expires time.Time) (string, error) {
	if err := s.own(ctx, actor, person); err != nil {
		return "", err
	}
	if err := s.mayMakeToken(ctx, actor); err != nil {
		return "", err
	}
	now := s.clock.Now()
	name = CleanName(name)
	var f errs.Fields
	f.Check(name != "", "name", "Enter what the token is for, so that you recognise it later.")
	f.Check(len(scopes) > 0, "scope", "Choose at least one thing that the token may do.")
	for _, sc := range scopes {
		f.Check(slices.Contains(authz.Scopes, sc), "scope", "There is no scope %s. Choose from: %s.", sc, strings.Join(authz.Scopes, ", "))
	}
	f.Check(expires.IsZero() || expires.After(now), "expires", "Choose a day in the future.")
	if err := f.Err(); err != nil {
		return "", err
	}
	slices.Sort(scopes)
	secret := tokenPrefix + id.Secret()
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		survivor, err := surviving(ctx, tx, person)
		if err != nil {
			return err
		}
		t := Token{ID: id.New(), PersonID: survivor, Name: name, Scopes: slices.Compact(scopes), CreatedAt: now, ExpiresAt: expires}
		n, err := countTokens(ctx, tx, survivor, now)
		if err != nil {
			return err
		}
		if n >= maxTokens {
			return errs.New(errs.Conflict, "You have %d tokens in use. End one that is not needed first.", n)
		}
		if err := insertToken(ctx, tx, t, id.Hash(secret)); err != nil {
			return err
		}
		if err := s.notify(ctx, tx, now, notice{PersonID: survivor, What: noticeToken, Addresses: []string{t.Name}}); err != nil {
			return err
		}
		if err := warnOfEnd(ctx, tx, now, t); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "token.created", Kind: "person", ID: survivor, Detail: map[string]any{"token": t.ID, "scopes": t.Scopes}})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// mayMakeToken refuses a session that may do less than the token could: a token has all roles of its owner, within its scopes.
func (s *Service) mayMakeToken(ctx context.Context, actor authz.Actor) error {
	switch {
	case actor.IsSystem():
		return nil
	case len(actor.Withheld) > 0:
		return errs.New(errs.Forbidden, "Your roles need a second factor. Sign in with one before you make a token.")
	}
	return s.proved(ctx, actor)
}

// tokenWarnings are how long before its end the owner of a token is told: time enough to give the program another one, and once more.
var tokenWarnings = []time.Duration{14 * 24 * time.Hour, 24 * time.Hour}

// tokenEnds asks for the letter that a token is about to end.
type tokenEnds struct{ TokenID id.ID }

// warnOfEnd puts the letters about a token's end into the outbox, where they wait until their time.
func warnOfEnd(ctx context.Context, tx *db.Tx, now time.Time, t Token) error {
	for _, before := range tokenWarnings {
		if at := t.ExpiresAt.Add(-before); !t.ExpiresAt.IsZero() && at.After(now) {
			if err := events.Enqueue(ctx, tx, now, at, jobTokenEnds, tokenEnds{t.ID}); err != nil {
				return err
			}
		}
	}
	return nil
}

// writeTokenEnds tells the owner of a token that it is about to end, unless it has been ended, or has ended.
func (s *Service) writeTokenEnds(ctx context.Context, key string, e tokenEnds) error {
	t, err := tokenByID(ctx, s.db, e.TokenID)
	if err != nil || t.ID == "" || !t.RevokedAt.IsZero() || !t.ExpiresAt.After(s.clock.Now()) {
		return err
	}
	return s.writeNotice(ctx, key, notice{PersonID: t.PersonID, What: noticeTokenEnds, Addresses: []string{t.Name}, Ends: t.ExpiresAt})
}

// TokenInUse returns the token that carries the request. NotFound where none does.
func (s *Service) TokenInUse(ctx context.Context, actor authz.Actor) (Token, error) {
	t, err := tokenByID(ctx, s.db, actor.TokenID)
	if err == nil && t.ID == "" {
		err = errs.New(errs.NotFound, "There is no such token.")
	}
	return t, err
}

// Tokens returns the person's tokens that were not ended, the newest first.
func (s *Service) Tokens(ctx context.Context, actor authz.Actor, person id.ID) ([]Token, error) {
	if err := s.own(ctx, actor, person); err != nil {
		return nil, err
	}
	ids, err := s.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	return tokensOf(ctx, s.db, ids)
}

// EndToken makes a token worthless at once. Somebody else's is NotFound; ending twice changes nothing.
func (s *Service) EndToken(ctx context.Context, actor authz.Actor, person, token id.ID) error {
	if err := s.own(ctx, actor, person); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := allIDs(ctx, tx, person)
		if err != nil {
			return err
		}
		changed, found, err := revokeToken(ctx, tx, ids, token, now)
		if err != nil {
			return err
		}
		if !found {
			return errs.New(errs.NotFound, "There is no such token.")
		}
		if !changed {
			return nil
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "token.ended", Kind: "person", ID: ids[0], Detail: map[string]any{"token": token}})
	})
}

// own lets pass the person themselves with a browser session, and the system.
func (s *Service) own(ctx context.Context, actor authz.Actor, person id.ID) error {
	if actor.IsSystem() {
		return nil
	}
	if _, err := actor.RequirePerson(""); err != nil {
		return err
	}
	survivor, err := surviving(ctx, s.db, person)
	if err != nil {
		return err
	}
	if survivor != actor.PersonID {
		return errNoPerson
	}
	return nil
}
