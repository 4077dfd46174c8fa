package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// The lengths that typed texts may have, in bytes.
const (
	maxIntent = 500
	maxNote   = 1000
	maxName   = 255
)

// Register gives a person a seat in an occurrence, or a place in its waiting list when there is
// none or others wait already; with Offer it begins a self-paced one at once. A second call returns
// the first registration. A person for themselves; those who may ManageRosters for others, who then
// need not mind the window of registration but wait in the same line. Emits Registered or
// Waitlisted. Invalid when a learner names the unit to pay. Conflict when registration is not open, the
// offer is not made to this class of person, or it has expired.
func (s *Service) Register(ctx context.Context, actor authz.Actor, q Request) (Registration, error) {
	r, _, err := s.RegisterOnce(ctx, actor, q)
	return r, err
}

// RegisterOnce is Register, and says whether the registration was there before.
func (s *Service) RegisterOnce(ctx context.Context, actor authz.Actor, q Request) (r Registration, before bool, err error) {
	if q, err = q.clean(); err != nil {
		return r, false, err
	}
	if q.Occurrence == "" {
		return s.begin(ctx, actor, q)
	}
	offer, err := s.catalogue.OfferOf(ctx, q.Occurrence)
	if err != nil {
		return Registration{}, false, err
	}
	p, who, err := s.registrant(ctx, actor, &q, offer)
	if err != nil {
		return Registration{}, false, err
	}
	if r, ok, err := activeInOccurrence(ctx, s.db, q.Occurrence, p.ids); err != nil || ok {
		return r, ok, err
	}
	draft, err := s.draft(ctx, p, q, offer)
	if err != nil {
		return Registration{}, false, err
	}
	draft.OccurrenceID = q.Occurrence
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, who, q.Occurrence)
		if err != nil {
			return err
		}
		if r, before, err = activeInOccurrence(ctx, tx, q.Occurrence, p.ids); err != nil || before {
			return err
		}
		r = draft
		return t.seat(ctx, &r)
	})
	if err != nil {
		return Registration{}, false, fmt.Errorf("registration: register: %w", err)
	}
	return r, before, nil
}

// seat gives a newcomer a seat or a place in the queue. Nobody goes before those who wait: a seat
// that has just been freed is theirs, and one that is promised counts as taken.
func (t *turn) seat(ctx context.Context, r *Registration) error {
	if err := registrable(t.occurrence, t.now, t.who); err != nil {
		return err
	}
	waiting, err := anyWaiting(ctx, t.tx, t.occurrence.ID)
	if err != nil {
		return err
	}
	to, reason := StateWaitlisted, ReasonOthersWait
	if !waiting {
		taken, err := t.s.seats.TakeSeatTx(ctx, t.tx, t.occurrence.ID)
		if err != nil {
			return err
		}
		if reason = ReasonFull; taken {
			to, reason = StateRegistered, ReasonSeatFree
		}
	}
	if to == StateWaitlisted && !t.now.Before(t.occurrence.EndsAt) {
		return errs.New(errs.Conflict, "All seats are taken, and nobody can wait for what is over.")
	}
	added, err := t.add(ctx, r, to, reason)
	if err == nil && !added {
		err = fmt.Errorf("registration: %s is registered twice", r.PersonID)
	}
	return err
}

// registrable returns why nobody can be registered now, or nil. Who is registered by staff may come
// after the window has closed, at the door, and be written down until a while after the end.
func registrable(o catalogue.Occurrence, now time.Time, who Who) error {
	switch {
	case o.Status != catalogue.Scheduled:
		return errs.New(errs.Conflict, "This has been cancelled, so nobody can register.")
	case !now.Before(o.EndsAt) && (who == Learner || !DoorsOpen(o, now)):
		return errs.New(errs.Conflict, "This is over, so nobody can register.")
	case who == Learner && now.Before(o.OpensAt):
		return errs.New(errs.Conflict, "Registration has not opened yet.")
	case who == Learner && !o.OpenForRegistration(now):
		return errs.New(errs.Conflict, "Registration has closed.")
	}
	return nil
}

// DoorsOpen reports whether staff can still register somebody who came to the door.
func DoorsOpen(o catalogue.Occurrence, now time.Time) bool {
	return now.Before(o.EndsAt.Add(doorsOpen))
}

// WhyClosed says why people cannot register by themselves now, or nil when they can.
func WhyClosed(o catalogue.Occurrence, now time.Time) error { return registrable(o, now, Learner) }

// WhyNotBegun is WhyClosed for a self-paced offer.
func WhyNotBegun(o catalogue.Offer, v catalogue.Version, now time.Time) error {
	switch {
	case !catalogue.SelfPaced(o.Kind, v):
		return errDated()
	case o.Status != catalogue.StatusPublished || o.Expired(now):
		return errs.New(errs.Gone, "“%s” is no longer offered.", v.Title)
	}
	return nil
}

func errDated() error {
	return errs.New(errs.Conflict, "This takes place at a time. Choose one of its dates to register.")
}

// WhyNotOffered says to somebody of the class that an offer without a price for it is not made to them.
func WhyNotOffered(class string) error { return errNotForClass(class) }

// OccurrenceOf returns an occurrence and its offer, for pages about registering. NotFound otherwise.
func (s *Service) OccurrenceOf(ctx context.Context, occurrence id.ID) (catalogue.Occurrence, catalogue.Offer, error) {
	o, err := s.catalogue.Occurrence(ctx, s.db, occurrence)
	if err != nil {
		return o, catalogue.Offer{}, err
	}
	offer, err := s.catalogue.OfferByID(ctx, s.db, o.OfferID)
	return o, offer, err
}

