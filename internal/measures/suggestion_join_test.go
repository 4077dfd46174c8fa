package measures_test

import (
	"sync"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestNothingIsLostWhenJoiningMeetsAnotherAct lets a suggestion be joined with another while that one is taken back or joined itself. Whatever comes
// first, what is joined is joined with something that stands for itself.
func TestNothingIsLostWhenJoiningMeetsAnotherAct(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		other := w.Actor(t, "Bo Lind")
		join := func(of, into id.ID) func() {
			return func() {
				_ = w.Decide(t.Context(), w.Curriculum, []id.ID{of}, measures.Verdict{Decision: measures.DecideJoined, Into: into})
			}
		}
		for round := range 12 {
			one, two := w.Suggest(t, w.Learner, "Grant proposals"), w.Suggest(t, other, "Writing grant proposals")
			takeBack := func() { _ = w.Withdraw(t.Context(), w.Learner, one.ID) }
			acts := []func(){join(two.ID, one.ID), takeBack}
			if round%2 == 1 {
				acts[1] = join(one.ID, two.ID)
			}
			var group sync.WaitGroup
			for _, act := range acts {
				group.Go(act)
			}
			group.Wait()
			var lost int
			err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM suggestions s JOIN suggestions l ON l.id = s.joined_id WHERE l.state IN ('joined', 'withdrawn')`).Scan(&lost)
			if err != nil || lost > 0 {
				t.Fatalf("round %d: %d are joined with what does not stand for itself (%v)", round, lost, err)
			}
			if err := w.Withdraw(t.Context(), w.Learner, one.ID); err != nil {
				t.Fatal(err)
			}
			if err := w.Withdraw(t.Context(), other, two.ID); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestALeadAndOneJoinedWithItAreDecidedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		one, two := w.Suggest(t, w.Learner, "Grant proposals"), w.Suggest(t, w.Actor(t, "Bo Lind"), "Writing grant proposals")
		decide(t, w, w.Curriculum, two.ID, measures.Verdict{Decision: measures.DecideJoined, Into: one.ID})
		w.Clock.Advance(time.Minute)
		if err := w.Decide(t.Context(), w.Curriculum, []id.ID{one.ID, two.ID}, measures.Verdict{Decision: measures.DecidePlanned, Reply: "In May."}); err != nil {
			t.Fatal(err)
		}
		c, err := w.Suggestion(t.Context(), w.Curriculum, two.ID)
		if err != nil || len(c.History) != 2 || c.State != measures.Joined {
			t.Errorf("%s, %+v, %v", c.State, c.History, err)
		}
	})
}
