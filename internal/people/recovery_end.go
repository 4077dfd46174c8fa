package people

import (
	"context"
	"fmt"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// StopRecovery stops everything under way to give an account to somebody else, by the link in a letter to one of its addresses. Everybody
// who has such a letter; Gone when the link was used or it is over.
func (s *Service) StopRecovery(ctx context.Context, secret string) error {
	now, actor := s.clock.Now(), authz.Actor{Via: "web"}
	return s.byRecoveryLink(ctx, RecoveryStop, secret, func(ctx context.Context, tx *db.Tx, r Recovery) error {
		open, err := s.openRecoveriesOf(ctx, tx, r.PersonID)
		for _, each := range open {
			if err == nil {
				err = s.endRecoveryTx(ctx, tx, now, actor, each, RecoveryStopped)
			}
		}
		return err
	})
}

// SetRecovered ends a recovery: the person gets the password and the address that the link was sent to, loses their second factors where
// that was asked for, and every session and token. It returns who is to be signed in. Gone when the link was used, has run out or the recovery was
// stopped, when either of those who vouched may no longer, and when the address has come to belong to somebody else; Invalid for a password that is too easy, and then the link still works.
func (s *Service) SetRecovered(ctx context.Context, secret, password string) (Person, error) {
	r, err := s.PeekRecovery(ctx, RecoverySet, secret)
	if err != nil {
		return Person{}, err
	}
	var f errs.Fields
	checkPassword(&f, "password", password, r.Contact)
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	hash, now := s.passwords.hash(password), s.clock.Now()
	var person id.ID
	err = s.byRecoveryLink(ctx, RecoverySet, secret, func(ctx context.Context, tx *db.Tx, r Recovery) error {
		if _, err := lockSurvivors(ctx, tx, []id.ID{r.PersonID}); err != nil { // no merge meanwhile
			return err
		}
		if vouched, err := s.bothVouch(ctx, tx, mayRecover, r.Two, r.AskedAt, r.PersonID); err != nil || !vouched {
			return orElse(err, errLink)
		}
		var err error
		if person, err = openPerson(ctx, tx, r.PersonID); err != nil {
			return goneFor(err)
		}
		if err := s.contactFree(ctx, tx, r); err != nil {
			return goneFor(err)
		}
		return s.recoverTx(ctx, tx, now, r, person, hash)
	})
	if err != nil {
		return Person{}, err
	}
	return s.Person(ctx, person)
}

// goneFor makes what changed since the letter a link that has ended.
func goneFor(err error) error {
	if errs.Is(err, errs.NotFound) || errs.Is(err, errs.Conflict) {
		return errLink
	}
	return err
}

func (s *Service) recoverTx(ctx context.Context, tx *db.Tx, now time.Time, r Recovery, person id.ID, hash string) error {
	actor := authz.Actor{PersonID: person, Via: "web"}
	ids, err := allIDs(ctx, tx, person)
	if err != nil {
		return err
	}
	all, err := addressesOf(ctx, tx, ids) // as they were: these are told
	if err != nil {
		return err
	}
	verified, err := verifyAddress(ctx, tx, now, r.key)
	if err != nil {
		return err
	}
	if _, known := find(all, r.key); !known {
		if err := addAddress(ctx, tx, now, person, r.key, r.Contact); err != nil {
			return err
		}
		verified = true
	}
	if verified {
		if err := audit.Record(ctx, tx, now, actor, audit.Event{Action: "address.added", Kind: "person", ID: person}); err != nil {
			return err
		}
	}
	if err := setPrimary(ctx, tx, ids, r.key); err != nil {
		return err
	}
	if r.ResetsFactors {
		if err := s.resetTx(ctx, tx, now, actor, person); err != nil {
			return err
		}
	}
	if err := s.setPasswordTx(ctx, tx, now, actor, person, hash); err != nil {
		return err
	}
	if err := s.tellTx(ctx, tx, now, r, recoveryDone, all); err != nil {
		return err
	}
	open, err := s.openRecoveriesOf(ctx, tx, person)
	if err != nil {
		return err
	}
	for _, other := range open { // nobody else takes the account back from whoever has it now
		if other.ID == r.ID {
			continue
		}
		if err := s.endRecoveryTx(ctx, tx, now, actor, other, RecoveryRefused); err != nil {
			return err
		}
	}
	return s.endRecoveryTx(ctx, tx, now, actor, r, RecoveryDone)
}

func find(all []Address, key string) (Address, bool) {
	for _, a := range all {
		if a.Key == key {
			return a, true
		}
	}
	return Address{}, false
}

// recoveryIsDue sends the link with which a password is set, when the wait is over and two still stand behind it.
func (s *Service) recoveryIsDue(ctx context.Context, _ string, j recoveryJob) error {
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		r, err := recoveryByID(ctx, tx, j.ID, tx.Dialect().ForUpdate())
		if err != nil || !r.EndedAt.IsZero() || !r.SentAt.IsZero() || r.DueAt.IsZero() {
			return err
		}
		if now.Before(r.DueAt) { // the clock of whoever handed this out was ahead: it is tried again
			return fmt.Errorf("people: the wait of recovery %s is not over by this clock", r.ID)
		}
		vouched, err := s.bothVouch(ctx, tx, mayRecover, r.Two, r.AskedAt, r.PersonID)
		if err != nil {
			return err
		}
		if !vouched {
			return s.endRecoveryTx(ctx, tx, now, authz.System("job"), r, RecoveryRefused)
		}
		if err := setRecoverySent(ctx, tx, now, r.ID); err != nil {
			return err
		}
		if err := recordRecovery(ctx, tx, now, authz.System("job"), r, "recovery.sent"); err != nil {
			return err
		}
		if err := s.tellOwnerTx(ctx, tx, now, r, recoveryDue); err != nil {
			return err
		}
		return s.writeContactTx(ctx, tx, now, r.ID, recoveryDue)
	})
}

