package assessment

import (
	"context"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// five is how many people a number is about at least. Numbers grow by whole fives, so that no difference of two of them is about fewer.
const five = 5

// Cohort is a group of people whose before and after, against one profile, staff see as numbers.
type Cohort struct {
	ID      id.ID
	Title   string
	Profile string // its title
	// ProfileVersion is the version that the members' targets are made from.
	ProfileVersion id.ID
	MadeAt         time.Time
	EndedAt        time.Time
	// Asked is how many were asked to join, Joined how many agreed, Both how many have a before and an after.
	Asked, Joined, Both int
}

// CohortLine is one competency of a cohort's numbers: how many of the people who count were there before and after.
type CohortLine struct {
	Text          Asked
	Before, After Share
}

// Share is how many of those who count were there. None and one, all and all but one are not told apart: whoever knows who counts would know it
// of each of them by name.
type Share struct {
	// Number is set where it is neither few nor nearly all.
	Number         int
	Few, NearlyAll bool
}

func shareOf(n, counted int) Share {
	switch {
	case n <= 1:
		return Share{Few: true}
	case n >= counted-1:
		return Share{NearlyAll: true}
	}
	return Share{Number: n}
}

// CohortView is a cohort with its numbers.
type CohortView struct {
	Cohort
	// Counted is how many people the numbers are about: a multiple of five.
	Counted int
	Lines   []CohortLine
}

// maxCohort bounds how many people are asked at once.
const maxCohort = 1000

// MakeCohort asks people, by their addresses, one a line, to join a cohort against a profile. They agree or not; nobody counts who has not. Needs
// KeepCohorts. It returns the addresses that belong to nobody here; who stands there twice, or by two addresses, is one person. Errors: Invalid on "title", "profile" and "people".
func (s *Service) MakeCohort(ctx context.Context, actor authz.Actor, title, profile, who string) (c Cohort, unknown []string, err error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return c, nil, err
	}
	addresses := lines(strings.FieldsFunc(who, func(r rune) bool { return r == '\n' || r == ',' || r == ';' || r == '\t' }))
	title = strings.TrimSpace(title)
	var f errs.Fields
	f.Check(title != "", "title", "Give the cohort a title.")
	f.Check(len([]rune(title)) <= 200, "title", "Keep it under %d characters.", 200)
	f.Check(len(addresses) <= maxCohort, "people", "Name at most %d people.", maxCohort)
	p, err := profileByKey(ctx, s.db, profile, 0)
	if errs.Is(err, errs.NotFound) || err == nil && !p.RetiredAt.IsZero() {
		f.Add("profile", "Choose one of the profiles.")
	} else if err != nil {
		return c, nil, err
	}
	var members []id.ID
	if len(addresses) <= maxCohort {
		if members, unknown, err = s.whoHas(ctx, addresses); err != nil {
			return c, nil, err
		}
		f.Check(len(members) >= five, "people", "Name at least %d people who have an account here: of fewer no number is shown.", five)
	}
	if err := f.Err(); err != nil {
		return c, unknown, err
	}
	now := s.clock.Now()
	c = Cohort{ID: id.New(), Title: title, Profile: p.Title, ProfileVersion: p.VersionID, MadeAt: now, Asked: len(members)}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := insertCohort(ctx, tx, c, actor.PersonID, members); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.made", Kind: "cohort", ID: c.ID, Detail: map[string]any{"title": title, "asked": len(members)}})
	})
	return c, unknown, err
}

// whoHas returns the people who have addresses, each once, and the addresses that nobody has, as they were written.
func (s *Service) whoHas(ctx context.Context, addresses []string) (found []id.ID, unknown []string, err error) {
	by, err := s.people.IDsByEmail(ctx, addresses)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range addresses {
		key, _ := people.FoldEmail(a)
		switch who, ok := by[key]; {
		case !ok && !slices.Contains(unknown, a):
			unknown = append(unknown, a)
		case ok && !slices.Contains(found, who):
			found = append(found, who)
		}
	}
	return found, unknown, nil
}

// Cohorts returns every cohort, the newest first, at most 200. Needs KeepCohorts.
func (s *Service) Cohorts(ctx context.Context, actor authz.Actor) ([]Cohort, error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return nil, err
	}
	return cohortsOf(ctx, s.db)
}

// ShowCohort returns a cohort's numbers: of whole fives of people who have a before and an after, and of nobody who left. Needs KeepCohorts.
func (s *Service) ShowCohort(ctx context.Context, actor authz.Actor, cohort id.ID) (CohortView, error) {
	if err := actor.Require(KeepCohorts, ""); err != nil {
		return CohortView{}, err
	}
	c, err := cohortByID(ctx, s.db, cohort)
	if err != nil {
		return CohortView{}, err
	}
	v := CohortView{Cohort: c}
	items, err := profileItems(ctx, s.db, c.ProfileVersion)
	if err != nil {
		return v, err
	}
	fates, err := s.cohortFates(ctx, cohort, items)
	if err != nil {
		return v, err
	}
	// What was split cannot be compared: nobody answered its parts before.
	now, _ := fates.followItems(items)
	asked, err := s.asked(ctx, slices.DeleteFunc(now, func(i Item) bool { return i.SplitFrom != "" }))
	if err != nil {
		return v, err
	}
	numbers, counted, err := cohortNumbers(ctx, s.db, cohort, fates)
	if err != nil || counted == 0 {
		return v, err
	}
	v.Counted = counted
	for _, a := range asked {
		n := numbers[a.Competency]
		v.Lines = append(v.Lines, CohortLine{a, shareOf(n[0], counted), shareOf(n[1], counted)})
	}
	return v, nil
}