// registrant is who is to be registered.
type registrant struct {
	people.Person
	ids []id.ID
}

// registrant finds out for whom the request is, whether the actor may ask it, and as whom they do.
func (s *Service) registrant(ctx context.Context, actor authz.Actor, q *Request, offer id.ID) (p registrant, who Who, err error) {
	who = Learner
	if q.Person == "" || q.Person == actor.PersonID {
		if q.Person, err = actor.RequirePerson(authz.ScopeRegistrationsWrite); err != nil {
			return p, who, err
		}
		if q.Channel == "" {
			q.Channel = actor.Via
		}
		if q.Payer == payerUnit {
			return p, who, errs.Bad("payer", "Choose who pays.")
		}
	} else {
		who = Staff
		if actor.IsSystem() {
			who = Program
		}
		o, err := s.catalogue.OfferByID(ctx, s.db, offer)
		if err != nil {
			return p, who, err
		}
		if err := requireUnit(actor, ManageRosters, o.UnitID); err != nil {
			return p, who, err
		}
		if q.Channel == "" {
			q.Channel = "staff"
		}
	}
	if q.Channel == "" {
		q.Channel = "web"
	}
	if p.Person, err = s.people.Person(ctx, q.Person); err != nil {
		return p, who, err
	}
	if p.Closed {
		return p, who, errs.New(errs.Conflict, "This account is closed.")
	}
	p.ids, err = s.people.IDs(ctx, p.ID)
	return p, who, err
}

// draft is the registration as it would be made today, with the facts of the day. It fails with
// the reason why the offer cannot be taken now.
func (s *Service) draft(ctx context.Context, p registrant, q Request, offer id.ID) (Registration, error) {
	o, v, err := s.catalogue.ByID(ctx, s.db, offer)
	if err != nil {
		return Registration{}, err
	}
	if o.Status != catalogue.StatusPublished || o.Expired(s.clock.Now()) {
		return Registration{}, errs.New(errs.Gone, "“%s” is no longer offered.", v.Title)
	}
	class, err := s.people.ClassOn(ctx, s.db, p.ID, s.people.Today())
	if err != nil {
		return Registration{}, err
	}
	price, ok := catalogue.PriceFor(v, class)
	if !ok {
		return Registration{}, errNotForClass(class)
	}
	unit, err := s.people.Unit(ctx, o.UnitID)
	if err != nil {
		return Registration{}, err
	}
	library, err := s.libraryName(ctx, p.Person)
	if err != nil {
		return Registration{}, err
	}
	r := Registration{
		ID: id.New(), PersonID: p.ID, OfferID: o.ID, VersionID: v.ID,
		Facts: Facts{
			PersonName: p.Name, SortName: p.SortName, OfferKey: o.Key, OfferTitle: v.Title,
			LibraryID: p.OrganisationID, LibraryName: library, RoleTitle: p.RoleTitle,
			Class: class, UnitID: o.UnitID, UnitName: s.people.NameOn(unit, s.people.Today()),
			Price: price, Payer: q.Payer, Channel: q.Channel,
		},
		Intent: q.Intent,
	}
	if q.LibraryName != "" && q.LibraryName != library {
		r.LibraryID, r.LibraryName = "", q.LibraryName
	}
	if q.RoleTitle != "" {
		r.RoleTitle = q.RoleTitle
	}
	// Consent to be asked later has a meaning only where there is recognition to ask about.
	r.AskLater = r.AskLater && len(o.Earns) > 0
	return r, nil
}

func errNotForClass(class string) error {
	if class == "" {
		return errs.New(errs.Conflict, "This is for members only. Join, or confirm your membership, and come back.")
	}
	return errs.New(errs.Conflict, "This is not offered to your class of membership.")
}

func (s *Service) libraryName(ctx context.Context, p people.Person) (string, error) {
	if p.OrganisationID == "" {
		return p.LibraryName, nil
	}
	o, err := s.people.Organisation(ctx, p.OrganisationID)
	return o.Name, err
}

// Price is what the person would pay for the offer today; false when it is not made to them.
func (s *Service) Price(ctx context.Context, person id.ID, v catalogue.Version) (class string, price money.Amount, ok bool, err error) {
	if person != "" {
		if class, err = s.people.ClassOn(ctx, s.db, person, s.people.Today()); err != nil {
			return "", price, false, err
		}
	}
	price, ok = catalogue.PriceFor(v, class)
	return class, price, ok, nil
}

// payerUnit is named by the unit itself alone.
const payerUnit = "unit"

// Payers are who can be named to pay. The last is for those who register others.
var Payers = []string{"self", "employer", payerUnit}

func (q Request) clean() (Request, error) {
	var f errs.Fields
	f.Check((q.Occurrence == "") != (q.Offer == ""), "occurrence", "Say either which occurrence, or which self-paced offer.")
	f.Check(len(q.Reason) <= maxIntent, "reason", "Please use fewer words.")
	f.Check(len(q.Toward) <= maxIntent, "toward", "Please use fewer words.")
	f.Check(len(q.LibraryName) <= maxIntent, "library", "Please use fewer words.")
	f.Check(len(q.RoleTitle) <= maxIntent, "role", "Please use fewer words.")
	if q.Payer == "" {
		q.Payer = Payers[0]
	}
	f.Check(slices.Contains(Payers, q.Payer), "payer", "Choose who pays.")
	return q, f.Err()
}
