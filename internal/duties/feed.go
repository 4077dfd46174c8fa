package duties

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func errNoFeed() error {
	return errs.New(errs.NotFound, "There is no such calendar. Its address may have been renewed or stopped.")
}

// FeedSince returns since when the actor's duties are a calendar to subscribe to; zero when they are not. Only for
// oneself, and not by a token.
func (s *Service) FeedSince(ctx context.Context, actor authz.Actor) (time.Time, error) {
	_, ids, err := s.self(ctx, actor)
	if err != nil {
		return time.Time{}, err
	}
	return feedSince(ctx, s.db, ids)
}

// RenewFeed gives the calendar of the actor's duties a new address, whose secret it returns: that cannot be had again. The
// address before it stops working. Only for oneself, and not by a token.
func (s *Service) RenewFeed(ctx context.Context, actor authz.Actor) (string, error) {
	person, ids, err := s.self(ctx, actor)
	if err != nil {
		return "", err
	}
	secret, now := id.Secret(), s.clock.Now()
	return secret, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := deleteFeeds(ctx, tx, ids); err != nil {
			return err
		}
		if err := putFeed(ctx, tx, person, id.Hash(secret), now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "duty-calendar.opened", Kind: "person", ID: person})
	})
}

// StopFeed ends the calendar of the actor's duties. Ending it again changes nothing. Only for oneself, and not by a token.
func (s *Service) StopFeed(ctx context.Context, actor authz.Actor) error {
	person, ids, err := s.self(ctx, actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if ok, err := deleteFeeds(ctx, tx, ids); err != nil || !ok {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "duty-calendar.stopped", Kind: "person", ID: person})
	})
}

// Feed returns the calendar that has the secret, of a person's duties or of an organisation's. Whoever has it may; NotFound for one that is nobody's any more, and when
// the account is closed, or was joined with another: whoever was given its address was not given what the other brings.
func (s *Service) Feed(ctx context.Context, secret string) ([]byte, error) {
	person, ok, err := feedPerson(ctx, s.db, id.Hash(secret))
	if err != nil {
		return nil, err
	}
	if !ok {
		return s.feedOfOrganisation(ctx, secret)
	}
	p, err := s.people.Person(ctx, person)
	if err != nil {
		return nil, err
	}
	if p.Closed || p.ID != person {
		return nil, errNoFeed()
	}
	list, err := s.dutiesOf(ctx, p.ID, false)
	if err != nil {
		return nil, err
	}
	return s.calendarOf(ctx, p.ID, list)
}
