package assessment_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/assessment"
	at "learningcommons.dev/commons/internal/assessment/assessmenttest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
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
