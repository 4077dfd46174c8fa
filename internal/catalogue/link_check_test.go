package catalogue_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// A link is asked once a week; one that fails is shown to its unit, and works again when it does.
func TestLinksAreChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		outside := func(link string) func(*catalogue.Draft) {
			return func(x *catalogue.Draft) { x.Kind, x.Link = catalogue.Outside, link }
		}
		ct.Offer(t, f.World, ct.Titled("A page elsewhere"), outside(f.url+"/page"))
		f.answer.Store("hello")
		round := func(by time.Duration) []catalogue.LinkCheck {
			t.Helper()
			f.Clock.Advance(by)
			must(t, f.queue.RunPeriodic(ctx))
			list, err := f.LinkTroubles(ctx, f.Editor)
			must(t, err)
			return list
		}
		if got := round(0); len(got) != 0 || f.asked.Load() != 1 {
			t.Errorf("a good link: %+v after %d calls", got, f.asked.Load())
		}
		if round(6 * 24 * time.Hour); f.asked.Load() != 1 {
			t.Error("it is asked more than once a week")
		}
		f.status.Store(503)
		if got := round(2 * 24 * time.Hour); len(got) != 0 || f.asked.Load() != 3 {
			t.Errorf("one failure makes it broken: %+v, %d calls", got, f.asked.Load())
		}
		got := round(25 * time.Hour)
		if len(got) != 1 || got[0].State != catalogue.LinkBroken || got[0].Title != "A page elsewhere" || got[0].Trouble == "" {
			t.Fatalf("two failures: %+v", got)
		}
		since := got[0].Since
		if got = round(25 * time.Hour); len(got) != 1 || !got[0].Since.Equal(since) {
			t.Errorf("it is broken since %+v, not %s", got, since)
		}
		if list, err := f.LinkTroubles(ctx, f.Stranger); err != nil || len(list) != 0 {
			t.Errorf("a stranger sees %v, %v", list, err)
		}
		f.status.Store(200)
		if got = round(25 * time.Hour); len(got) != 0 {
			t.Errorf("it works again: %+v", got)
		}
	})
}

// One host with many links keeps no other waiting, and is not asked for all of them at once.
func TestLinksOfManyHosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		outside := func(link string) func(*catalogue.Draft) {
			return func(x *catalogue.Draft) { x.Kind, x.Link = catalogue.Outside, link }
		}
		const many = 130
		for i := range many {
			ct.Offer(t, f.World, ct.Titled(fmt.Sprintf("A page of the large %d", i)), outside(fmt.Sprintf("%s/page/%d", f.url, i)))
		}
		ct.Offer(t, f.World, ct.Titled("A page of the small"), outside("http://169.254.169.254/page"))
		f.answer.Store("hello")
		must(t, f.queue.RunPeriodic(ctx))
		if n := f.asked.Load(); n != 10 {
			t.Errorf("in one round the large host is asked for %d pages", n)
		}
		list, err := f.LinkTroubles(ctx, f.Editor)
		must(t, err)
		if len(list) != 1 || list[0].Title != "A page of the small" {
			t.Errorf("behind the large host nothing was looked at: %+v", list)
		}
		for range many/10 - 1 {
			f.Clock.Advance(10 * time.Minute)
			must(t, f.queue.RunPeriodic(ctx))
		}
		if n := f.asked.Load(); n != many {
			t.Errorf("in %d rounds it was asked for %d of %d pages", many/10, n, many)
		}
	})
}

// TestARoundOfLinksEnds: when its time is over, the links that are left wait for the next round.
func TestARoundOfLinksEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store("hello")
		const links = 3
		for i := range links {
			ct.Offer(t, f.World, ct.Titled(fmt.Sprintf("A page %d", i)), func(x *catalogue.Draft) { x.Kind, x.Link = catalogue.Outside, fmt.Sprintf("%s/page/%d", f.url, i) })
		}
		slow := context.CancelFunc(func() { f.Clock.Advance(21 * time.Second) })
		for round := range int32(links) {
			f.during.Store(&slow)
			must(t, f.queue.RunPeriodic(ctx))
			if n := f.asked.Load(); n != round+1 {
				t.Errorf("after round %d of slow answers %d links were asked", round+1, n)
			}
			f.Clock.Advance(10 * time.Minute)
		}
	})
}
