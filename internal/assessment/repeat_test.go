package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func TestSayingTheSameAgainIsNoNewFact(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "student")
		q, err := w.Question(ctx, me, target.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		none := assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone}
		facts := func() int {
			t.Helper()
			c, err := w.ShowCompetency(ctx, me, target.ID, q.Line.Competency)
			if err != nil {
				t.Fatal(err)
			}
			return len(c.History)
		}
		for range 3 {
			if _, err := w.Say(ctx, me, target.ID, none); err != nil {
				t.Fatal(err)
			}
		}
		if n := facts(); n != 1 {
			t.Errorf("%d facts", n)
		}
		// In a later round it is one: it was asked anew.
		if err := w.Finish(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		w.C.Clock.Advance(24 * time.Hour)
		if err := w.Again(ctx, me, target.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Say(ctx, me, target.ID, none); err != nil || facts() != 2 {
			t.Errorf("%d facts, %v", facts(), err)
		}
		// Who changes their mind without end is asked to wait.
		for n := range 401 {
			y := none
			if n%2 == 0 {
				y = assessment.Saying{Competency: q.Line.Competency, Level: q.Choices[0].Code}
			}
			if _, err = w.Say(ctx, me, target.ID, y); err != nil {
				break
			}
		}
		if !errs.Is(err, errs.TooMany) {
			t.Errorf("without end: %v", err)
		}
	})
}

// TestWhatWasSaidForAnotherTargetInBetweenIsOutdone says one thing, another for a second target, and the first again, all on one day.
func TestWhatWasSaidForAnotherTargetInBetweenIsOutdone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		role := w.Target(t, me, "branch-manager")
		q, err := w.Question(ctx, me, role.ID, "")
		if err != nil {
			t.Fatal(err)
		}
		framework, err := w.BeginFramework(ctx, me, frameworkOf(t, w, q.Line.Framework), "expert")
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range []struct {
			target id.ID
			level  string
			facts  int
		}{{role.ID, "foundational", 1}, {framework.ID, "expert", 2}, {role.ID, "foundational", 3}, {role.ID, "foundational", 3}} {
			w.C.Clock.Advance(time.Minute)
			if _, err := w.Say(ctx, me, x.target, assessment.Saying{Competency: q.Line.Competency, Level: x.level}); err != nil {
				t.Fatal(err)
			}
			c, err := w.ShowCompetency(ctx, me, role.ID, q.Line.Competency)
			if err != nil || c.Best.Level != x.level || len(c.History) != x.facts {
				t.Errorf("stands at %s by %d answers, want %s by %d; %v", c.Best.Level, len(c.History), x.level, x.facts, err)
			}
		}
	})
}

// frameworkOf returns the key by which a framework is chosen.
func frameworkOf(t *testing.T, w *at.World, framework id.ID) string {
	t.Helper()
	all, err := w.C.Standards.Published(t.Context(), w.C.DB)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		if v.FrameworkID == framework {
			return v.Key
		}
	}
	t.Fatal("the framework is not published")
	return ""
}

func TestASecondCompletionIsContestedOnTheSameDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := at.New(t, d)
		ctx, me := t.Context(), w.C.Learner
		target := w.Target(t, me, "branch-manager")
		offer, competency := taught(t, w, me, target)
		another, _ := taught(t, w, me, target)
		other := cataloguetest.Offer(t, w.C, cataloguetest.SelfPaced)
		m, err := w.Map(ctx, me, target.ID, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range m.Rows {
			if r.Competency != competency {
				cataloguetest.Align(t, w.C, other.ID, r.Competency, "expert")
				break
			}
		}
		contest := func(basis assessment.Basis, facts int) {
			t.Helper()
			w.C.Clock.Advance(time.Minute)
			if _, err := w.Say(ctx, me, target.ID, assessment.Saying{Competency: competency, Level: "foundational", Contests: true}); err != nil {
				t.Fatal(err)
			}
			c, err := w.ShowCompetency(ctx, me, target.ID, competency)
			if err != nil || c.Best.Basis != basis || len(c.History) != facts {
				t.Errorf("stands by %s after %d answers, want %s after %d; %v", c.Best.Basis, len(c.History), basis, facts, err)
			}
		}
		w.Completed(t, me.PersonID, offer, "One")
		contest(assessment.BySelf, 1)
		contest(assessment.BySelf, 1)
		w.C.Clock.Advance(time.Minute)
		w.Completed(t, me.PersonID, other.ID, "Something else")
		contest(assessment.BySelf, 1)
		w.Completed(t, me.PersonID, another, "Two")
		contest(assessment.BySelf, 2)
	})
}
