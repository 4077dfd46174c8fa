package registration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// promote promises free seats to those who wait, in the order of their numbers, until either runs
// out. Nobody is promoted once registration has closed or the occurrence has begun, because they
// could not count on it any more; GiveSeat is for then.
func (t *turn) promote(ctx context.Context) error {
	o := t.occurrence
	if !promotes(o, t.now) {
		return nil
	}
	by := *t
	by.who, by.actor = Program, authz.System(t.actor.Via)
	t.drawn = 0
	for {
		r, waits, err := nextWaiting(ctx, t.tx, o.ID)
		if err != nil || !waits {
			return err
		}
		taken, err := t.s.seats.TakeSeatTx(ctx, t.tx, o.ID)
		if err != nil || !taken {
			return err
		}
		r.HeldUntil = promiseUntil(t.now, o.PromiseHours, o.StartsAt)
		if err := by.move(ctx, &r, StateHeld, ReasonPromoted, ""); err != nil {
			return err
		}
		if err := events.Enqueue(ctx, t.tx, t.now, r.HeldUntil, jobExpire, expiry{r.ID}); err != nil {
			return err
		}
	}
}

// GiveSeat gives a free seat to the next who waits, once nobody is promoted by the program any more:
// after registration has closed, or at the door. Those who may ManageRosters. It needs no
// confirmation, because whoever gives it has the person before them or has asked. Emits Registered.
// Conflict while the program promotes, after the end, when nobody waits or no seat is free.
func (s *Service) GiveSeat(ctx context.Context, actor authz.Actor, occurrence id.ID) (Registration, error) {
	if _, _, err := s.requireIn(ctx, actor, ManageRosters, occurrence); err != nil {
		return Registration{}, err
	}
	var r Registration
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, actor, staffOr(actor), occurrence)
		if err != nil {
			return err
		}
		switch o := t.occurrence; {
		case o.Status != catalogue.Scheduled || !t.now.Before(o.EndsAt):
			return errs.New(errs.Conflict, "This is over, so there is no seat to give.")
		case promotes(o, t.now):
			return errs.New(errs.Conflict, "While registration is open, a seat that becomes free is promised to the next person by itself.")
		}
		var waits bool
		if r, waits, err = nextWaiting(ctx, tx, occurrence); err != nil {
			return err
		}
		if !waits {
			return errs.New(errs.Conflict, "Nobody is waiting.")
		}
		taken, err := s.seats.TakeSeatTx(ctx, tx, occurrence)
		if err != nil {
			return err
		}
		if !taken {
			return errs.New(errs.Conflict, "No seat is free.")
		}
		return t.move(ctx, &r, StateRegistered, ReasonGiven, "")
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: give a seat: %w", err)
	}
	return r, nil
}

// promotes reports whether the program promises free seats of the occurrence to those who wait.
func promotes(o catalogue.Occurrence, now time.Time) bool {
	return o.OpenForRegistration(now) && now.Before(o.StartsAt)
}

// MayGive reports whether seats of the occurrence are given by hand at the time, see GiveSeat.
func MayGive(o catalogue.Occurrence, now time.Time) bool {
	return o.Status == catalogue.Scheduled && now.Before(o.EndsAt) && !o.Full() && !promotes(o, now)
}

// Promote promises whatever seats are free to those who wait: after seats were added, and
// whenever the sweep finds a free one beside a queue. Only the program asks for it.
func (s *Service) Promote(ctx context.Context, occurrence id.ID) error {
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := s.openTurn(ctx, tx, authz.System("job"), Program, occurrence)
		if err != nil {
			return err
		}
		return t.promote(ctx)
	})
	if err != nil {
		return fmt.Errorf("registration: promote: %w", err)
	}
	return nil
}

// expiry asks to end a promise whose time is over.
type expiry struct{ RegistrationID id.ID }

// expire ends a promise that was not confirmed in time and promises the seat to the next one, in
// one transaction. It does nothing when the promise was confirmed, cancelled or is not over yet.
func (s *Service) expire(ctx context.Context, registration id.ID) error {
	known, err := registrationByID(ctx, s.db, registration)
	if err != nil {
		return err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, r, err := s.turnFor(ctx, tx, authz.System("job"), Program, known)
		if err != nil || r.State != StateHeld || t.now.Before(r.HeldUntil) {
			return err
		}
		if err := t.move(ctx, &r, StateCancelled, ReasonPromiseExpired, ""); err != nil {
			return err
		}
		return t.promote(ctx)
	})
	if err != nil {
		return fmt.Errorf("registration: expire: %w", err)
	}
	return nil
}

// sweepBatch is how many overdue promises, and how many occurrences at a time, one sweep looks at.
const sweepBatch = 200

// sweep ends promises whose job was lost, gives out seats that are free beside a queue, and ends
// the queues of what is over, each in a small transaction of its own. One that fails does not keep the others.
func (s *Service) sweep(ctx context.Context) error {
	overdue, err := overdueHolds(ctx, s.db, s.clock.Now(), sweepBatch)
	if err != nil {
		return err
	}
	var failed []error
	for _, r := range overdue {
		failed = append(failed, s.expire(ctx, r))
	}
	waited, err := occurrencesWaitedFor(ctx, s.db)
	if err != nil {
		return errors.Join(append(failed, err)...)
	}
	for chunk := range slices.Chunk(waited, sweepBatch) {
		occurrences, err := s.catalogue.Occurrences(ctx, chunk)
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		now := s.clock.Now()
		for _, o := range occurrences {
			switch {
			case o.Status == catalogue.Scheduled && !now.Before(o.EndsAt):
				failed = append(failed, s.endQueue(ctx, o.ID))
			case !o.Full() && promotes(o, now):
				failed = append(failed, s.Promote(ctx, o.ID))
			}
		}
	}
	return errors.Join(failed...)
}
