package people

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// Recoveries returns the requests that are under way, the oldest first, and those that ended lately, the latest first. Those who may
// give accounts back.
func (s *Service) Recoveries(ctx context.Context, actor authz.Actor) (open, ended []Recovery, err error) {
	if err := actor.Require(mayRecover, ""); err != nil {
		return nil, nil, err
	}
	if open, err = recoveriesWhere(ctx, s.db, `handed_at IS NOT NULL AND ended_at IS NULL ORDER BY asked_at, id LIMIT 200`); err != nil {
		return nil, nil, err
	}
	ended, err = recoveriesWhere(ctx, s.db, `ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 20`)
	return open, ended, err
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
	if err == nil && r.OpenedBy != "" {
		r.OpenerMay, err = s.stillMayRecover(ctx, s.db, r.OpenedBy)
	}
	return r, err
}

// WaitingRecoveries counts the requests that wait for the actor: none for who may not give accounts back.
func (s *Service) WaitingRecoveries(ctx context.Context, actor authz.Actor) (int, error) {
	if !actor.May(mayRecover, "") {
		return 0, nil
	}
	return countWaitingRecoveries(ctx, s.db, actor.PersonID)
}

// OpenRecovery is the first of two steps: a member of staff writes down how they made sure who asks. Account is an address or the member number
// of the account, needed only where the request did not name one that there is. What somebody opened who may no longer give accounts
// back can be opened anew. Conflict when it was opened, or the address to write to is another account's; Forbidden to the person.
func (s *Service) OpenRecovery(ctx context.Context, actor authz.Actor, which id.ID, proof, account string) error {
	proof = strings.TrimSpace(proof)
	var f errs.Fields
	f.Check(utf8.RuneCountInString(proof) >= 10, "proof", "Write how you made sure that it is they who ask: whom you called at which known number, what you saw.")
	f.Check(utf8.RuneCountInString(proof) <= maxSaid, "proof", "Use at most %d characters.", maxSaid)
	if err := f.Err(); err != nil {
		return err
	}
	return s.decideRecovery(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
		if !r.ConfirmedAt.IsZero() {
			return errRecoveryMoved
		}
		if r.OpenedBy != "" {
			if still, err := s.stillMayRecover(ctx, tx, r.OpenedBy); err != nil || still {
				return orElse(err, errRecoveryMoved)
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
				return errOwnRecovery
			}
			if err := s.knowRecovered(ctx, tx, now, actor, r, person); err != nil {
				return err
			}
			r.PersonID = person
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

// ConfirmRecovery is the second step, by another member of staff. From then on RecoveryWait runs; the account's addresses are told and can stop it.
// Forbidden to the person and to whoever opened it; Conflict when it is not open, or whoever opened it may no longer give accounts back.
func (s *Service) ConfirmRecovery(ctx context.Context, actor authz.Actor, which id.ID) error {
	return s.decideRecovery(ctx, actor, which, func(ctx context.Context, tx *db.Tx, now time.Time, r Recovery) error {
		if r.OpenedBy == "" || !r.ConfirmedAt.IsZero() {
			return errRecoveryMoved
		}
		first, err := surviving(ctx, tx, r.OpenedBy)
		if err != nil {
			return err
		}
		if first == actor.PersonID {
			return errs.New(errs.Forbidden, "You opened this, so somebody else confirms it.")
		}
		if still, err := s.stillMayRecover(ctx, tx, r.OpenedBy); err != nil || !still {
			return orElse(err, errs.New(errs.Conflict, "Whoever opened this may not do so any more. Open it anew."))
		}
		r.DueAt = now.Add(RecoveryWait)
		if err := confirmRecovery(ctx, tx, now, r.ID, actor.PersonID, r.DueAt); err != nil {
			return err
		}
		if err := s.tellOwnerTx(ctx, tx, now, r, recoveryConfirmed); err != nil {
			return err
		}
		if err := s.writeContactTx(ctx, tx, now, r.ID, recoveryConfirmed); err != nil {
			return err
		}
		if err := events.Enqueue(ctx, tx, now, r.DueAt, jobRecoveryDue, recoveryJob{ID: r.ID}); err != nil {
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

var (
	errRecoveryMoved = errs.New(errs.Conflict, "Somebody else has gone on with this meanwhile. Look at it again.")
	errOwnRecovery   = errs.New(errs.Forbidden, "This is about your own account. Others decide on it.")
)

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
			return errRecoveryMoved
		}
		if r.PersonID != "" {
			person, err := surviving(ctx, tx, r.PersonID)
			if err != nil {
				return err
			}
			if person == actor.PersonID {
				return errOwnRecovery
			}
		}
		return f(ctx, tx, now, r)
	})
}

// stillMayRecover reports whether somebody who took part may give accounts back at this moment.
func (s *Service) stillMayRecover(ctx context.Context, q db.Q, person id.ID) (bool, error) {
	a, ok, err := loadActor(ctx, q, person, s.clock.Now(), s.Today())
	return ok && a.May(mayRecover, ""), err
}

// vouchedFor reports whether two who may still give accounts back stand behind a request, neither of whom is the person, however
// accounts were merged since.
func (s *Service) vouchedFor(ctx context.Context, q db.Q, r Recovery) (bool, error) {
	var all [3]id.ID
	for i, who := range []id.ID{r.PersonID, r.OpenedBy, r.ConfirmedBy} {
		if who == "" {
			return false, nil
		}
		var err error
		if all[i], err = surviving(ctx, q, who); err != nil {
			return false, err
		}
	}
	if all[0] == all[1] || all[0] == all[2] || all[1] == all[2] {
		return false, nil
	}
	for _, who := range all[1:] {
		if still, err := s.stillMayRecover(ctx, q, who); err != nil || !still {
			return false, err
		}
	}
	return true, nil
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
