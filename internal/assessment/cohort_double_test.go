package assessment_test

import (
	"testing"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// counted is how many people the numbers of a cohort are about.
func counted(t *testing.T, w *at.World, c assessment.Cohort) int {
	t.Helper()
	w.Work(t)
	v, err := w.ShowCohort(t.Context(), w.C.Curriculum, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return v.Counted
}

// wholeFive is a cohort in which five people count.
func wholeFive(t *testing.T, w *at.World) ([]authz.Actor, assessment.Cohort) {
	t.Helper()
	people, addresses := group(t, w)
	c := cohort(t, w, "Institute", "student", addresses)
	for _, a := range people {
		target := joins(t, w, a, c)
		w.Answer(t, a, target.ID, at.None)
		answersAgain(t, w, a, target.ID, at.Highest)
	}
	if n := counted(t, w, c); n != 5 {
		t.Fatalf("%d count", n)
	}
	return people, c
}

func TestTwoAccountsOfOnePersonCountOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, c := wholeFive(t, w)
		merge(t, w, people[1], people[0])
		if n := counted(t, w, c); n != 0 {
			t.Errorf("a five of four people counts as %d", n)
		}
		if m := place(t, w, people[0]); !m.In() {
			t.Errorf("the other place does not count: %+v", m)
		}
		part(t, w, people[0], people[1])
		if n := counted(t, w, c); n != 5 || !place(t, w, people[0]).In() || !place(t, w, people[1]).In() {
			t.Errorf("%d count after the accounts were parted", n)
		}
		// Who leaves as one person has left as two.
		merge(t, w, people[1], people[0])
		if err := w.Leave(t.Context(), people[0], c.ID); err != nil {
			t.Fatal(err)
		}
		part(t, w, people[0], people[1])
		if n := counted(t, w, c); n != 0 || place(t, w, people[0]).In() || place(t, w, people[1]).In() {
			t.Errorf("%d count after they left", n)
		}
		sound(t, w)
	})
}

func TestWhoHasTwoPlacesLeavesBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses)
		w.Work(t)
		// One said yes by one account and was asked by another.
		joins(t, w, people[1], c)
		merge(t, w, people[1], people[0])
		if m := place(t, w, people[0]); !m.In() {
			t.Errorf("the place that was joined is hidden: %+v", m)
		}
		// Another one was asked twice, and says no once.
		merge(t, w, people[3], people[2])
		if m := place(t, w, people[2]); !m.MaySay() {
			t.Errorf("%+v", m)
		}
		for _, a := range []authz.Actor{people[0], people[2]} {
			if err := w.Leave(ctx, a, c.ID); err != nil {
				t.Fatal(err)
			}
			if m := place(t, w, a); m.In() || m.MaySay() {
				t.Errorf("asked again after a no: %+v", m)
			}
			if _, err := w.Join(ctx, a, c.ID); !errs.Is(err, errs.Conflict) {
				t.Errorf("joined after a no: %v", err)
			}
		}
	})
}

func TestNobodyIsAskedUnderTwoIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me, other := people[0], people[1]
		asked := func(c assessment.Cohort) int {
			t.Helper()
			v, err := w.ShowCohort(ctx, w.C.Curriculum, c.ID)
			if err != nil {
				t.Fatal(err)
			}
			return v.Asked
		}
		// Named under what is an alias by now, and named again.
		c := cohort(t, w, "Institute", "student", addresses)
		merge(t, w, me, w.C.Learner)
		if added, _, err := w.AddToCohort(ctx, w.C.Curriculum, c.ID, addressOf(t, w, w.C.Learner)); err != nil || added != 0 || asked(c) != 5 {
			t.Errorf("%d added, %d asked, %v", added, asked(c), err)
		}
		// The seats of a course stand under both ids.
		merge(t, w, other, people[2])
		offer, course := cohortOfOffer(t, w, people[1], people[2])
		if n := asked(course); n != 1 {
			t.Errorf("%d asked of one person with two seats", n)
		}
		if err := w.Registered(ctx, other.PersonID, offer); err != nil || asked(course) != 1 {
			t.Errorf("%d asked after they registered once more, %v", asked(course), err)
		}
	})
}

func TestJoinedAccountsCountInOneOfTwoCohortsOfTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		first, one := wholeFive(t, w)
		second, other := wholeFive(t, w)
		merge(t, w, second[0], first[0])
		if counted(t, w, one) != 5 || counted(t, w, other) != 0 {
			t.Errorf("%d and %d count, one of them in both", counted(t, w, one), counted(t, w, other))
		}
		list, err := w.AskedToJoin(t.Context(), first[0])
		if err != nil || len(list) != 2 || !list[0].In() || list[0].ID != one.ID || list[1].In() {
			t.Errorf("%+v, %v", list, err)
		}
		part(t, w, first[0], second[0])
		if counted(t, w, one) != 5 || counted(t, w, other) != 5 {
			t.Errorf("%d and %d count after the accounts were parted", counted(t, w, one), counted(t, w, other))
		}
		sound(t, w)
	})
}
