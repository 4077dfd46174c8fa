package catalogue_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/jobs"
	"learningcommons.dev/commons/internal/platform/mail"
	"learningcommons.dev/commons/internal/platform/outbound"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// fed is a world whose catalogue may call one server on this machine.
type fed struct {
	*ct.World
	*catalogue.Service
	queue *jobs.Queue
	box   *mail.Box
	url   string
	// answer is what the server says; status, and how often it was asked.
	answer atomic.Value
	status atomic.Int32
	asked  atomic.Int32
	same   atomic.Int32
	// pages are answers by their addresses; an empty one is an error of the server.
	pages sync.Map
	// during is called once while the server is asked.
	during atomic.Pointer[context.CancelFunc]
}

func newFed(t *testing.T, d *db.DB) *fed {
	t.Helper()
	f := &fed{World: ct.New(t, d)}
	f.status.Store(200)
	f.answer.Store("")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.asked.Add(1)
		if during := f.during.Swap(nil); during != nil {
			(*during)()
		}
		body := f.answer.Load().(string)
		if other, ok := f.pages.Load(r.URL.RequestURI()); ok {
			body = other.(string)
		}
		if body == "" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		etag := fmt.Sprintf(`"%x"`, len(body))
		if r.Header.Get("If-None-Match") == etag {
			f.same.Add(1)
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("ETag", etag)
		w.WriteHeader(int(f.status.Load()))
		fmt.Fprint(w, body)
	}))
	t.Cleanup(server.Close)
	f.url = server.URL
	f.box = &mail.Box{Clock: f.Clock}
	f.Service = catalogue.New(catalogue.Deps{DB: d, Clock: f.Clock, People: f.People, BaseURL: "https://commons.example", Mail: f.box, LinkPause: time.Millisecond,
		Calls: outbound.New(outbound.Options{Product: "test", Allow: []netip.AddrPort{netip.MustParseAddrPort(server.Listener.Addr().String())}})})
	must(t, f.People.GrantRole(ctx, authz.System("test"), f.Editor.PersonID, f.Editor.Roles[0]))
	f.queue = jobs.New(d, f.Clock, nil)
	f.Service.Register(f.queue)
	jobs.Unheard[catalogue.OfferPublished](f.queue)
	jobs.Unheard[catalogue.OfferArchived](f.queue)
	jobs.Unheard[catalogue.OccurrenceChanged](f.queue)
	jobs.Unheard[catalogue.OccurrenceCancelled](f.queue)
	return f
}

func (f *fed) letters() []mail.Letter { return f.box.Letters("") }

func (f *fed) settings(change ...func(*catalogue.SourceSettings)) catalogue.SourceSettings {
	s := catalogue.SourceSettings{Name: "Lakeland events", UnitID: f.Unit.ID, Address: f.url + "/events", Schedule: catalogue.EveryDay, Zone: "America/Chicago"}
	for _, c := range change {
		c(&s)
	}
	return s
}

// days is a feed of that many events, one each day from the beginning of April.
func days(n int) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
	for i := range n {
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%d\r\nDTSTART:%s\r\nDTEND:%s\r\nSUMMARY:Evening %d\r\nEND:VEVENT\r\n", i,
			time.Date(2026, 4, 1+i, 18, 0, 0, 0, time.UTC).Format("20060102T150405Z"), time.Date(2026, 4, 1+i, 19, 0, 0, 0, time.UTC).Format("20060102T150405Z"), i)
	}
	b.WriteString("END:VCALENDAR\r\n")
	return b.String()
}

// TestSourceLetterAsksAgain: who lost the unit's role between the failure and the letter hears nothing of it.
func TestSourceLetterAsksAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.status.Store(500)
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		for _, by := range []time.Duration{2 * time.Minute, 15 * time.Minute} {
			f.Clock.Advance(by)
			must(t, f.queue.Drain(ctx))
		}
		must(t, f.People.EndRole(ctx, authz.System("test"), f.Editor.PersonID, f.Editor.Roles[0]))
		f.Clock.Advance(30 * time.Minute)
		must(t, f.queue.Drain(ctx))
		if got, _, err := f.Source(ctx, f.Manager, src.ID); err != nil || got.Failures != 3 {
			t.Fatalf("%+v, %v", got, err)
		}
		if n := len(f.letters()); n != 0 {
			t.Errorf("%d letters went to who may not see the source any more", n)
		}
	})
}

