package assessment

import (
	"context"
	"maps"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/events"
	"learningcommons.dev/commons/internal/platform/id"
)

// AddToCohort asks further people, by their addresses, to join a cohort; who was asked before is not asked again. Needs KeepCohorts. It returns how many are
// asked anew, and the addresses that belong to nobody here. Errors: NotFound; Invalid on "people"; Conflict for a cohort that has ended, and for one of an offer,
// whose people are those who have a seat.
func (s *Service) AddToCohort(ctx context.Context, actor authz.Actor, cohort id.ID, who string) (added int, unknown []string, err error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return 0, nil, err
	}
	var f errs.Fields
	members, unknown, err := s.readPeople(ctx, who, &f)
	if err != nil {
		return 0, nil, err
	}
	f.Check(len(f) > 0 || len(members) > 0, "people", "Name at least one person who has an account here.")
	if err := f.Err(); err != nil {
		return 0, unknown, err
	}
	now := s.clock.Now()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := lockCohort(ctx, tx, cohort)
		if err != nil {
			return err
		}
		if !c.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "This cohort has ended. Make a new one.")
		}
		if c.OfferID != "" {
			return errs.New(errs.Conflict, "The people of this cohort are the participants of an offer: whoever registers is asked.")
		}
		if added, err = s.addMembersTx(ctx, tx, now, cohort, members); err != nil || added == 0 {
			return err
		}
		if err := events.Enqueue(ctx, tx, now, time.Time{}, jobCohortAsk, asking{CohortID: cohort}); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.widened", Kind: "cohort", ID: cohort, Detail: map[string]any{"asked": added}})
	})
	return added, unknown, err
}

// addMembersTx adds people to a cohort that the caller has locked, or one person who is locked, and returns how many of them had no place in it under any of
// their ids. Whoever can read its numbers is passed over.
func (s *Service) addMembersTx(ctx context.Context, tx *db.Tx, now time.Time, cohort id.ID, members []id.ID) (int, error) {
	if len(members) == 0 {
		return 0, nil
	}
	survivors, err := s.people.ManyIDs(ctx, tx, members)
	if err != nil {
		return 0, err
	}
	known, err := membersAmong(ctx, tx, cohort, slices.Collect(maps.Keys(survivors)))
	if err != nil {
		return 0, err
	}
	fresh := map[id.ID]bool{}
	for _, p := range survivors {
		fresh[p] = true
	}
	for _, p := range known {
		delete(fresh, survivors[p])
	}
	keepers, err := s.keepers(ctx, tx, slices.Collect(maps.Keys(fresh)))
	if err != nil {
		return 0, err
	}
	maps.DeleteFunc(fresh, func(p id.ID, _ bool) bool { return keepers[p] })
	return len(fresh), insertMembers(ctx, tx, now, cohort, slices.Sorted(maps.Keys(fresh)))
}

// EndCohort ends a cohort: nobody can join any more, and what is answered from now on is not counted. Its numbers stay, and whoever counts can still leave. Needs
// KeepCohorts. NotFound where there is none. Doing it again changes nothing.
func (s *Service) EndCohort(ctx context.Context, actor authz.Actor, cohort id.ID) error {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		c, err := lockCohort(ctx, tx, cohort)
		if err != nil || !c.EndedAt.IsZero() {
			return err
		}
		if err := endCohort(ctx, tx, now, cohort); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.ended", Kind: "cohort", ID: cohort})
	})
}
