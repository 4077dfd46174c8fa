package assessment

import (
	"context"
	"slices"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// MaySay reports whether the person can still agree to be counted: not once they have completed the cohort's offer, since nobody stands before it then.
func (m Membership) MaySay() bool {
	return m.EndedAt.IsZero() && m.JoinedAt.IsZero() && m.LeftAt.IsZero() && m.CompletedAt.IsZero()
}

// In reports whether the person has agreed and has not left.
func (m Membership) In() bool { return !m.JoinedAt.IsZero() && m.LeftAt.IsZero() }

// BeforeDue reports whether the person is still to answer for the first time, and can.
func (m Membership) BeforeDue() bool {
	return m.In() && m.EndedAt.IsZero() && !m.Before && m.CompletedAt.IsZero()
}

// AfterDue reports whether it is time to answer once more: where the cohort is of an offer, when that is completed.
func (m Membership) AfterDue() bool {
	return m.In() && m.EndedAt.IsZero() && m.Before && !m.After && (m.OfferID == "" || !m.CompletedAt.IsZero())
}

// AskedToJoin returns up to 100 cohorts that the actor was asked to join or has joined, those in which they count first, then the newest; scope assessment:read.
func (s *Service) AskedToJoin(ctx context.Context, actor authz.Actor) ([]Membership, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	list, err := membershipsOf(ctx, s.db, ids)
	if err != nil {
		return nil, err
	}
	of := make([]*Cohort, len(list))
	for i := range list {
		of[i] = &list[i].Cohort
	}
	return list, s.nameOffers(ctx, of)
}

// Membership is one person's place in a cohort.
type Membership struct {
	Cohort
	PersonID         id.ID
	JoinedAt, LeftAt time.Time
	// CompletedAt is when they completed the cohort's offer.
	CompletedAt time.Time
	TargetID    id.ID
	// Before and After say that the snapshot is there.
	Before, After bool
}

// Join agrees to be counted in a cohort and makes the target whose first round finished since is the before and whose last is the after. Who has that target
// already, with its last round finished, begins a further round. Needs the person themselves; no token may. NotFound for a cohort that they were not asked to
// join. Conflict for whoever can read the numbers of cohorts, for whoever has completed its offer, and for whoever counts in another cohort that asks for any of the same: two groups that share most of
// their members would tell by their difference where single people stand.
func (s *Service) Join(ctx context.Context, actor authz.Actor, cohort id.ID) (Target, error) {
	person, err := actor.RequirePerson("")
	if err != nil {
		return Target{}, err
	}
	var t Target
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		ids, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		m, err := membershipIn(ctx, tx, ids, cohort)
		if err != nil {
			return err
		}
		switch {
		case m.In():
			t, err = targetByID(ctx, tx, m.TargetID)
			return err
		case !m.LeftAt.IsZero() || !m.EndedAt.IsZero():
			return errs.New(errs.Conflict, "You have left this cohort, or it has ended.")
		case !m.CompletedAt.IsZero():
			return errs.New(errs.Conflict, "You have completed already what this cohort is about, so you can no longer answer before it.")
		}
		keepers, err := s.keepers(ctx, tx, ids[:1])
		if err != nil {
			return err
		}
		if keepers[ids[0]] {
			return errs.New(errs.Conflict, "You can read the numbers of cohorts yourself, so you count in none: knowing what you said, you would read more of the others from them.")
		}
		items, err := profileItems(ctx, tx, m.ProfileVersion)
		if err != nil {
			return err
		}
		if err := s.countsNowhereElse(ctx, tx, ids, cohort, items); err != nil {
			return err
		}
		now := s.clock.Now()
		if t, err = s.beginTx(ctx, tx, actor, ids, Target{Kind: FromProfile, Title: m.Profile, ProfileVersion: m.ProfileVersion}, items); err != nil {
			return err
		}
		if err := s.beginAfterTx(ctx, tx, now, actor, ids, t); err != nil {
			return err
		}
		if err := joinCohort(ctx, tx, now, cohort, m.PersonID, t.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.joined", Kind: "cohort", ID: cohort, Detail: map[string]any{"person": ids[0]}})
	})
	return t, err
}

