package registration

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/jobs"
)

// The names of this area's jobs.
const (
	jobExpire   = "registration.expire"
	jobChanged  = "registration.mail.changed"
	jobQuestion = "registration.mail.question"
)

// RegisterJobs registers the area's jobs and what it does about events. All of it is safe to run twice.
func (s *Service) RegisterJobs(q *jobs.Queue) {
	jobs.Handle(q, jobExpire, func(ctx context.Context, _ string, e expiry) error { return s.expire(ctx, e.RegistrationID) })
	jobs.Handle(q, jobChanged, s.writeChanged)
	jobs.Handle(q, jobQuestion, s.writeQuestion)

	jobs.On(q, "registration.mail.registered", func(ctx context.Context, key string, e Registered) error {
		return s.write(ctx, key, letterRegistered, e.RegistrationID, "", "")
	})
	jobs.On(q, "registration.mail.waitlisted", func(ctx context.Context, key string, e Waitlisted) error {
		return s.write(ctx, key, letterWaitlisted, e.RegistrationID, "", "")
	})
	jobs.On(q, "registration.mail.promoted", func(ctx context.Context, key string, e Promoted) error {
		return s.write(ctx, key, letterPromoted, e.RegistrationID, "", "")
	})
	jobs.On(q, "registration.mail.cancelled", func(ctx context.Context, key string, e Cancelled) error {
		return s.write(ctx, key, letterCancelled, e.RegistrationID, e.Was, e.Reason)
	})
	jobs.On(q, "registration.parts", func(ctx context.Context, _ string, e Completed) error {
		return s.followParts(ctx, e.PersonID, e.OfferID)
	})
	jobs.On(q, "registration.parts-begun", func(ctx context.Context, _ string, e Registered) error { return s.partsBegun(ctx, e.RegistrationID) })
	jobs.On(q, "registration.occurrence-cancelled", func(ctx context.Context, _ string, e catalogue.OccurrenceCancelled) error {
		return s.cancelOccurrence(ctx, e.OccurrenceID, e.Reason)
	})
	jobs.On(q, "registration.occurrence-changed", s.occurrenceChanged)

	s.catalogue.GuardMerge(anyOfOffer)
	q.Every("registration.sweep", time.Minute, s.sweep)
	q.Every("registration.ask", 10*time.Minute, s.ask)
}

// occurrenceChanged promises seats that were added and tells people what is new.
func (s *Service) occurrenceChanged(ctx context.Context, _ string, e catalogue.OccurrenceChanged) error {
	changed := func(what ...string) bool {
		return slices.ContainsFunc(e.Changed, func(c string) bool { return slices.Contains(what, c) })
	}
	// Seats were added, or registration is open again.
	if e.SeatsAdded() || changed("registration", "time") {
		if err := s.Promote(ctx, e.OccurrenceID); err != nil {
			return err
		}
	}
	if changed("time", "days") {
		if err := s.putOff(ctx, e.OccurrenceID); err != nil {
			return err
		}
	}
	if !changed("time", "place", "online", "days") {
		return nil
	}
	var gone []Window
	for _, d := range e.Gone {
		gone = append(gone, Window{DayID: d.ID, Start: d.StartsAt, End: d.EndsAt})
	}
	return s.tellAll(ctx, e.OccurrenceID, e.Sequence, gone)
}

// putOff has nobody asked what they think of a date before its new end.
func (s *Service) putOff(ctx context.Context, occurrence id.ID) error {
	o, err := s.catalogue.Occurrence(ctx, s.db, occurrence)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return putOffRequests(ctx, tx, occurrence, o.EndsAt) })
}

// change asks to tell one registrant that the occurrence is not as it was.
type change struct {
	RegistrationID id.ID
	Sequence       int
	// Gone are the sittings that no longer take place.
	Gone []Window
}

// tellAll asks for a letter to everybody who has, or waits for, a seat. A letter's key holds the
// occurrence's sequence, so running this twice sends nothing twice.
func (s *Service) tellAll(ctx context.Context, occurrence id.ID, sequence int, gone []Window) error {
	var last id.ID
	for {
		var ids []id.ID
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			var err error
			if ids, err = idsInStates(ctx, tx, occurrence, []State{StateHeld, StateRegistered, StateWaitlisted}, last, 500); err != nil {
				return err
			}
			now := s.clock.Now()
			for _, r := range ids {
				if err := events.Enqueue(ctx, tx, now, time.Time{}, jobChanged, change{r, sequence, gone}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(ids) < 500 {
			return err
		}
		last = ids[len(ids)-1]
	}
}

// question asks to write to somebody about a question that has fallen due.
type question struct {
	RegistrationID id.ID
	Kind           Kind
}

// ask asks for the letters about questions that have fallen due.
func (s *Service) ask(ctx context.Context) error {
	for {
		n := 0
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			now := s.clock.Now()
			due, err := claimUnsent(ctx, tx, now, 200)
			if err != nil {
				return err
			}
			n = len(due)
			for _, e := range due {
				if err := events.Enqueue(ctx, tx, now, time.Time{}, jobQuestion, question{e.RegistrationID, e.Kind}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || n < 200 {
			return err
		}
	}
}

// partsBegun completes an offer at once whose parts were all completed before it was begun.
func (s *Service) partsBegun(ctx context.Context, registration id.ID) error {
	r, err := registrationByID(ctx, s.db, registration)
	if err != nil || r.OccurrenceID != "" {
		return err
	}
	v, err := s.catalogue.VersionByID(ctx, s.db, r.VersionID)
	if err != nil || v.Completion.Rule != catalogue.ByParts {
		return err
	}
	persons, err := s.people.IDs(ctx, r.PersonID)
	if err != nil {
		return err
	}
	return s.completeByParts(ctx, r, persons)
}
