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

// Merge makes one person an alias of another, because they are the same human being. Nothing is
// rewritten: the alias's addresses, memberships, roles and record count for the survivor, sessions, tokens and links of both end, and all of their
// addresses are told. Emits Merged. The operator alone; administrators propose it (ProposeMerge).
func (s *Service) Merge(ctx context.Context, actor authz.Actor, alias, into id.ID) error {
	if !actor.IsSystem() {
		return errs.New(errs.Forbidden, "One alone merges nobody. Propose it, and another administrator agrees.")
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if _, err := lockSurvivors(ctx, tx, []id.ID{alias, into}); err != nil {
			return err
		}
		from, to, err := mergeable(ctx, tx, actor, alias, into)
		if err != nil {
			return err
		}
		return s.mergeTx(ctx, tx, s.clock.Now(), actor, from, to)
	})
}

// mergeTx merges two survivors whom the caller has locked.
func (s *Service) mergeTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, from, to id.ID) error {
	// What was begun for one account alone does not act as both: whoever is there signs in anew, by all that both ask for.
	for _, each := range []id.ID{from, to} {
		if err := s.endAllTx(ctx, tx, now, each); err != nil {
			return err
		}
	}
	if err := s.endRequestsWith(ctx, tx, now, from, to); err != nil {
		return err
	}
	if err := s.tellBoth(ctx, tx, now, noticeMerged, from, to); err != nil {
		return err
	}
	if err := insertAlias(ctx, tx, now, actor, from, to); err != nil {
		return err
	}
	if err := events.Publish(ctx, tx, now, Merged{PersonID: to, AliasID: from}); err != nil {
		return err
	}
	return audit.Record(ctx, tx, now, actor, audit.Event{Action: "person.merged", Kind: "person", ID: to, Detail: map[string]any{"alias": from}})
}

// mergeable returns the survivors of two persons when the actor may make one of them.
func mergeable(ctx context.Context, q db.Q, actor authz.Actor, alias, into id.ID) (from, to id.ID, err error) {
	if from, err = openPerson(ctx, q, alias); err != nil {
		return "", "", err
	}
	if to, err = openPerson(ctx, q, into); err != nil {
		return "", "", err
	}
	if from == to {
		return "", "", errs.New(errs.Conflict, "These are one person already.")
	}
	if actor.PersonID == from || actor.PersonID == to {
		return "", "", errs.New(errs.Forbidden, "Nobody merges their own account. Ask another administrator.")
	}
	return from, to, nil
}
