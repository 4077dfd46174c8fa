package measures_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

func TestPassingOpensWhatWasDecided(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		one, two := w.Suggest(t, w.Learner, "Grant proposals"), w.Suggest(t, w.Actor(t, "Bo Lind"), "Writing grant proposals")
		decide(t, w, w.Curriculum, two.ID, measures.Verdict{Decision: measures.DecideJoined, Into: one.ID})
		decide(t, w, w.Curriculum, one.ID, measures.Verdict{Decision: measures.DecideNotNow, Reply: "Not this year."})
		decide(t, w, w.Curriculum, one.ID, measures.Verdict{Decision: measures.DecidePassed, Unit: w.Other.ID})
		if got := queue(t, w, w.Stranger, measures.QueueRequest{}); len(got) != 1 || got[0].ID != one.ID || got[0].Joins != 1 {
			t.Errorf("the unit has nothing to decide: %+v", got)
		}
		decide(t, w, w.Curriculum, two.ID, measures.Verdict{Decision: measures.DecidePassed, Unit: w.Other.ID})
		if got := queue(t, w, w.Stranger, measures.QueueRequest{}); len(got) != 2 {
			t.Errorf("what is passed alone does not stand alone: %+v", got)
		}
	})
}

func TestTheQueueIsSearchedWithoutAccents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		w.Suggest(t, w.Learner, "Ateliers à l’École, C++ aussi")
		w.Suggest(t, w.Learner, "Mending torn bindings")
		for words, want := range map[string]int{"École": 1, "école": 1, "ECOLE": 1, "C++": 1, "à l": 1, "100%": 0, "torn": 1} {
			if got := queue(t, w, w.Curriculum, measures.QueueRequest{Words: words}); len(got) != want {
				t.Errorf("%q finds %d, want %d", words, len(got), want)
			}
		}
	})
}

func TestBoundsCountLetters(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		if err := w.Missed(t.Context(), "", strings.Repeat("é", 2000)); err != nil {
			t.Errorf("2,000 letters: %v", err)
		}
		if err := w.Missed(t.Context(), "", strings.Repeat("é", 2001)); err == nil {
			t.Error("2,001 letters are kept")
		}
	})
}
