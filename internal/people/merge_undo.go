package people

import (
	"context"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// UndoMerge makes an alias of the person a person of its own again, with all that was theirs. Ways in that were added while they were
// one may be either's, so they end: addresses, passkeys, apps, linked accounts and a new password; sessions, tokens and roles by rule of both end too, and both
// are told. Emits Parted. Who is left without a way in (HasWayIn) asks for the account as those do who have lost it. Those who merge people. NotFound when the id is no alias of this person.
func (s *Service) UndoMerge(ctx context.Context, actor authz.Actor, person, alias id.ID) error {
	if err := actor.Require(mayMergePeople, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		locked, err := lockSurvivors(ctx, tx, []id.ID{alias})
		if err != nil {
			return err
		}
		if locked[alias] != person || alias == person {
			return errs.New(errs.NotFound, "This person was not merged into another one.")
		}
		if actor.PersonID == person {
			return errs.New(errs.Forbidden, "Nobody merges their own account. Ask another administrator.")
		}
		ended, err := s.partTx(ctx, tx, now, person, alias)
		if err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.merge-undone", Kind: "person", ID: person, Detail: map[string]any{"alias": alias, "ended": ended}})
	})
}

// partTx takes an alias off its survivor, and returns how many ways in it ended.
func (s *Service) partTx(ctx context.Context, tx *db.Tx, now time.Time, survivor, alias id.ID) (ended int, err error) {
	told := []notice{{PersonID: survivor, What: noticeParted}, {PersonID: alias, What: noticeParted}}
	for at := alias; ; { // what was added since went to whoever survived then
		into, since, merged, err := mergeOf(ctx, tx, at)
		if err != nil {
			return 0, err
		}
		if !merged {
			break
		}
		n, addresses, err := endAddedSince(ctx, tx, into, since)
		if err != nil {
			return 0, err
		}
		for _, a := range addresses {
			told = append(told, notice{PersonID: survivor, What: noticeParted, Address: a})
		}
		ended, at = ended+n, into
	}
	if err := s.endRequestsWith(ctx, tx, now, survivor, alias); err != nil {
		return 0, err
	}
	if _, _, err := deleteAlias(ctx, tx, alias); err != nil {
		return 0, err
	}
	for _, each := range []id.ID{survivor, alias} { // a session, a token or a role by rule of one must not stay with the other
		if err := s.endAllTx(ctx, tx, now, each); err != nil {
			return 0, err
		}
		if err := s.endRulesTx(ctx, tx, now, each); err != nil {
			return 0, err
		}
	}
	for _, n := range told {
		if err := s.notify(ctx, tx, now, n); err != nil {
			return 0, err
		}
	}
	return ended, events.Publish(ctx, tx, now, Parted{PersonID: survivor, AliasID: alias})
}
