package registration

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// Closing is what applying the rule came to. Undecided were there, but their offer's rule leaves
// completion to a person or to the learner.
type Closing struct {
	Completed, NotCompleted, NoShow, Undecided int
	// Ended is how many were still waiting for a seat or for its confirmation.
	Ended int
	// Presenters is how many got an entry for presenting.
	Presenters int
}

// closeChunk is how many registrations one transaction of a closing takes.
const closeChunk = 200

// CloseOccurrence applies the offer's written rule to everybody once the occurrence has ended: who
// was not there is a no-show where the rule asks for attendance, who was there has completed or has not, who waited to the end is told
// so, and its presenters get their entries. Those who may RecordAttendance. It is safe to repeat:
// what is completed stays so, and attendance that came in later counts. Emits Completed,
// NotCompleted and Cancelled. Conflict before the end.
func (s *Service) CloseOccurrence(ctx context.Context, actor authz.Actor, occurrence id.ID) (Closing, error) {
	o, offer, err := s.requireIn(ctx, actor, RecordAttendance, occurrence)
	if err != nil {
		return Closing{}, err
	}
	if o.Status != catalogue.Scheduled {
		return Closing{}, errs.New(errs.Conflict, "This was cancelled, so there is nothing to close.")
	}
	if s.clock.Now().Before(o.EndsAt) {
		return Closing{}, errs.New(errs.Conflict, "This has not ended yet. Close it when it is over.")
	}
	c := closer{s: s, actor: actor, occurrence: o, courses: map[id.ID]course{}}
	for {
		done, err := c.chunk(ctx)
		if err != nil {
			return Closing{}, fmt.Errorf("registration: close: %w", err)
		}
		if done {
			break
		}
	}
	if err := c.finish(ctx, offer); err != nil {
		return Closing{}, fmt.Errorf("registration: close: %w", err)
	}
	return c.sum, nil
}

// closer goes through an occurrence's registrations by id, chunk by chunk.
type closer struct {
	s          *Service
	actor      authz.Actor
	occurrence catalogue.Occurrence
	courses    map[id.ID]course
	last       id.ID
	sum        Closing
}

func (c *closer) chunk(ctx context.Context) (done bool, err error) {
	var (
		sum  Closing
		last id.ID
		n    int
	)
	err = c.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		sum = c.sum
		t, err := c.s.openTurn(ctx, tx, c.actor, staffOr(c.actor), c.occurrence.ID)
		if err != nil {
			return err
		}
		ids, err := idsInStates(ctx, tx, c.occurrence.ID, []State{StateHeld, StateWaitlisted, StateRegistered, StateAttended, StateNotCompleted}, c.last, closeChunk)
		if err != nil || len(ids) == 0 {
			n = 0
			return err
		}
		n, last = len(ids), ids[len(ids)-1]
		list, err := registrationsByIDs(ctx, tx, ids)
		if err != nil {
			return err
		}
		facts, err := factsOf(ctx, tx, ids)
		if err != nil {
			return err
		}
		for i := range list {
			if err := c.one(ctx, t, &list[i], facts[list[i].ID], &sum); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	c.sum = sum
	if n > 0 {
		c.last = last
	}
	return n < closeChunk, nil
}

// one applies the rule to one registration.
func (c *closer) one(ctx context.Context, t *turn, r *Registration, facts []Fact, sum *Closing) error {
	switch r.State {
	case StateWaitlisted:
		sum.Ended++
		return t.move(ctx, r, StateCancelled, ReasonNeverPromoted, "")
	case StateHeld:
		sum.Ended++
		program := *t
		program.who, t.drawn = Program, 0
		return program.move(ctx, r, StateCancelled, ReasonPromiseExpired, "")
	}
	crs, ok := c.courses[r.VersionID]
	if !ok {
		var err error
		if crs, err = c.s.course(ctx, t.tx, *r); err != nil {
			return err
		}
		c.courses[r.VersionID] = crs
	}
	if r.State == StateRegistered {
		if !asksAttendance(crs.version.Completion.Rule) {
			sum.Undecided++
			return nil
		}
		sum.NoShow++
		return t.move(ctx, r, StateNoShow, ReasonClosed, "")
	}
	windows := Windows(t.occurrence)
	parts := false
	if crs.version.Completion.Rule == catalogue.ByParts {
		persons, err := personAndAliases(ctx, c.s, t.tx, r.PersonID)
		if err != nil {
			return err
		}
		if parts, err = c.s.partsDone(ctx, t.tx, r.OfferID, persons); err != nil {
			return err
		}
	}
	p := Merge(windows, facts)
	r.Minutes = p.Minutes
	switch Judge(crs.version.Completion, Length(windows), p, parts) {
	case Met:
		sum.Completed++
		return t.complete(ctx, r, crs, ReasonRuleMet, "")
	case NotMet:
		sum.NotCompleted++
		if r.State == StateNotCompleted {
			return nil
		}
		return t.move(ctx, r, StateNotCompleted, ReasonRuleNotMet, "")
	}
	if r.State == StateAttended {
		sum.Undecided++
	}
	return nil
}

// personAndAliases is the person under the id of today and the one that was registered. A merge
// that happened between the two is all that a rule of parts has to see here.
func personAndAliases(ctx context.Context, s *Service, q db.Q, person id.ID) ([]id.ID, error) {
	today, err := s.people.Surviving(ctx, q, person)
	return []id.ID{person, today}, err
}

// finish writes down that the occurrence was closed and gives its presenters their entries.
func (c *closer) finish(ctx context.Context, offer catalogue.Offer) error {
	o := c.occurrence
	version, err := c.s.catalogue.VersionByID(ctx, c.s.db, offer.PublishedID)
	if err != nil {
		return err
	}
	unit, err := c.s.people.Unit(ctx, offer.UnitID)
	if err != nil {
		return err
	}
	began, ended := o.StartsAt.In(o.Location()).Format(time.DateOnly), o.EndsAt.In(o.Location()).Format(time.DateOnly)
	provider := c.s.people.NameOn(unit, ended)
	n := 0
	err = c.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		now := c.s.clock.Now()
		if _, err := insertClosing(ctx, tx, o.ID, c.actor.PersonID, now); err != nil {
			return err
		}
		for _, p := range version.Presenters {
			person, err := c.s.people.Surviving(ctx, tx, p.PersonID)
			if err != nil {
				return err
			}
			_, created, err := c.s.record.AppendTx(ctx, tx, now, record.NewEntry{
				PersonID: person, Kind: record.KindPresenting, Activity: string(offer.Kind), Title: version.Title, Provider: provider,
				UnitID: offer.UnitID, OfferID: offer.ID, VersionID: version.ID, OccurrenceID: o.ID, BeganOn: began, EndedOn: ended,
				Minutes: o.ScheduledMinutes(), Areas: version.Areas, Level: string(version.Level), Format: string(version.Format),
				Assurance: record.ByAssociation, Provenance: record.FromPresenting, SourceRef: "presenting:" + string(o.ID) + ":" + string(p.PersonID),
				Note: p.Part, RecordedBy: c.actor.PersonID,
			})
			if err != nil {
				return err
			}
			if created {
				n++
			}
		}
		return audit.Record(ctx, tx, now, c.actor, audit.Event{Action: "occurrence.closed", Kind: "occurrence", ID: o.ID, Unit: offer.UnitID, Detail: map[string]any{
			"completed": c.sum.Completed, "not_completed": c.sum.NotCompleted, "no_show": c.sum.NoShow, "undecided": c.sum.Undecided, "ended": c.sum.Ended}})
	})
	c.sum.Presenters = n
	return err
}
