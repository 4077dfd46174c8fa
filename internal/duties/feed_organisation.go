package duties

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/calendar"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// feedLookLasts is for how long looks by a calendar's address are one: the program fetches by itself, several times a day.
const feedLookLasts = 24 * time.Hour

// OrganisationFeed returns the organisation, and since when its duties are a calendar to which the actor subscribed; zero when they are not. Its
// coordinator, or one of what it is part of; NotFound for everybody else, and for tokens.
func (s *Service) OrganisationFeed(ctx context.Context, actor authz.Actor, organisation id.ID) (people.Organisation, time.Time, error) {
	o, _, err := s.mayLookAfter(ctx, actor, organisation)
	if err != nil {
		return o, time.Time{}, err
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return o, time.Time{}, err
	}
	f, err := organisationFeedOf(ctx, s.db, ids, organisation)
	return o, f.createdAt, err
}

// RenewOrganisationFeed gives the actor a new address for the calendar of an organisation's own duties, and returns its secret: that cannot be had again.
// The address that they had before stops working; those of other coordinators are their own. Who may is as of OrganisationFeed.
func (s *Service) RenewOrganisationFeed(ctx context.Context, actor authz.Actor, organisation id.ID) (string, error) {
	secret := id.Secret()
	return secret, s.changeOrganisationFeed(ctx, actor, organisation, func(ctx context.Context, tx *db.Tx, now time.Time, person id.ID) error {
		f := organisationFeed{id: id.New(), person: person, organisation: organisation, createdAt: now}
		if err := insertOrganisationFeed(ctx, tx, f, id.Hash(secret)); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "organisation-calendar.opened", Kind: "duty-calendar", ID: f.id})
	})
}

// StopOrganisationFeed ends the actor's address. Ending it again changes nothing. Who may is as of OrganisationFeed.
func (s *Service) StopOrganisationFeed(ctx context.Context, actor authz.Actor, organisation id.ID) error {
	return s.changeOrganisationFeed(ctx, actor, organisation, func(context.Context, *db.Tx, time.Time, id.ID) error { return nil })
}

// changeOrganisationFeed ends the actor's address, and then does something in the same transaction.
func (s *Service) changeOrganisationFeed(ctx context.Context, actor authz.Actor, organisation id.ID, then func(context.Context, *db.Tx, time.Time, id.ID) error) error {
	if _, _, err := s.mayLookAfter(ctx, actor, organisation); err != nil {
		return err
	}
	person, ids, err := s.self(ctx, actor)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		for {
			f, err := organisationFeedOf(ctx, tx, ids, organisation)
			if err != nil {
				return err
			}
			if f.id == "" {
				return then(ctx, tx, now, person)
			}
			if err := s.endOrganisationFeed(ctx, tx, now, actor, f.id); err != nil {
				return err
			}
		}
	})
}

func (s *Service) endOrganisationFeed(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, feed id.ID) error {
	if done, err := deleteOrganisationFeed(ctx, tx, feed); err != nil || !done {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "organisation-calendar.stopped", Kind: "duty-calendar", ID: feed})
}

// feedOfOrganisation returns the calendar of an organisation that has the secret: the days of its own duties, and of nobody there. Whoever has it may. It
// ends for good when it is asked for and its owner looks after the organisation no more, closed their account, or was joined with another.
func (s *Service) feedOfOrganisation(ctx context.Context, secret string) ([]byte, error) {
	f, err := organisationFeedWhere(ctx, s.db, `token_hash = $1`, id.Hash(secret))
	if err != nil {
		return nil, err
	}
	if f.id == "" {
		return nil, errNoFeed()
	}
	actor, err := s.people.Actor(ctx, f.person, "calendar")
	if err == nil && actor.PersonID != f.person {
		err = errNoFeed()
	}
	var own OrganisationDuties
	if err == nil {
		own, err = s.ofOrganisation(ctx, actor, f.organisation, feedLookLasts)
	}
	if errs.Is(err, errs.NotFound) {
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			return s.endOrganisationFeed(ctx, tx, s.clock.Now(), authz.System("calendar"), f.id)
		})
		if err == nil {
			err = errNoFeed()
		}
	}
	if err != nil {
		return nil, err
	}
	since, err := s.shownSince(ctx, f, own)
	if err != nil {
		return nil, err
	}
	return writeCalendar(s.ownCalendar(ctx, own, since))
}

// shownSince is since when somebody's calendar of an organisation shows its duties as they are, which it remembers; now where they have none.
func (s *Service) shownSince(ctx context.Context, f organisationFeed, own OrganisationDuties) (time.Time, error) {
	shown := shownOf(own.Duties...)
	if f.id != "" && f.shown == shown {
		return f.changedAt, nil
	}
	f.shown, f.changedAt = shown, s.clock.Now()
	if f.id == "" {
		return f.changedAt, nil
	}
	return f.changedAt, s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return showOrganisationFeed(ctx, tx, f) })
}

// ownCalendar has the days of an organisation's own duties, as they are since a time.
func (s *Service) ownCalendar(ctx context.Context, own OrganisationDuties, since time.Time) calendar.Calendar {
	c := calendar.Calendar{Name: own.Organisation.Name, Refresh: feedRefresh}
	for _, d := range own.Duties {
		if d.Result != nil {
			c.Events = append(c.Events, daysOf(ctx, d, s.BaseURL+"/my/organisations/"+string(own.Organisation.ID), since)...)
		}
	}
	return c
}
