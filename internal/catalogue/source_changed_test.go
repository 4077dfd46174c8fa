package catalogue_test

import (
	"context"
	"fmt"
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
		if len(runs) != 1 || runs[0].Outcome != catalogue.RunFailed || !strings.Contains(runs[0].Trouble, "time") || !strings.Contains(runs[0].Trouble, "before anything of it was taken") || runs[0].Report.Counts.Created != 0 {
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

// until is a context with an end, which its clock of its own tells.
type until struct {
	context.Context
	end time.Time
}

func (c until) Deadline() (time.Time, bool) { return c.end, true }

// TestPagesLeaveTimeToTakeThem: pages are read for half the time that a run has left, and for five minutes at most.
func TestPagesLeaveTimeToTakeThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.Clock.Advance(time.Since(f.Clock.Now())) // contexts know no other
		for _, x := range []struct {
			name  string
			bound bool
			each  time.Duration
			pages int
		}{
			{"in time", true, 6 * time.Second, 4}, {"half of its time is over", true, 22 * time.Second, 2}, {"five minutes are over", false, 150 * time.Second, 3},
		} {
			for n := range 4 {
				page := fmt.Sprintf(`{"events":[{"id":%d,"title":"Evening %d","start_date":"2031-04-0%d 18:00:00","end_date":"2031-04-0%d 19:00:00"}],"next_rest_url":%q}`, n, n, n+1, n+1,
					map[bool]string{true: fmt.Sprintf("%s/events?page=%d", f.url, n+2)}[n < 3])
				f.pages.Store(map[bool]string{true: "/events", false: fmt.Sprintf("/events?page=%d", n+1)}[n == 0], page)
			}
			name := fmt.Sprintf("Paged %s", x.name)
			src, err := f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Name = name }))
			must(t, err)
			f.Clock.Advance(2 * time.Minute)
			before := f.asked.Load()
			var goOn context.CancelFunc
			goOn = func() {
				if f.asked.Load() > before+1 { // the first is no further page
					f.Clock.Advance(x.each)
				}
				f.during.Store(&goOn)
			}
			f.during.Store(&goOn)
			job := ctx
			if x.bound {
				job = until{ctx, f.Clock.Now().Add(45 * time.Second)}
			}
			must(t, f.queue.Drain(job))
			f.during.Store(nil)
			_, runs, err := f.Source(ctx, f.Editor, src.ID)
			must(t, err)
			run := runs[0]
			if n := int(f.asked.Load() - before); n != x.pages || noted(run.Report.Notes, "no time for the rest") != (x.pages < 4) || run.Report.Counts.Total != x.pages {
				t.Errorf("%s: %d pages were read, and of %+v: %q", x.name, n, run.Report.Counts, run.Report.Notes)
			}
		}
	})
}
