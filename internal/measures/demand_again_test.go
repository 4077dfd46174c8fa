package measures_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// fickle is a source of self-assessments that lets something happen before its n-th reading.
type fickle struct {
	*measurestest.Saying
	before map[int]func() error
	read   int
}

func (f *fickle) Latest(ctx context.Context) iter.Seq2[measures.Assessed, error] {
	f.read++
	var err error
	if happen := f.before[f.read]; happen != nil {
		err = happen()
	}
	return func(yield func(measures.Assessed, error) bool) {
		n := 0
		for a, fault := range f.Saying.Latest(ctx) {
			if n++; err != nil && n > 600 {
				yield(a, err)
				return
			}
			if !yield(a, fault) {
				return
			}
		}
	}
}

// TestACountThatFailsLeavesNothingBehind lets a count fail after it has written what some people are to be counted as, and lets people answer
// between its two readings. Nothing is published then, and the next count is right.
func TestACountThatFailsLeavesNothingBehind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		competency := id.Named("c", "1")
		people := crowd(700)
		for _, p := range people {
			w.Saying.Say(p, competency, catalogue.Public, measures.SaidGap, "expert")
		}
		broken := errors.New("the source broke")
		f := &fickle{Saying: w.Saying, before: map[int]func() error{
			2: func() error { return broken },
			4: func() error { // between the readings four of five change their minds back
				for _, p := range people[:4] {
					w.Saying.Say(p, competency, catalogue.Public, measures.SaidGap, "expert")
				}
				return nil
			},
		}}
		s := w.With(f)
		if err := s.CountDemand(t.Context()); !errors.Is(err, broken) {
			t.Fatalf("%v", err)
		}
		if n := count(t, d, "demand_months"); n != 0 {
			t.Errorf("%d months after a count that failed", n)
		}
		for _, p := range people[:5] {
			w.Saying.Say(p, competency, catalogue.Public, measures.SaidMet, "")
		}
		if err := s.CountDemand(t.Context()); err == nil {
			t.Error("a way that one person takes was published")
		}
		if n := count(t, d, "demand_months"); n != 0 {
			t.Errorf("%d months", n)
		}
		w.Clock.Advance(61 * time.Minute)
		if err := s.CountDemand(t.Context()); err != nil {
			t.Fatal(err)
		}
		v := demand(t, w, measures.DemandRequest{})
		if len(v.Needs) != 1 || v.Needs[0].Gaps != 699 {
			t.Errorf("%+v", v.Needs)
		}
		if n := count(t, d, "demand_people"); n != 699 {
			t.Errorf("%d people are counted: the one who stands alone waits", n)
		}
	})
}

// TestWhoLeavesGoesByFives lets people put their targets away one after another.
func TestWhoLeavesGoesByFives(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		competency := id.Named("c", "1")
		people := crowd(12)
		for _, p := range people {
			w.Saying.Say(p, competency, catalogue.Public, measures.SaidGap, "expert")
		}
		// Two go each month: nobody is missed until they are five or more, and the last six go together.
		for month, want := range []int{12, 12, 12, 6, 6, 6, 0} {
			w.Clock.Set(time.Date(2026, 3+time.Month(month), 1, 0, 0, 0, 0, time.UTC))
			countMonth(t, w)
			v := demand(t, w, measures.DemandRequest{Month: fmt.Sprintf("2026-%02d", 3+month)})
			if got := v.Months[len(v.Months)-1].Gaps; got != want {
				t.Errorf("month %d: %d gaps, want %d", month, got, want)
			}
			if n := count(t, d, "demand_people"); n != want {
				t.Errorf("month %d: %d people are kept, want %d", month, n, want)
			}
			for _, p := range people[:min(len(people), 2)] {
				w.Saying.Forget(p, competency)
			}
			people = people[min(len(people), 2):]
		}
	})
}
