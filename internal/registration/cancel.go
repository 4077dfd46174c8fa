package registration

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Cancel ends a registration that is still open and, in the same transaction, promises the seat to
// the next person waiting. The person themselves until the occurrence's cancel_until, or its start;
// those who may ManageRosters at any time before attendance is recorded, with a reason. A second
// call changes nothing. Emits Cancelled, and Promoted for whoever is next.
func (s *Service) Cancel(ctx context.Context, actor authz.Actor, registration id.ID, reason string) (Registration, error) {
	known, who, err := s.ownOrManaged(ctx, actor, ManageRosters, authz.ScopeRegistrationsWrite, registration)
	if err != nil {
		return Registration{}, err
	}
	if who != Learner && reason == "" {
		return Registration{}, errs.Bad("reason", "Say why, so that the person can be told.")
	}
	if len(reason) > maxNote {
		return Registration{}, errs.Bad("reason", "Please use fewer words.")
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, who, known)
		if err != nil {
			return err
		}
		r = now
		if r.State == StateCancelled {
			return nil
		}
		why := ReasonByStaff
		if who == Learner {
			why = ReasonByLearner
			if r.OccurrenceID != "" && r.State == StateRegistered && !t.now.Before(CancelBefore(t.occurrence)) {
				return errs.New(errs.Conflict, "The time to cancel is over. If you cannot come, tell the people who offer this.")
			}
		}
		freed := r.State.HoldsSeat()
		if err := t.move(ctx, &r, StateCancelled, why, reason); err != nil {
			return err
		}
		if r.OccurrenceID == "" || !freed {
			return nil
		}
		return t.promote(ctx)
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: cancel: %w", err)
	}
	return r, nil
}

// CancelBefore is until when people can cancel by themselves.
func CancelBefore(o catalogue.Occurrence) time.Time {
	if o.CancelUntil.IsZero() {
		return o.StartsAt
	}
	return o.CancelUntil
}

// cancelOccurrence ends every open registration of an occurrence that does not take place. It is
// safe to repeat.
func (s *Service) cancelOccurrence(ctx context.Context, occurrence id.ID, reason string) error {
	cancelled := func(t *turn) bool { return t.occurrence.Status == catalogue.Cancelled }
	return s.endAll(ctx, occurrence, cancelled, ReasonOccurrenceCancelled, reason, StateHeld, StateRegistered, StateWaitlisted)
}

// endQueue ends the waiting of those for whom no seat became free before the end. It is safe to repeat.
func (s *Service) endQueue(ctx context.Context, occurrence id.ID) error {
	over := func(t *turn) bool {
		return t.occurrence.Status == catalogue.Scheduled && !t.now.Before(t.occurrence.EndsAt)
	}
	return s.endAll(ctx, occurrence, over, ReasonNeverPromoted, "", StateWaitlisted)
}

// endChunk is how many registrations one transaction ends.
const endChunk = 200

// endAll cancels the registrations of an occurrence that are in one of the states, as the program,
// while the occurrence is found as it must be.
func (s *Service) endAll(ctx context.Context, occurrence id.ID, due func(*turn) bool, why Reason, note string, states ...State) error {
	for {
		n := 0
		err := s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			n = 0
			t, err := s.openTurn(ctx, tx, authz.System("job"), Program, occurrence)
			if err != nil || !due(t) {
				return err
			}
			ids, err := idsInStates(ctx, tx, occurrence, states, "", endChunk)
			if err != nil {
				return err
			}
			list, err := registrationsByIDs(ctx, tx, ids)
			if err != nil {
				return err
			}
			for i := range list {
				if err := t.move(ctx, &list[i], StateCancelled, why, note); err != nil {
					return err
				}
			}
			n = len(list)
			return nil
		})
		if err != nil {
			return fmt.Errorf("registration: end: %w", err)
		}
		if n < endChunk {
			return nil
		}
	}
}
