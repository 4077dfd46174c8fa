package registration

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// How much a calendar subscription holds: the newest registrations whose date is not longer over than this.
const (
	maxInFeed = 500
	feedPast  = 365 * 24 * time.Hour
	// feedRefresh is how often a program should fetch it again.
	feedRefresh = 6 * time.Hour
)

var errNoFeed = errs.New(errs.NotFound, "There is no such calendar. Its address may have been renewed or stopped.")

// FeedSince returns since when the actor's registrations are a calendar to subscribe to; zero when they are not. Only
// for oneself, and not by a token.
func (s *Service) FeedSince(ctx context.Context, actor authz.Actor) (time.Time, error) {
	person, err := s.feedOwner(ctx, actor)
	if err != nil {
		return time.Time{}, err
	}
	return feedSince(ctx, s.db, person)
}

// RenewFeed gives the actor's calendar a new address, whose secret it returns: that cannot be had again. The
// address before it stops working. Only for oneself, and not by a token.
func (s *Service) RenewFeed(ctx context.Context, actor authz.Actor) (string, error) {
	person, err := s.feedOwner(ctx, actor)
	if err != nil {
		return "", err
	}
	secret, now := id.Secret(), s.clock.Now()
	return secret, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := putFeed(ctx, tx, person, id.Hash(secret), now); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "calendar.opened", Kind: "person", ID: person})
	})
}

// StopFeed ends the actor's calendar: its address is nobody's then. Only for oneself, and not by a token.
func (s *Service) StopFeed(ctx context.Context, actor authz.Actor) error {
	person, err := s.feedOwner(ctx, actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if ok, err := deleteFeed(ctx, tx, person); err != nil || !ok {
			return err
		}
		return audit.Record(ctx, tx, s.clock.Now(), actor, audit.Event{Action: "calendar.stopped", Kind: "person", ID: person})
	})
}

// feedOwner is the person whose calendar the actor may look after: their own. A token, whatever its scopes, may not.
func (s *Service) feedOwner(ctx context.Context, actor authz.Actor) (id.ID, error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return "", err
	}
	return s.people.Surviving(ctx, s.db, person)
}

// Feed returns the calendar that has the secret: its person's registrations as events, those that were
// cancelled, or whose date was, as cancelled. The events are the ones of the letters. Whoever has the secret
// may; NotFound for a secret that is nobody's any more, and when the account is closed.
func (s *Service) Feed(ctx context.Context, secret string) ([]byte, error) {
	person, ok, err := feedPerson(ctx, s.db, id.Hash(secret))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoFeed
	}
	if person, err = s.people.Surviving(ctx, s.db, person); err != nil {
		return nil, err
	}
	if p, err := s.people.Person(ctx, person); err != nil {
		return nil, err
	} else if p.Closed {
		return nil, errNoFeed
	}
	ids, err := s.people.IDs(ctx, person)
	if err != nil {
		return nil, err
	}
	list, err := byPersons(ctx, s.db, ids, States, time.Time{}, "", maxInFeed)
	if err != nil {
		return nil, err
	}
	var dates, registrations []id.ID
	for _, r := range list {
		if r.OccurrenceID != "" {
			dates, registrations = append(dates, r.OccurrenceID), append(registrations, r.ID)
		}
	}
	occurrences, err := s.catalogue.Occurrences(ctx, dates)
	if err != nil {
		return nil, err
	}
	numbers, err := lastNumbers(ctx, s.db, registrations)
	if err != nil {
		return nil, err
	}
	c := calendar.Calendar{Name: "Learning Commons", Refresh: feedRefresh}
	for _, r := range slices.Backward(list) {
		o, ok := occurrences[r.OccurrenceID]
		if !ok || o.EndsAt.Before(s.clock.Now().Add(-feedPast)) {
			continue
		}
		c.Events = append(c.Events, s.events(ctx, r, o, Windows(o), numbers[r.ID], eventStatus(r, o))...)
	}
	var b bytes.Buffer
	if err := calendar.Write(&b, c); err != nil {
		return nil, fmt.Errorf("registration: calendar: %w", err)
	}
	return b.Bytes(), nil
}
