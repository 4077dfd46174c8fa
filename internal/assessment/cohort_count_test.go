package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// joins lets somebody join a cohort.
func joins(t *testing.T, w *at.World, a authz.Actor, c assessment.Cohort) assessment.Target {
	t.Helper()
	target, err := w.Join(t.Context(), a, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	return target
}

// answersAgain goes through the questions once more, a hundred days later.
func answersAgain(t *testing.T, w *at.World, a authz.Actor, target id.ID, pick func(assessment.Question) assessment.Saying) {
	t.Helper()
	w.C.Clock.Advance(100 * 24 * time.Hour)
	if err := w.Again(t.Context(), a, target); err != nil {
		t.Fatal(err)
	}
	w.Answer(t, a, target, pick)
}

// place is somebody's only place in a cohort.
func place(t *testing.T, w *at.World, a authz.Actor) assessment.Membership {
	t.Helper()
	w.Work(t)
	list, err := w.AskedToJoin(t.Context(), a)
	if err != nil || len(list) != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	return list[0]
}

func TestWhoHasAnsweredIsToldSoAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, addresses := group(t, w)
		me := people[0]
		target := joins(t, w, me, cohort(t, w, "Institute", "student", addresses))
		stands := func(before, after bool) {
			t.Helper()
			// Whatever counts them has not come to it yet.
			if list, err := w.AskedToJoin(t.Context(), me); err != nil || len(list) != 1 || list[0].Before != before || list[0].After != after {
				t.Errorf("%+v, %v", list, err)
			}
		}
		stands(false, false)
		w.Answer(t, me, target.ID, at.None)
		stands(true, false)
		answersAgain(t, w, me, target.ID, at.Highest)
		stands(true, true)
	})
}

func TestARoundThatGoesOnWhileSomebodyJoinsIsTheirBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me := people[0]
		target := w.Target(t, me, "student")
		if err := w.Finish(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.AskMore(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		w.C.Clock.Advance(time.Minute)
		joins(t, w, me, cohort(t, w, "Institute", "student", addresses))
		w.C.Clock.Advance(time.Minute)
		if err := w.Finish(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if m := place(t, w, me); !m.Before {
			t.Errorf("nothing was said since: %+v", m)
		}
	})
}

func TestGoingOnWithARoundIsNoAfter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		me := people[0]
		target := joins(t, w, me, cohort(t, w, "Institute", "student", addresses))
		if err := w.Finish(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		w.C.Clock.Advance(time.Minute)
		if err := w.AskMore(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		w.Answer(t, me, target.ID, at.None)
		if m := place(t, w, me); !m.Before || m.After {
			t.Errorf("after more questions of the first round: %+v", m)
		}
		answersAgain(t, w, me, target.ID, at.Highest)
		if m := place(t, w, me); !m.After {
			t.Errorf("after a further round: %+v", m)
		}
		// The before is all that was said in the first round.
		taken, err := w.Snapshots(ctx, me, target.ID)
		if err != nil || len(taken) != 3 {
			t.Fatalf("%+v, %v", taken, err)
		}
		export, err := w.Export(ctx, me)
		if err != nil {
			t.Fatal(err)
		}
		list, err := export.Cohorts(ctx)
		if err != nil || len(list) != 1 || list[0].BeforeID != taken[1].ID || list[0].AfterID != taken[2].ID {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestTheAfterOfAnOfferIsFromAfterItsCompletion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, _ := group(t, w)
		me := people[0]
		offer, c := cohortOfOffer(t, w, people...)
		target := joins(t, w, me, c)
		w.Answer(t, me, target.ID, at.None)
		answersAgain(t, w, me, target.ID, at.Lowest)
		if m := place(t, w, me); !m.Before || m.After {
			t.Errorf("going through it again before the course is an after: %+v", m)
		}
		completes(t, w, me, offer)
		if m := place(t, w, me); !m.AfterDue() || letters(t, w, me, asksAgain) != 1 {
			t.Errorf("%+v, %d letters", m, letters(t, w, me, asksAgain))
		}
		answersAgain(t, w, me, target.ID, at.Highest)
		if m := place(t, w, me); !m.After || m.AfterDue() {
			t.Errorf("%+v", m)
		}
	})
}

// cohortOfOffer makes a cohort of an offer in which people have a seat.
func cohortOfOffer(t *testing.T, w *at.World, seats ...authz.Actor) (offer id.ID, c assessment.Cohort) {
	t.Helper()
	o := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
	w.Seats = map[id.ID][]id.ID{}
	for _, a := range seats {
		w.Seats[o.ID] = append(w.Seats[o.ID], a.PersonID)
	}
	c, _, err := w.MakeCohort(t.Context(), w.C.Curriculum, assessment.NewCohort{Title: "Course", Profile: "student", Offer: o.Key})
	if err != nil {
		t.Fatal(err)
	}
	w.Work(t)
	return o.ID, c
}

func completes(t *testing.T, w *at.World, a authz.Actor, offer id.ID) {
	t.Helper()
	w.C.Clock.Advance(time.Hour)
	if err := w.Service.Completed(t.Context(), a.PersonID, offer); err != nil {
		t.Fatal(err)
	}
	w.Work(t)
	w.C.Clock.Advance(time.Hour)
}