// cohortFates says what became of the competencies that a cohort is about, under every name that its snapshots give them.
func (s *Service) cohortFates(ctx context.Context, cohort id.ID, items []Item) (Fates, error) {
	seen, err := cohortCompetencies(ctx, s.db, cohort)
	if err != nil {
		return nil, err
	}
	all := slices.Clone(items)
	for _, c := range seen {
		all = append(all, Item{Competency: c})
	}
	return s.fates(ctx, s.db, all, nil, nil)
}

// AskedToJoin returns the cohorts that the actor was asked to join or has joined, the newest first; scope assessment:read.
func (s *Service) AskedToJoin(ctx context.Context, actor authz.Actor) ([]Membership, error) {
	ids, err := s.owner(ctx, actor, authz.ScopeAssessmentRead)
	if err != nil {
		return nil, err
	}
	return membershipsOf(ctx, s.db, ids)
}

// Membership is one person's place in a cohort.
type Membership struct {
	Cohort
	PersonID         id.ID
	JoinedAt, LeftAt time.Time
	TargetID         id.ID
	// Before and After say that the snapshot is there.
	Before, After bool
}

// Join agrees to be counted in a cohort and makes the target whose first finished round is the before and whose last is the after. Needs the person
// themselves; no token may. NotFound for a cohort that they were not asked to join. Conflict for whoever counts in another cohort that asks for any of the
// same: two groups that share most of their members would tell by their difference where single people stand.
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
		if !m.JoinedAt.IsZero() && m.LeftAt.IsZero() {
			t, err = targetByID(ctx, tx, m.TargetID)
			return err
		}
		if !m.LeftAt.IsZero() || !m.EndedAt.IsZero() {
			return errs.New(errs.Conflict, "You have left this cohort, or it has ended.")
		}
		items, err := profileItems(ctx, tx, m.ProfileVersion)
		if err != nil {
			return err
		}
		if err := s.countsNowhereElse(ctx, tx, ids, cohort, items); err != nil {
			return err
		}
		if t, err = s.beginTx(ctx, tx, actor, ids, Target{Kind: FromProfile, Title: m.Profile, ProfileVersion: m.ProfileVersion}, items); err != nil {
			return err
		}
		now := s.clock.Now()
		if err := joinCohort(ctx, tx, now, cohort, m.PersonID, t.ID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.joined", Kind: "cohort", ID: cohort, Detail: map[string]any{"person": ids[0]}})
	})
	return t, err
}

// countsNowhereElse is Conflict where a person counts in another cohort of which the numbers are about any of the same competencies.
func (s *Service) countsNowhereElse(ctx context.Context, tx *db.Tx, persons []id.ID, cohort id.ID, items []Item) error {
	others, err := itemsOfOtherCohorts(ctx, tx, persons, cohort)
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
	now, ended := fates.followItems(items)
	for _, i := range append(now, ended...) {
		mine[i.Competency] = true
	}
	for _, o := range others {
		now, ended := fates.followItems([]Item{o.Item})
		if slices.ContainsFunc(append(now, ended...), func(i Item) bool { return mine[i.Competency] }) {
			return errs.New(errs.Conflict, "You count in the cohort “%s”, which asks for some of the same. Leave it first if you want to count here: nobody counts in two of them, so that no number gives you away.", o.Cohort)
		}
	}
	return nil
}

// Leave stops being counted; the five that the person was in counts no more. Needs the person themselves; no token may.
func (s *Service) Leave(ctx context.Context, actor authz.Actor, cohort id.ID) error {
	ids, err := s.owner(ctx, actor, "")
	if err != nil {
		return err
	}
	m, err := membershipIn(ctx, s.db, ids, cohort)
	if err != nil {
		return err
	}
	now := s.clock.Now()
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := leaveCohort(ctx, tx, now, cohort, m.PersonID); err != nil {
			return err
		}
		return audit.Record(ctx, tx, now, actor, audit.Event{Action: "cohort.left", Kind: "cohort", ID: cohort, Detail: map[string]any{"person": ids[0]}})
	})
}

func membershipIn(ctx context.Context, q db.Q, persons []id.ID, cohort id.ID) (Membership, error) {
	all, err := membershipsOf(ctx, q, persons)
	if err != nil {
		return Membership{}, err
	}
	for _, m := range all {
		if m.ID == cohort {
			return m, nil
		}
	}
	return Membership{}, noCohort()
}

func noCohort() error { return errs.New(errs.NotFound, "There is no such cohort.") }

// count notes where a person stood first and last in the cohorts that the target belongs to: by when the snapshots were taken, in whatever order the
// jobs run. Where five people who are in no five yet have both, they become one.
func (s *Service) count(ctx context.Context, e Finished) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		cohorts, err := noteSnapshots(ctx, tx, e.TargetID)
		if err != nil {
			return err
		}
		for _, c := range cohorts {
			if err := closeFives(ctx, tx, c); err != nil {
				return err
			}
		}
		return nil
	})
}
