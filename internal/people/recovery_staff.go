package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Recoveries returns the requests that are under way, the oldest first, one page of them. Those who may give accounts back.
func (s *Service) Recoveries(ctx context.Context, actor authz.Actor, r page.Request) (page.Page[Recovery], error) {
	if err := actor.Require(mayRecover, ""); err != nil {
		return page.Page[Recovery]{}, err
	}
	return pageOfRecoveries(ctx, s.db, r)
}

// EndedRecoveries returns the requests that ended lately, the latest first. Those who may give accounts back.
func (s *Service) EndedRecoveries(ctx context.Context, actor authz.Actor) ([]Recovery, error) {
	if err := actor.Require(mayRecover, ""); err != nil {
		return nil, err
	}
	return recoveriesWhere(ctx, s.db, `ended_at IS NOT NULL AND handed_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 20`)
}

// Recovery returns a request that was handed in. Those who may give accounts back; NotFound otherwise.
func (s *Service) Recovery(ctx context.Context, actor authz.Actor, which id.ID) (Recovery, error) {
	if err := actor.Require(mayRecover, ""); err != nil {
		return Recovery{}, err
	}
	r, err := recoveryByID(ctx, s.db, which, "")
	if err == nil && r.HandedAt.IsZero() {
		err = errNoRecovery
	}
	if err == nil {
		err = s.lookAt(ctx, mayRecover, actor, &r.Two, r.AskedAt, r.PersonID)
	}
	if err == nil && r.PersonID != "" {
		r.Told, err = s.toldOf(ctx, s.db, r)
	}
	return r, err
}

// OpenRecovery is the first of two steps: a member of staff writes down how they made sure who asks. Account is an address or the member number
// of the account, needed only where the request did not name one that there is. What somebody opened who may no longer give accounts
// back can be opened anew. Conflict when it was opened, or the address to write to is another account's; Forbidden to the person.
func (s *Service) OpenRecovery(ctx context.Context, actor authz.Actor, which id.ID, proof, account string) error {
	proof, err := checkProof(proof)
	if err != nil {
		return err
	}
	return s.decideRecovery(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
		if !r.ConfirmedAt.IsZero() {
			return errMoved
		}
		if r.OpenedBy != "" {
			if still, err := s.vouches(ctx, tx, mayRecover, r.OpenedBy, r.AskedAt); err != nil || still {
				return orElse(err, errMoved)
			}
		}
		if r.PersonID == "" {
			person, err := s.accountNamed(ctx, tx, account)
			if err != nil {
				return err
			}
			if person == "" {
				return errs.Bad("account", "Nobody has this address or member number.")
			}
			if person == actor.PersonID {
				return errOwn
			}
			if err := s.knowRecovered(ctx, tx, now, actor, r, person); err != nil {
				return err
			}
			r.PersonID = person
		}
		if err := s.mayVouch(ctx, tx, mayRecover, actor, r.AskedAt, r.PersonID); err != nil {
			return err
		}
		if err := s.contactFree(ctx, tx, r); err != nil {
			return err
		}
		if err := openRecovery(ctx, tx, now, r.ID, actor.PersonID, proof); err != nil {
			return err
		}
		return recordRecovery(ctx, tx, now, actor, r, "recovery.opened")
	})
}

// ConfirmRecovery is the second step, by another member of staff, who says by its Opening which proof they read. The account's addresses are told and can
// stop it; once all those letters were handed over RecoveryWait runs.
// Forbidden to the person, to whoever opened it and to whoever has the role for too short a time; Conflict when it is not open, another proof stands there, or whoever
// opened it may no longer give accounts back.
func (s *Service) ConfirmRecovery(ctx context.Context, actor authz.Actor, which id.ID, read string) error {
	return s.decideRecovery(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
		if err := s.maySecond(ctx, tx, mayRecover, actor, r.Two, read, r.AskedAt, r.PersonID); err != nil {
			return err
		}
		if err := confirmRecovery(ctx, tx, now, r.ID, actor.PersonID); err != nil {
			return err
		}
		if err := s.tellConfirmedTx(ctx, tx, now, r); err != nil {
			return err
		}
		if err := s.writeContactTx(ctx, tx, now, r.ID, recoveryConfirmed); err != nil {
			return err
		}
		return recordRecovery(ctx, tx, now, actor, r, "recovery.confirmed")
	})
}

// RefuseRecovery ends a request; whoever asked is told. Those who may give accounts back, at any time before it is done.
func (s *Service) RefuseRecovery(ctx context.Context, actor authz.Actor, which id.ID) error {
	return s.decideRecovery(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
		return s.endRecoveryTx(ctx, tx, now, actor, r, RecoveryRefused)
	})
}

// decideRecovery calls f with a request that is under way and locked, for an actor who may decide on it.
func (s *Service) decideRecovery(ctx context.Context, actor authz.Actor, which id.ID, f func(context.Context, *db.Tx, time.Time, Recovery) error) error {
	if err := actor.Require(mayRecover, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := recoveryByID(ctx, tx, which, tx.Dialect().ForUpdate())
		if err != nil {
			return err
		}
		switch {
		case r.HandedAt.IsZero():
			return errNoRecovery
		case !r.EndedAt.IsZero():
			return errMoved
		}
		if r.PersonID != "" {
			person, err := surviving(ctx, tx, r.PersonID)
			if err != nil {
				return err
			}
			if person == actor.PersonID {
				return errOwn
			}
		}
		return f(ctx, tx, now, r)
	})
}

// contactFree refuses an address to write to that belongs to somebody else.
func (s *Service) contactFree(ctx context.Context, q db.Q, r Recovery) error {
	owners, err := personsByKeys(ctx, q, []string{r.key})
	if err != nil || owners[r.key] == "" {
		return err
	}
	person, err := surviving(ctx, q, r.PersonID)
	if err == nil && owners[r.key] != person {
		err = errs.New(errs.Conflict, "The address to write to belongs to another account. If both are theirs, bring the accounts together first; else refuse this.")
	}
	return err
}
