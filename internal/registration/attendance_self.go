package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// selfWithin is how long after the end a person can still say that they were there.
const selfWithin = 30 * 24 * time.Hour

// MaySayThere reports whether the person of the registration can say so now.
func MaySayThere(r Registration, o catalogue.Occurrence, now time.Time) bool {
	return r.OccurrenceID != "" && slices.Contains(settleable, r.State) && !now.Before(o.StartsAt) && !now.After(o.EndsAt.Add(selfWithin))
}

// SayThere keeps a person's own word that they were there, for those whom no other source shows. It is
// evidence beside the others and changes nothing by itself: alone, it is a conflict that somebody of the
// unit settles. dayID is the day it is about; minutes 0 means the whole. Only the person themselves, from
// the beginning until 30 days after the end. Saying the same again changes nothing.
func (s *Service) SayThere(ctx context.Context, actor authz.Actor, registration, dayID id.ID, minutes int, note string) error {
	known, err := s.own(ctx, actor, authz.ScopeRegistrationsWrite, registration)
	if err != nil {
		return err
	}
	if known.OccurrenceID == "" {
		return errs.New(errs.Conflict, "This is done at one's own pace, so there is no attendance.")
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, r, err := s.turnFor(ctx, tx, actor, Learner, known)
		if err != nil {
			return err
		}
		var w Window
		found := false
		for _, each := range Windows(t.occurrence) {
			if each.DayID == dayID {
				w, found = each, true
			}
		}
		var f errs.Fields
		f.Check(found, "day", "Choose one of the days.")
		f.Check(minutes >= 0 && (!found || minutes <= w.Minutes()), "minutes", "Enter whole minutes, no more than it was long.")
		f.Check(len(note) <= maxNote, "note", "Please use fewer words.")
		if err := f.Err(); err != nil {
			return err
		}
		switch {
		case !slices.Contains(settleable, r.State):
			return errState(r.State, StateAttended)
		case t.now.Before(w.Start):
			return errNotBegun()
		case t.now.After(w.End.Add(selfWithin)):
			return errs.New(errs.Conflict, "This is over for too long. Write to the people who offer it.")
		}
		before, err := factsOf(ctx, tx, Windows(t.occurrence), []id.ID{r.ID})
		if err != nil {
			return err
		}
		if said, ok := latest(before[r.ID], HowSelf, w); ok && said.Minutes == minutes && said.Reason == note {
			return nil
		}
		return insertFacts(ctx, tx, t.occurrence.ID, []Fact{{RegistrationID: r.ID, How: HowSelf, DayID: w.DayID, Present: true, Minutes: minutes, Reason: note, RecordedBy: actor.PersonID, RecordedAt: t.now}})
	})
	if err != nil {
		return fmt.Errorf("registration: say there: %w", err)
	}
	return nil
}