func TestSourceRuns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store(days(12))
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		if src.OwnerID != f.Editor.PersonID || src.NextRun.IsZero() {
			t.Errorf("it is %+v", src)
		}
		run := func(by time.Duration) catalogue.Source {
			t.Helper()
			f.Clock.Advance(by)
			must(t, f.queue.Drain(ctx))
			got, _, err := f.Source(ctx, f.Editor, src.ID)
			must(t, err)
			return got
		}
		last := func() catalogue.SourceRun {
			t.Helper()
			_, runs, err := f.Source(ctx, f.Editor, src.ID)
			must(t, err)
			return runs[0]
		}
		if got := run(2 * time.Minute); got.Failures > 0 || got.LastGood.IsZero() || last().Report.Counts.Created != 12 {
			t.Fatalf("the first run made %+v of %+v", last(), got)
		}
		if run(24 * time.Hour); last().Outcome != catalogue.RunSame || f.same.Load() != 1 {
			t.Errorf("the second run is %+v", last())
		}
		// It fails: ever longer waits, one letter, and the offers stay.
		f.status.Store(500)
		f.answer.Store("down")
		asked := f.asked.Load()
		got := run(24 * time.Hour)
		if got.Failures != 1 || !strings.Contains(got.Trouble, "status 500") || got.NextRun.Sub(f.Clock.Now()) != 15*time.Minute {
			t.Errorf("after a failure it is %+v", got)
		}
		run(15 * time.Minute)
		if got = run(30 * time.Minute); got.Failures != 3 || len(f.letters()) != 1 || !strings.Contains(f.letters()[0].Text, "/work/sources/") {
			t.Errorf("after three failures it is %+v, letters: %+v", got, f.letters())
		}
		if n := f.asked.Load() - asked; n != 3 {
			t.Errorf("it was asked %d times", n)
		}
		run(time.Hour)
		if len(f.letters()) != 1 {
			t.Error("the owner hears of it again and again")
		}
		// It comes back with most of it lost: a person decides.
		f.status.Store(200)
		f.answer.Store(days(3))
		if got = run(3 * time.Hour); !got.Asks || last().Outcome != catalogue.RunAsked || last().Gone < 5 || len(f.letters()) != 2 {
			t.Errorf("after the loss it is %+v %+v", got, last())
		}
		r, err := f.RunSource(ctx, f.Editor, src.ID, true)
		must(t, err)
		if got = run(0); r.Outcome != catalogue.RunApplied || got.Asks || got.Failures > 0 {
			t.Errorf("accepted, it is %+v %+v", r, got)
		}
		// Paused it rests, and what was planned before falls.
		must(t, second(f.PauseSource(ctx, f.Editor, src.ID, true)))
		asked = f.asked.Load()
		if run(72 * time.Hour); f.asked.Load() != asked {
			t.Error("a paused source was fetched")
		}
		must(t, second(f.PauseSource(ctx, f.Editor, src.ID, false)))
		if run(2 * time.Minute); f.asked.Load() == asked {
			t.Error("it does not go on")
		}
	})
}

func TestSourceIsReadWithItsOrderOfDates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store("title,date,time,minutes\nKites,04/05/2026,14:00,60\nKnots,06/05/2026,14:00,60\n")
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Schedule = catalogue.NoSchedule }))
		must(t, err)
		r, err := f.RunSource(ctx, f.Editor, src.ID, false)
		must(t, err)
		wantCounts(t, r.Report, counts(0, 0, 0, 2))
		_, err = f.SaveSource(ctx, f.Editor, src.ID, f.settings(func(s *catalogue.SourceSettings) { s.DateOrder = tabular.DayFirst; s.Schedule = catalogue.NoSchedule }))
		must(t, err)
		r, err = f.RunSource(ctx, f.Editor, src.ID, false)
		must(t, err)
		wantCounts(t, r.Report, counts(2, 0, 0, 0))
	})
}

func TestSourcesAreTheUnits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		for name, err := range map[string]error{
			"inside":   second(f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Name, s.Address = "x", "http://169.254.169.254/" }))),
			"file":     second(f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Name, s.Address = "x", "file:///etc/passwd" }))),
			"no name":  second(f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Name = " " }))),
			"schedule": second(f.SaveSource(ctx, f.Editor, "", f.settings(func(s *catalogue.SourceSettings) { s.Name, s.Schedule = "x", "always" }))),
		} {
			if !errs.Is(err, errs.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := second(f.SaveSource(ctx, f.Editor, "", f.settings())); !errs.Is(err, errs.Conflict) {
			t.Errorf("two of one name: %v", err)
		}
		if err := second(f.SaveSource(ctx, f.Editor, src.ID, f.settings(func(s *catalogue.SourceSettings) { s.Publish = true }))); !errs.Is(err, errs.Forbidden) {
			t.Errorf("an editor publishes: %v", err)
		}
		stranger := f.Actor(t, "Somebody Else")
		for name, err := range map[string]error{
			"save": second(f.SaveSource(ctx, stranger, src.ID, f.settings())), "run": second(f.RunSource(ctx, stranger, src.ID, false)),
			"pause": second(f.PauseSource(ctx, stranger, src.ID, true)),
		} {
			if !errs.Is(err, errs.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func second[T any](_ T, err error) error { return err }
