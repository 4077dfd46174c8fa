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

func TestOnePersonOnFiveDaysIsNotFive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		w.Clock.Set(time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
		for day := range 6 {
			w.AddSearch(measures.Search{Visit: fmt.Sprint("one", day), Words: "their name"})
			for visit := range 1 + 4*(day%2) {
				w.AddSearch(measures.Search{Visit: fmt.Sprint("many", day, visit), Words: "grants"})
			}
			w.Clock.Advance(24 * time.Hour)
		}
		if err := w.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.Clock.Set(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		if err := w.CountSearches(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := demand(t, w, measures.DemandRequest{}).Searches; len(got) != 1 || got[0].Words != "grants" || got[0].Visits != 18 {
			t.Errorf("%+v", got)
		}
	})
}

func TestTheFirstMonthWaitsForFive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		say := func(n int) {
			for _, p := range crowd(n) {
				w.Saying.Say(p, id.Named("c", "1"), catalogue.Public, measures.SaidGap, "expert")
			}
		}
		for _, c := range []struct{ people, months int }{{0, 0}, {4, 0}, {5, 1}} {
			say(c.people)
			countMonth(t, w)
			if v := demand(t, w, measures.DemandRequest{}); len(v.Months) != c.months {
				t.Errorf("%d people: %+v", c.people, v.Months)
			}
		}
		// Once there was a figure, an empty month says that there is none any more.
		for _, p := range crowd(5) {
			w.Saying.Forget(p, id.Named("c", "1"))
		}
		w.Clock.Set(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		countMonth(t, w)
		if v := demand(t, w, measures.DemandRequest{}); len(v.Months) != 2 || v.Months[1].Gaps != 0 {
			t.Errorf("%+v", v.Months)
		}
	})
}

// failing breaks off so many times before it says what everybody says.
type failing struct {
	*measurestest.Saying
	left int
}

func (f *failing) Latest(ctx context.Context) iter.Seq2[measures.Assessed, error] {
	if f.left--; f.left >= 0 {
		return func(yield func(measures.Assessed, error) bool) { yield(measures.Assessed{}, errors.New("broken off")) }
	}
	return f.Saying.Latest(ctx)
}

func TestACountThatFailedIsTakenUpByTheNextRound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		for _, p := range crowd(5) {
			w.Saying.Say(p, id.Named("c", "1"), catalogue.Public, measures.SaidGap, "expert")
		}
		s := w.With(&failing{w.Saying, 1})
		if err := s.CountDemand(t.Context()); err == nil {
			t.Fatal("it did not fail")
		}
		w.Clock.Advance(30 * time.Minute)
		if err := s.CountDemand(t.Context()); err != nil {
			t.Fatal(err)
		}
		if v := demand(t, w, measures.DemandRequest{}); len(v.Months) != 1 || v.Months[0].Gaps != 5 {
			t.Errorf("%+v", v.Months)
		}
	})
}

// TestTheYearIsReadFromSums holds the gaps month by month, which are added up when they are published, against those of the cells.
func TestTheYearIsReadFromSums(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		for i, p := range crowd(40) {
			audience := []catalogue.Audience{catalogue.Public, catalogue.School}[i%2]
			w.Saying.Say(p, id.Named("c", "1"), audience, measures.SaidGap, measurestest.Levels[i%4/2])
			w.Saying.Say(p, id.Named("c", "2"), audience, []measures.Said{measures.SaidMet, measures.SaidGap}[i%4/2], "expert")
		}
		countMonth(t, w)
		var sums int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM demand_sums`).Scan(&sums); err != nil || sums == 0 {
			t.Fatalf("%d sums are kept: %v", sums, err)
		}
		for _, r := range []measures.DemandRequest{{}, {Audience: catalogue.Public}, {Level: catalogue.Expert}, {Area: "technology"}, {Area: "nowhere"}, {Audience: catalogue.School, Level: catalogue.Foundational, Area: "technology"}, {Competency: id.Named("c", "2")}} {
			v, gaps := demand(t, w, r), 0
			for _, n := range v.Needs {
				gaps += n.Gaps
			}
			if len(v.Months) != 1 || v.Months[0].Gaps != gaps || r.Area != "nowhere" && gaps == 0 {
				t.Errorf("%+v: %+v, and %d in the cells", r, v.Months, gaps)
			}
		}
	})
}