func TestABeforeIsFromBeforeTheCourseHoweverLateThatIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, _ := group(t, w)
		early, late := people[0], people[1]
		offer, c := cohortOfOffer(t, w, early, late)
		target := joins(t, w, early, c)
		w.Answer(t, early, target.ID, at.None)
		w.C.Clock.Advance(time.Hour)
		course := w.C.Clock.Now()
		w.C.Clock.Advance(time.Hour)
		target = joins(t, w, late, c)
		w.Answer(t, late, target.ID, at.Highest)
		for _, a := range []authz.Actor{early, late} {
			if m := place(t, w, a); !m.Before {
				t.Fatalf("before it is told: %+v", m)
			}
			if err := w.Service.CompletedAt(t.Context(), a.PersonID, offer, course); err != nil {
				t.Fatal(err)
			}
		}
		if m := place(t, w, early); !m.Before || !m.AfterDue() {
			t.Errorf("who answered before the course: %+v", m)
		}
		if m := place(t, w, late); m.Before || m.AfterDue() {
			t.Errorf("who answered after it: %+v", m)
		}
	})
}

func TestWhoCompletesFirstHasNoBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, _ := group(t, w)
		asked, joined := people[0], people[1]
		offer, c := cohortOfOffer(t, w, asked, joined)
		target := joins(t, w, joined, c)
		completes(t, w, asked, offer)
		completes(t, w, joined, offer)
		if m := place(t, w, asked); m.MaySay() {
			t.Errorf("asked to join what is completed: %+v", m)
		}
		if _, err := w.Join(ctx, asked, c.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("joined after completing: %v", err)
		}
		w.Answer(t, joined, target.ID, at.Highest)
		if m := place(t, w, joined); m.Before || m.BeforeDue() || m.AfterDue() || letters(t, w, joined, asksAgain) != 0 {
			t.Errorf("what is answered after the course is a before: %+v", m)
		}
	})
}

func TestWhoAssessedThemselvesBeforeAnswersOnceMoreForTheirBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		people, addresses := group(t, w)
		me := people[0]
		own := w.Target(t, me, "student")
		w.Answer(t, me, own.ID, at.None)
		w.C.Clock.Advance(time.Hour)
		target := joins(t, w, me, cohort(t, w, "Institute", "student", addresses))
		if target.ID != own.ID {
			t.Errorf("another target: %+v", target)
		}
		if q, err := w.Question(t.Context(), me, target.ID, ""); err != nil || q.Done {
			t.Fatalf("nothing is asked: %+v, %v", q, err)
		}
		w.Answer(t, me, target.ID, at.Lowest)
		if m := place(t, w, me); !m.Before || m.After {
			t.Errorf("%+v", m)
		}
	})
}

func TestAnEndedCohortKeepsFromTheNextOnlyWhoCounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		first := cohort(t, w, "Spring", "student", addresses+addressOf(t, w, w.C.Learner)+"\n")
		w.Answer(t, w.C.Learner, joins(t, w, w.C.Learner, first).ID, at.None)
		for _, a := range people {
			target := joins(t, w, a, first)
			w.Answer(t, a, target.ID, at.None)
			answersAgain(t, w, a, target.ID, at.Highest)
		}
		w.Work(t)
		if err := w.EndCohort(ctx, w.C.Curriculum, first.ID); err != nil {
			t.Fatal(err)
		}
		next := cohort(t, w, "Autumn", "student", addresses+addressOf(t, w, w.C.Learner)+"\n")
		if _, err := w.Join(ctx, w.C.Learner, next.ID); err != nil {
			t.Errorf("who was in no number of the first: %v", err)
		}
		if _, err := w.Join(ctx, people[0], next.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("who counts in the first: %v", err)
		}
	})
}

func TestFiveMoreTellNoMoreThanFive(t *testing.T) {
	for n := range 6 {
		if assessment.ShareOf(n, 0) != assessment.ShareOf(n, 1) || assessment.ShareOf(n, 4) != assessment.ShareOf(n, 5) {
			t.Errorf("after %d of five, the difference tells of each of the next five where they stand", n)
		}
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		c := cohort(t, w, "Institute", "student", addresses)
		// counts lets some answer, of whom so many get there, and returns what is told of the first competency.
		counts := func(people []authz.Actor, there int) assessment.Share {
			t.Helper()
			for i, a := range people {
				pick := at.None
				if i < there {
					pick = at.Highest
				}
				target := joins(t, w, a, c)
				w.Answer(t, a, target.ID, at.None)
				answersAgain(t, w, a, target.ID, pick)
			}
			w.Work(t)
			v, err := w.ShowCohort(ctx, w.C.Curriculum, c.ID)
			if err != nil || len(v.Lines) == 0 {
				t.Fatalf("%+v, %v", v, err)
			}
			return v.Lines[0].After
		}
		if got := counts(people, 3); got != (assessment.Share{From: 3, To: 3}) {
			t.Errorf("three of five: %+v", got)
		}
		more, addresses := group(t, w)
		if _, _, err := w.AddToCohort(ctx, w.C.Curriculum, c.ID, addresses); err != nil {
			t.Fatal(err)
		}
		if got := counts(more, 5); got != (assessment.Share{From: 7, To: 8}) {
			t.Errorf("and all of five more: %+v", got)
		}
	})
}

func TestACohortKeepsTheNameOfAnArchivedOffer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx := t.Context()
		people, addresses := group(t, w)
		offer, c := cohortOfOffer(t, w, people[0])
		was, err := w.Cohorts(ctx, w.C.Curriculum)
		if err != nil || was[0].Offer == "" || was[0].OfferKey == "" {
			t.Fatalf("%+v, %v", was, err)
		}
		if err := w.C.Archive(ctx, w.C.Manager, offer, "It is over."); err != nil {
			t.Fatal(err)
		}
		if now, err := w.Cohorts(ctx, w.C.Curriculum); err != nil || now[0] != was[0] {
			t.Errorf("%+v, %v", now, err)
		}
		// Its people are those who have a seat: nobody else is told that they have one.
		if _, _, err := w.AddToCohort(ctx, w.C.Curriculum, c.ID, addresses); !errs.Is(err, errs.Conflict) {
			t.Errorf("added by address: %v", err)
		}
	})
}