// beginAfterTx begins a further round of a target of which the last one was finished before now.
func (s *Service) beginAfterTx(ctx context.Context, tx *db.Tx, now time.Time, actor authz.Actor, ids []id.ID, t Target) error {
	last, err := latestRound(ctx, tx, t.ID, tx.Dialect().ForUpdate())
	if err != nil || !last.Finished() || !last.FinishedAt.Before(now) {
		return err
	}
	w, err := s.readOne(ctx, tx, t, ids)
	if err != nil {
		return err
	}
	return s.beginRoundTx(ctx, tx, now, actor, w)
}

// countsNowhereElse is Conflict where a person counts in another cohort of which the numbers are about any of the same competencies.
func (s *Service) countsNowhereElse(ctx context.Context, tx *db.Tx, persons []id.ID, cohort id.ID, items []Item) error {
	others, err := countedItems(ctx, tx, persons)
	others = slices.DeleteFunc(others, func(o countedItem) bool { return o.cohort == cohort })
	if err != nil || len(others) == 0 {
		return err
	}
	all := slices.Clone(items)
	for _, o := range others {
		all = append(all, o.Item)
	}
	fates, err := s.fates(ctx, tx, all, nil, nil)
	if err != nil {
		return err
	}
	mine := map[id.ID]bool{}
	for _, c := range fates.about(items...) {
		mine[c] = true
	}
	for _, o := range others {
		if slices.ContainsFunc(fates.about(o.Item), func(c id.ID) bool { return mine[c] }) {
			return errs.New(errs.Conflict, "You count in the cohort “%s”, which asks for some of the same. Leave it first if you want to count here: nobody counts in two of them, because their difference could give you away.", o.title)
		}
	}
	return nil
}

// Leave stops being counted, or says no to being asked; the five that the person was in counts no more. An ended cohort can be left too. Needs the person
// themselves; no token may.
func (s *Service) Leave(ctx context.Context, actor authz.Actor, cohort id.ID) error {
	ids, err := s.owner(ctx, actor, "")
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		// Under the lock of the cohort: no five is closed meanwhile with whoever leaves.
		if _, err := lockCohort(ctx, tx, cohort); err != nil {
			return err
		}
		if _, err := membershipIn(ctx, tx, ids, cohort); err != nil {
			return err
		}
		if err := leaveCohort(ctx, tx, now, cohort, ids); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.left", Kind: "cohort", ID: cohort, Detail: map[string]any{"person": ids[0]}})
	})
}

// count notes where a person stood first and last in the cohorts that the target belongs to: by when the snapshots were taken, in whatever order the
// jobs run. Where five people who are in no five yet have both, they become one.
func (s *Service) count(ctx context.Context, e Finished) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error { return s.countTx(ctx, tx, e.TargetID) })
}

// countTx is count in the caller's transaction.
func (s *Service) countTx(ctx context.Context, tx *db.Tx, target id.ID) error {
	cohorts, err := cohortsOfTarget(ctx, tx, target)
	if err != nil {
		return err
	}
	for _, c := range cohorts {
		if _, err := lockCohort(ctx, tx, c); err != nil {
			return err
		}
	}
	if err := noteSnapshots(ctx, tx, target); err != nil {
		return err
	}
	for _, c := range cohorts {
		if err := s.closeFives(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// closeFives makes fives of those who have a before and an after and are in none yet; whoever can read the numbers by now waits for good. The cohort
// must be locked, so that two at once make no five of four.
func (s *Service) closeFives(ctx context.Context, tx *db.Tx, cohort id.ID) error {
	waiting, err := waitingForFive(ctx, tx, cohort)
	if err != nil || len(waiting) < people.Fewest {
		return err
	}
	keepers, err := s.keepers(ctx, tx, waiting)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(p id.ID) bool { return keepers[p] })
	for ; len(waiting) >= people.Fewest; waiting = waiting[people.Fewest:] {
		if err := makeFive(ctx, tx, cohort, waiting[:people.Fewest]); err != nil {
			return err
		}
	}
	return nil
}