// sweepRecoveriesTx forgets requests whose letter nobody opened or that ended long ago, tells again whom no letter reached, and ends those with which nobody went on.
func (s *Service) sweepRecoveriesTx(ctx context.Context, tx *db.Tx, now time.Time) error {
	if err := deleteRecoveriesBefore(ctx, tx, now.Add(-recoveryHandLife), now.Add(-twoForgotten), now.Add(-linksKept)); err != nil {
		return err
	}
	if err := s.tellAgainTx(ctx, tx, now); err != nil {
		return err
	}
	_, err := s.endRecoveriesTx(ctx, tx, now, "job", `ended_at IS NULL AND (confirmed_at IS NULL AND handed_at < $1 OR sent_at < $2 OR sent_at IS NULL AND COALESCE(due_at, confirmed_at) < $1)`, now.Add(-twoKept), now.Add(-recoverySetLife))
	return err
}

// tellAgainTx asks anew for the letters to which no mail server has answered, and for what was dropped after its last attempt. After recoveryUnreached an address counts as
// one that no letter reaches, as one does that was refused.
func (s *Service) tellAgainTx(ctx context.Context, tx *db.Tx, now time.Time) error {
	waiting, err := recoveriesWhere(ctx, tx, `ended_at IS NULL AND due_at IS NULL AND confirmed_at < $1 ORDER BY id`+tx.Dialect().ForUpdate(), now.Add(-tellAgainAfter))
	if err != nil {
		return err
	}
	for _, r := range waiting {
		told, err := toldOf(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if len(told) == 0 {
			continue
		}
		left := 0
		var all []Address
		for _, t := range told {
			if !t.At.IsZero() {
				continue
			}
			if !now.Before(r.ConfirmedAt.Add(recoveryUnreached)) {
				if left, err = setTold(ctx, tx, now, r.ID, t.Address, true); err != nil {
					return err
				}
				continue
			}
			left++
			all = append(all, Address{Address: t.Address})
		}
		if left == 0 {
			err = s.beginWaitTx(ctx, tx, now, r)
		} else {
			err = s.tellTx(ctx, tx, now, r, recoveryConfirmed, all)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// RestoredTx ends every recovery and every proposed merge that a restored backup shows under way: the letters that could stop one are worth nothing any more, and nobody
// knows what was stopped or refused since. It returns how many recoveries it ended. Only restoring calls it.
func (s *Service) RestoredTx(ctx context.Context, tx *db.Tx) (int, error) {
	now := s.clock.Now()
	merges, err := mergeRequestsWhere(ctx, tx, `ended_at IS NULL ORDER BY id`)
	if err := endMergesTx(ctx, tx, now, "restore", merges, err); err != nil {
		return 0, err
	}
	return s.endRecoveriesTx(ctx, tx, now, "restore", `ended_at IS NULL AND handed_at IS NOT NULL`)
}

// endRequestsWith ends every recovery and every proposed merge in which one of these people takes part, as whose account it is or as who vouched: what was vouched for one
// account, and told to its addresses, does not hold for the one that a merge makes of it, nor for what is left after one was undone.
func (s *Service) endRequestsWith(ctx context.Context, tx *db.Tx, now time.Time, people ...id.ID) error {
	var ids []id.ID
	for _, p := range people {
		own, err := allIDs(ctx, tx, p)
		if err != nil {
			return err
		}
		ids = append(ids, own...)
	}
	among := ` IN (` + db.List(1, len(ids)) + `)`
	_, err := s.endRecoveriesTx(ctx, tx, now, "merge", `ended_at IS NULL AND (person_id`+among+` OR opened_by`+among+` OR confirmed_by`+among+`)`, db.Args(ids)...)
	if err != nil {
		return err
	}
	return endMergesWith(ctx, tx, now, ids)
}

func (s *Service) endRecoveriesTx(ctx context.Context, tx *db.Tx, now time.Time, via, where string, args ...any) (int, error) {
	all, err := recoveriesWhere(ctx, tx, where+` ORDER BY id`+tx.Dialect().ForUpdate(), args...)
	for _, r := range all {
		if err == nil {
			err = s.endRecoveryTx(ctx, tx, now, authz.System(via), r, RecoveryLapsed)
		}
	}
	return len(all), err
}
