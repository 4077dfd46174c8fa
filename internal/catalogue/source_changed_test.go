package catalogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestSourcesThatAreChangedWhileTheyAreFetched: what somebody saves meanwhile holds, nothing more is taken by what held before, and the run says so.
func TestSourcesThatAreChangedWhileTheyAreFetched(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		both := f.Actor(t, "Bo Thande", authz.Binding{Role: authz.UnitEditor, UnitID: f.Unit.ID}, authz.Binding{Role: authz.UnitEditor, UnitID: f.Other.ID})
		f.granted(t, both)
		for name, x := range map[string]struct{ answer, called string }{"what came": {days(3), "another name"}, "an answer that fails": {"", "a third name"}, "its unit alone": {days(3), "its unit alone"}} {
			f.answer.Store(x.answer)
			set := f.settings(func(s *catalogue.SourceSettings) { s.Name = name })
			src, err := f.SaveSource(ctx, both, "", set)
			must(t, err)
			to := set
			to.Name, to.Zone, to.Kind, to.Address, to.Schedule, to.UnitID = x.called, "Asia/Tokyo", catalogue.Course, f.url+"/other", catalogue.EveryWeek, f.Other.ID
			before := len(allOffers(t, f.World))
			save := context.CancelFunc(func() {
				if _, err := f.SaveSource(ctx, both, src.ID, to); err != nil {
					t.Error(err)
				}
			})
			f.Clock.Advance(2 * time.Minute)
			f.during.Store(&save)
			must(t, f.queue.Drain(ctx))
			got, runs, err := f.Source(ctx, both, src.ID)
			must(t, err)
			if got.Name != to.Name || got.Zone != to.Zone || got.Kind != to.Kind || got.Address != to.Address || got.Schedule != to.Schedule || got.UnitID != to.UnitID {
				t.Errorf("%s: it is %+v, and was saved as %+v", name, got.SourceSettings, to)
			}
			if got.Failures != 0 || got.Trouble != "" || got.NextRun.Sub(f.Clock.Now()) != time.Minute {
				t.Errorf("%s: of its old address stays %d failures, %q, next run %s", name, got.Failures, got.Trouble, got.NextRun)
			}
			if list := allOffers(t, f.World); len(list) != before {
				t.Errorf("%s: %d offers were taken by its old settings", name, len(list))
			}
			if len(runs) != 1 || runs[0].Outcome != catalogue.RunFailed || !strings.Contains(runs[0].Trouble+strings.Join(runs[0].Report.Notes, " "), "was changed while") {
				t.Errorf("%s: its runs are %+v", name, runs)
			}
			n := 0
			must(t, d.QueryRow(ctx, `SELECT COUNT(*) FROM sources WHERE name IN ($1, $2)`, name, x.called).Scan(&n))
			if n != 1 {
				t.Errorf("%s: there are %d sources", name, n)
			}
			f.answer.Store(days(3))
			f.Clock.Advance(2 * time.Minute)
			must(t, f.queue.Drain(ctx))
			if got, runs, err = f.Source(ctx, both, src.ID); err != nil || runs[0].Outcome != catalogue.RunApplied || runs[0].Report.Counts.Created != 3 {
				t.Errorf("%s: then it makes %+v (%v)", name, runs[0], err)
			}
			must(t, second(f.PauseSource(ctx, both, src.ID, true)))
		}
	})
}

// timeOver is a context whose time is over when it is said so.
type timeOver struct {
	context.Context
	over chan struct{}
}

func (c timeOver) Done() <-chan struct{} { return c.over }
func (c timeOver) Err() error {
	select {
	case <-c.over:
		return context.DeadlineExceeded
	default:
		return c.Context.Err()
	}
}

// TestARunThatIsCutOffIsKept: a run that has used up its time says so, and when it goes on.
func TestARunThatIsCutOffIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store(days(3))
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		bounded := timeOver{ctx, make(chan struct{})}
		over := context.CancelFunc(func() { close(bounded.over) })
		f.during.Store(&over)
		f.Clock.Advance(2 * time.Minute)
		if err := f.queue.Drain(bounded); err != nil && bounded.Err() == nil {
			t.Error(err)
		}
		got, runs, err := f.Source(ctx, f.Editor, src.ID)
		must(t, err)
		if len(runs) != 1 || runs[0].Outcome != catalogue.RunFailed || !strings.Contains(runs[0].Trouble, "time") || !strings.Contains(runs[0].Trouble, "next run") || runs[0].Report.Counts.Created != 0 {
			t.Fatalf("its runs are %+v", runs)
		}
		if got.Failures != 1 || got.NextRun.Sub(f.Clock.Now()) != 15*time.Minute || got.Trouble != runs[0].Trouble {
			t.Errorf("it goes on at %s: %+v", got.NextRun, got)
		}
		if run, err := f.RunSource(ctx, f.Editor, src.ID, false); err != nil || run.Report.Counts.Created != 3 {
			t.Errorf("then it makes %+v, %v", run, err)
		}
	})
}
