package registration

import (
	"context"
	"fmt"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Confirm turns a promised seat into a registration. The person themselves, or those who may
// ManageRosters. A second call changes nothing. Emits Registered. Gone when the promise has ended, or
// it has begun: its start may have been moved since the promise was made.
func (s *Service) Confirm(ctx context.Context, actor authz.Actor, registration id.ID) (Registration, error) {
	known, who, err := s.ownOrManaged(ctx, actor, ManageRosters, authz.ScopeRegistrationsWrite, registration)
	if err != nil {
		return Registration{}, err
	}
	var r Registration
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, now, err := s.turnFor(ctx, tx, actor, who, known)
		if err != nil {
			return err
		}
		r = now
		switch {
		case r.State == StateRegistered:
			return nil
		case r.State == StateCancelled, r.State == StateHeld && !(t.now.Before(r.HeldUntil) && t.now.Before(t.occurrence.StartsAt)):
			return errs.New(errs.Gone, "The time to confirm this seat is over, so it is no longer held for you. If you still want to come, register again.")
		}
		return t.move(ctx, &r, StateRegistered, ReasonConfirmed, "")
	})
	if err != nil {
		return Registration{}, fmt.Errorf("registration: confirm: %w", err)
	}
	return r, nil
}
