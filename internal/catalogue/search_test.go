package catalogue_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

func titles(r catalogue.SearchResult) string {
	var out []string
	for _, c := range r.Items {
		out = append(out, c.Title)
	}
	return join(out)
}

// library fills a World with offers of every sort.
func library(t *testing.T, w *ct.World) {
	day := 24 * time.Hour
	now := w.Clock.Now() // Monday 2 March 2026
	for _, x := range []struct {
		title string
		in    time.Duration
		set   func(*catalogue.Draft)
	}{
		{"The Zebra shelf", 2 * day, func(d *catalogue.Draft) { d.Minutes = 30 }},
		{"An atlas of small rooms", 20 * day, func(d *catalogue.Draft) { d.Level, d.Prices = catalogue.Expert, nil }},
		{"Lectura en voz alta", 60 * day, func(d *catalogue.Draft) { d.Language, d.Areas = "es", []string{"technology"} }},
		{"Far horizons", 200 * day, func(d *catalogue.Draft) {
			d.Prices = []catalogue.Price{{Class: "non-member", Amount: money.USD(9900)}, {Class: "member", Amount: money.USD(4900)}}
		}},
		{"Yesterday’s webinar", -day, func(d *catalogue.Draft) { d.ExtraSponsors = []string{"Oakfield Shelving"} }},
		{"Begin whenever", 0, func(d *catalogue.Draft) {
			ct.SelfPaced(d)
			d.Presenters = []catalogue.Presenter{{Name: "Zoë Núñez"}}
		}},
	} {
		o := ct.Offer(t, w, ct.Titled(x.title), x.set)
		if x.in != 0 {
			ct.Occurrence(t, w, o.ID, ct.At(now.Add(x.in), time.Hour))
		}
	}
}

func TestSearch(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		library(t, w)
		for _, c := range []struct {
			r    catalogue.SearchRequest
			want string
		}{
			{catalogue.SearchRequest{Sort: "title"}, "An atlas of small rooms,Begin whenever,Far horizons,Lectura en voz alta,Yesterday’s webinar,The Zebra shelf"},
			{catalogue.SearchRequest{Sort: "soonest", Limit: 3}, "The Zebra shelf,An atlas of small rooms,Lectura en voz alta"},
			{catalogue.SearchRequest{Sort: "shortest", Limit: 1}, "The Zebra shelf"},
			{catalogue.SearchRequest{Sort: "price", Limit: 1}, "An atlas of small rooms"},
			{catalogue.SearchRequest{Text: "zebra shelves", Limit: 1}, "The Zebra shelf"},
			{catalogue.SearchRequest{Text: "nunez"}, "Begin whenever"},
			{catalogue.SearchRequest{Text: "oakfield"}, "Yesterday’s webinar"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"this-week"}}}, "The Zebra shelf"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"soon"}}}, "The Zebra shelf"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"Starts soon, within 7 days"}, "seats": {"left"}, "level": {"foundational"}}}, "The Zebra shelf"},
			{catalogue.SearchRequest{Filter: map[string][]string{"seats": {"left"}, "language": {"en"}}}, "The Zebra shelf,An atlas of small rooms,Far horizons,Begin whenever"},
			{catalogue.SearchRequest{Filter: map[string][]string{"seats": {"waiting"}}}, ""},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"this-month"}}}, "The Zebra shelf,An atlas of small rooms"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"later", "now"}}}, "Far horizons,Begin whenever"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"past"}}}, "Yesterday’s webinar"},
			{catalogue.SearchRequest{Filter: map[string][]string{"when": {"never"}}}, ""},
			{catalogue.SearchRequest{Filter: map[string][]string{"price": {"free"}}}, "An atlas of small rooms"},
			{catalogue.SearchRequest{Filter: map[string][]string{"price": {"paid"}}}, "Far horizons"},
			{catalogue.SearchRequest{Filter: map[string][]string{"language": {"es"}}}, "Lectura en voz alta"},
			{catalogue.SearchRequest{Filter: map[string][]string{"area": {"technology"}, "language": {"en"}}}, ""},
		} {
			got, err := w.Search(ctx, c.r)
			must(t, err)
			if titles(got) != c.want {
				t.Errorf("%+v finds %s, want %s", c.r, titles(got), c.want)
			}
		}
		for _, r := range []catalogue.SearchRequest{{Sort: "size"}, {Cursor: "x"}, {Filter: map[string][]string{"size": {"x"}}}, {Filter: map[string][]string{"day": {"x"}}}} {
			_, err := w.Search(ctx, r)
			wantKind(t, err, errs.Invalid, fmt.Sprintf("%+v", r))
		}
	})
}

// Every count of a facet is what choosing its value finds.
func TestFacetsKeepTheirPromise(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	library(t, w)
	for _, chosen := range []map[string][]string{nil, {"level": {"foundational"}}, {"when": {"this-week", "past"}, "language": {"en"}}} {
		all, err := w.Search(ctx, catalogue.SearchRequest{Filter: chosen, Facets: true})
		must(t, err)
		if len(all.Facets) != len(catalogue.FacetNames) {
			t.Fatalf("%d facets", len(all.Facets))
		}
		for _, f := range all.Facets {
			for _, v := range f.Values {
				filter := map[string][]string{}
				for k, x := range chosen {
					filter[k] = x
				}
				filter[f.Name] = []string{v.Value}
				one, err := w.Search(ctx, catalogue.SearchRequest{Filter: filter})
				must(t, err)
				if one.Total != v.Count {
					t.Errorf("%s=%s promises %d and finds %d (beside %v)", f.Name, v.Value, v.Count, one.Total, chosen)
				}
				if v.Label == "" {
					t.Errorf("%s=%s has no label", f.Name, v.Value)
				}
			}
		}
	}
}

func TestIndexIsFresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		// Another server on the same database hears of everything at its next poll.
		other := catalogue.New(catalogue.Deps{DB: d, Clock: w.Clock, People: w.People})
		total := func(text string) int {
			t.Helper()
			r, err := w.Search(ctx, catalogue.SearchRequest{Text: text})
			must(t, err)
			must(t, other.Refresh(ctx))
			r2, err := other.Search(ctx, catalogue.SearchRequest{Text: text})
			must(t, err)
			if r.Total != r2.Total {
				t.Errorf("%q: %d here, %d on the other server", text, r.Total, r2.Total)
			}
			return r.Total
		}
		if total("") != 0 {
			t.Fatal("there is something already")
		}
		expires := w.Clock.Now().AddDate(0, 0, 40).Format(time.DateOnly)
		o := ct.Offer(t, w, ct.Titled("Kites"), func(d *catalogue.Draft) { d.ExpiresOn = expires })
		if total("kites") != 1 {
			t.Error("a published offer is not found at once")
		}
		c := ct.Occurrence(t, w, o.ID, ct.Seats(2))
		find := func() catalogue.Card {
			t.Helper()
			r, err := w.Search(ctx, catalogue.SearchRequest{Text: "kites"})
			must(t, err)
			if len(r.Items) != 1 {
				t.Fatalf("%d cards", len(r.Items))
			}
			return r.Items[0]
		}
		if next := find().Next; next == nil || next.ID != c.ID {
			t.Error("a new date is not on the card")
		}
		must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.TakeSeatTx(ctx, tx, c.ID)
			return err
		}))
		if left, limited := find().Next.SeatsLeft(); left != 1 || !limited {
			t.Errorf("%d seats are left, limited %v", left, limited)
		}
		_, err := w.SaveDraft(ctx, w.Manager, o.ID, ct.Draft(ct.Titled("Balloons"), func(d *catalogue.Draft) { d.ExpiresOn = expires }))
		must(t, err)
		if total("balloons") != 0 {
			t.Error("a draft is found")
		}
		_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
		must(t, err)
		if total("balloons") != 1 || total("kites") != 0 {
			t.Error("the new title is not found, or the old one still is")
		}
		past := catalogue.SearchRequest{Filter: map[string][]string{"when": {"past"}}}
		if r, err := w.Search(ctx, past); err != nil || r.Total != 0 {
			t.Errorf("%d past offers (%v)", r.Total, err)
		}
		w.Clock.Set(c.StartsAt)
		if r, err := w.Search(ctx, past); err != nil || r.Total != 0 || !nextOf(t, w, "balloons").UnderWay {
			t.Errorf("when its date began %d offers are past (%v)", r.Total, err)
		}
		w.Clock.Set(c.EndsAt)
		if r, err := w.Search(ctx, past); err != nil || r.Total != 1 || !r.Items[0].Next.Past {
			t.Errorf("after its date ended %d offers are past (%v)", r.Total, err)
		}
		w.Clock.Advance(60 * 24 * time.Hour)
		if total("balloons") != 0 {
			t.Error("an expired offer is found")
		}
		if _, err := w.Show(ctx, w.Visitor, o.Key); err != nil {
			t.Errorf("the page of an expired offer is gone: %v", err)
		}
	})
}

// nextOf returns the date on the card of the one offer that is found.
func nextOf(t *testing.T, w *ct.World, text string) catalogue.CardDate {
	t.Helper()
	r, err := w.Search(ctx, catalogue.SearchRequest{Text: text})
	must(t, err)
	if len(r.Items) != 1 || r.Items[0].Next == nil {
		t.Fatalf("%q finds %+v", text, r.Items)
	}
	return *r.Items[0].Next
}

// whens returns the values of "when" under which an offer is counted, and checks that each finds it once.
func whens(t *testing.T, w *ct.World, text string) string {
	t.Helper()
	all, err := w.Search(ctx, catalogue.SearchRequest{Text: text, Facets: true})
	must(t, err)
	var out []string
	for _, f := range all.Facets {
		if f.Name != "when" {
			continue
		}
		for _, v := range f.Values {
			one, err := w.Search(ctx, catalogue.SearchRequest{Text: text, Filter: map[string][]string{"when": {v.Value}}})
			must(t, err)
			if v.Count != 1 || one.Total != 1 {
				t.Errorf("%s counts %d and finds %d", v.Value, v.Count, one.Total)
			}
			out = append(out, v.Value)
		}
	}
	return join(out)
}

// A course of six weeks is under way until it ends, and a monthly workshop is found under each of its dates.
func TestWhenKnowsAllDates(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	day, now := 24*time.Hour, w.Clock.Now() // Monday 2 March 2026
	course := ct.Offer(t, w, ct.Titled("Six weeks of mending"), func(d *catalogue.Draft) { d.Kind = catalogue.Course })
	first := ct.Occurrence(t, w, course.ID, ct.At(now.Add(day), 42*day), ct.Seats(9))
	if got := whens(t, w, "mending"); got != "soon,this-week,this-month,next-3-months" {
		t.Errorf("before it begins it is under %s", got)
	}
	w.Clock.Set(first.StartsAt.Add(day))
	if next := nextOf(t, w, "mending"); next.Past || !next.UnderWay || next.ID != first.ID {
		t.Errorf("on its second day the card says %+v", next)
	}
	if got := whens(t, w, "mending"); got != "this-week,this-month,next-3-months" {
		t.Errorf("on its second day it is under %s", got)
	}
	second := ct.Occurrence(t, w, course.ID, ct.At(now.Add(30*day), 42*day))
	if next := nextOf(t, w, "mending"); next.ID != first.ID {
		t.Error("what can still be registered for gave way to a later date")
	}
	first.ClosesAt = w.Clock.Now().Add(time.Hour)
	_, err := w.ChangeOccurrence(ctx, w.Manager, first)
	must(t, err)
	w.Clock.Advance(2 * time.Hour)
	if next := nextOf(t, w, "mending"); next.ID != second.ID || next.UnderWay {
		t.Errorf("once registration has closed the card shows %+v", next)
	}
	w.Clock.Set(second.EndsAt)
	if got := whens(t, w, "mending"); got != "past" {
		t.Errorf("when all is over it is under %s", got)
	}

	monthly := ct.Offer(t, w, ct.Titled("Monthly bindery"))
	for i := range 6 {
		ct.Occurrence(t, w, monthly.ID, ct.At(w.Clock.Now().Add(time.Duration(1+30*i)*day), time.Hour))
	}
	if got := whens(t, w, "bindery"); got != "soon,this-week,this-month,next-3-months,later" {
		t.Errorf("a monthly workshop is under %s", got)
	}
}

// What is offered to members alone is free for nobody else.
func TestBandsOfPrices(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for title, prices := range map[string][]catalogue.Price{
		"everybody": nil, "all named": {{Class: "member"}, {Class: "non-member"}}, "members only": {{Class: "member"}},
		"members free": {{Class: "member"}, {Class: "non-member", Amount: money.USD(100)}}, "students free": {{Class: "non-member", Amount: money.USD(100)}, {Class: "student"}},
	} {
		for i := range prices {
			prices[i].Amount.Currency = "USD"
		}
		ct.Offer(t, w, ct.Titled(title), func(d *catalogue.Draft) { d.Prices = prices })
	}
	for band, want := range map[string]string{"free": "all named,everybody", "free-for-members": "all named,everybody,members free,members only", "paid": "students free"} {
		r, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"price": {band}}, Sort: catalogue.SortByTitle})
		must(t, err)
		if titles(r) != want {
			t.Errorf("%s finds %s, want %s", band, titles(r), want)
		}
	}
	v, err := w.Show(ctx, w.Visitor, "members-only")
	must(t, err)
	if b := string(catalogue.JSONLD(v, "https://commons.example")); strings.Contains(b, `"isAccessibleForFree":true`) {
		t.Errorf("what is for members only is free for everybody: %s", b)
	}
}

// A language is one value however it was written.
func TestLanguagesAreStoredAsTags(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for written, want := range map[string]string{"EN": "en", "eng": "en", "es-mx": "es-MX", "en": "en"} {
		o := ct.Offer(t, w, ct.Titled("In "+written), func(d *catalogue.Draft) { d.Language = written })
		_, v, err := w.ByID(ctx, w.DB, o.ID)
		must(t, err)
		if v.Language != want {
			t.Errorf("%s is kept as %s", written, v.Language)
		}
	}
	for asked, want := range map[string]int{"en": 3, "EN": 3, "eng": 3, "es": 1} {
		r, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"language": {asked}}})
		must(t, err)
		if r.Total != want {
			t.Errorf("%s finds %d", asked, r.Total)
		}
	}
}

// An index that could not be made anew leaves the one that answers.
func TestFailedRebuildKeepsTheOldIndex(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ct.Offer(t, w)
	must(t, w.Refresh(ctx))
	_, err := w.DB.Writer().Exec(`ALTER TABLE offer_versions RENAME TO hidden_versions`)
	must(t, err)
	must(t, w.People.RenameUnit(ctx, w.Admin, w.Unit.ID, "RLD", "Rural Division", "2026-03-01"))
	if err := w.Refresh(ctx); err == nil {
		t.Fatal("the index was made of nothing")
	}
	r, err := w.Search(ctx, catalogue.SearchRequest{})
	if err != nil || r.Total != 1 {
		t.Errorf("after a failed rebuild %d offers are found (%v)", r.Total, err)
	}
	_, err = w.DB.Writer().Exec(`ALTER TABLE hidden_versions RENAME TO offer_versions`)
	must(t, err)
	must(t, w.Refresh(ctx))
	if r, err = w.Search(ctx, catalogue.SearchRequest{}); err != nil || r.Total != 1 || r.Items[0].UnitName != "Rural Division" {
		t.Errorf("after a good one %+v (%v)", r.Items, err)
	}
}

// A merger takes effect on its day, without a change to any row on that day.
func TestMergerOfTomorrow(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ct.Offer(t, w)
	must(t, w.People.MergeUnits(ctx, w.Admin, []id.ID{w.Unit.ID}, w.Other.ID, "2026-03-05"))
	for day, want := range map[int]string{0: "RLD", 5: "MAPS"} {
		w.Clock.Set(ct.Start.AddDate(0, 0, day))
		must(t, w.Refresh(ctx))
		r, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"unit": {want}}})
		must(t, err)
		if r.Total != 1 || r.Items[0].UnitAcronym != want {
			t.Errorf("after %d days %d offers are found under %s", day, r.Total, want)
		}
	}
}

func TestQueriesAreBounded(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for i := range 30 {
		o := ct.Offer(t, w, ct.Titled(fmt.Sprintf("Offer %d", i)))
		for range 3 {
			ct.Occurrence(t, w, o.ID, ct.Seats(5))
		}
	}
	must(t, w.Refresh(ctx))
	// The clock stands still, so the units are not asked for again.
	if _, err := w.Search(ctx, catalogue.SearchRequest{Facets: true}); err != nil {
		t.Fatal(err)
	}
	counted, n := db.WithCounter(ctx)
	r, err := w.Search(counted, catalogue.SearchRequest{Text: "offer", Facets: true})
	must(t, err)
	if len(r.Items) != 20 || n.Load() > 1 {
		t.Errorf("a page of %d cards asked %d queries", len(r.Items), n.Load())
	}
	counted, n = db.WithCounter(ctx)
	_, err = w.Show(counted, w.Visitor, r.Items[0].Key)
	must(t, err)
	if n.Load() > 9 {
		t.Errorf("the page of an offer asked %d queries", n.Load())
	}
	counted, n = db.WithCounter(ctx)
	_, err = w.List(counted, w.Editor, catalogue.ListRequest{})
	must(t, err)
	if n.Load() > 1 {
		t.Errorf("a list for editors asked %d queries", n.Load())
	}
}

func TestRelated(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	about := func(theme string) func(*catalogue.Draft) {
		return func(d *catalogue.Draft) { d.Themes = []string{theme} }
	}
	o := ct.Offer(t, w, ct.Titled("Mending"), about("bindings"))
	ct.Offer(t, w, ct.Titled("Sewing"), about("bindings"))
	for i := range 8 {
		ct.Offer(t, w, ct.Titled(fmt.Sprintf("Budget %d", i)), about("money"))
	}
	related, err := w.Related(ctx, o.ID, 1)
	must(t, err)
	if len(related) != 1 || related[0].Title != "Sewing" {
		t.Errorf("related are %+v", related)
	}
	cards, err := w.Cards(ctx, []id.ID{o.ID, "nobody"})
	must(t, err)
	if len(cards) != 1 || cards[o.ID].UnitAcronym != "RLD" {
		t.Errorf("the cards are %+v", cards)
	}
}

func TestStartIndexEndsWithItsContext(t *testing.T) {
	d := dbtest.SQLite(t)
	w := ct.New(t, d)
	ct.Offer(t, w)
	s := catalogue.New(catalogue.Deps{DB: d, Clock: clock.NewFake(ct.Start), People: w.People})
	running, stop := context.WithCancel(ctx)
	must(t, s.StartIndex(running))
	stop()
	if r, err := s.Search(ctx, catalogue.SearchRequest{}); err != nil || r.Total != 1 {
		t.Errorf("%d offers (%v)", r.Total, err)
	}
}

// TestAReaderWhoLeavesLeavesTheIndexFresh has somebody leave while the index is brought up to the hour for them.
func TestAReaderWhoLeavesLeavesTheIndexFresh(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		ct.Occurrence(t, w, o.ID)
		var log bytes.Buffer
		s := catalogue.New(catalogue.Deps{DB: d, Clock: w.Clock, People: w.People, Log: slog.New(slog.NewTextHandler(&log, nil))})
		must(t, s.Refresh(ctx))
		w.Clock.Advance(365 * 24 * time.Hour) // past the date
		gone, leave := context.WithCancel(ctx)
		leave()
		s.Search(gone, catalogue.SearchRequest{})
		if log.Len() > 0 || s.IndexAge() > 0 {
			t.Errorf("the index is %v old; the log says %s", s.IndexAge(), log.String())
		}
	})
}

// TestSearchByFacts finds what people type that stands in no text, and takes filters as people write them.
func TestSearchByFacts(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	library(t, w)
	all, err := w.Search(ctx, catalogue.SearchRequest{})
	must(t, err)
	for _, c := range []struct {
		text   string
		filter map[string][]string
		want   int
	}{
		{"webinars", nil, all.Total - 1}, {"webinar español", nil, 1}, {"Spanish", nil, 1}, {"advanced", nil, 1}, {"free expert webinar", nil, 1},
		{"", map[string][]string{"level": {"Expert"}}, 1}, {"", map[string][]string{"language": {"ES"}}, 1},
		{"", map[string][]string{"unit": {w.Unit.Name}}, all.Total}, {"", map[string][]string{"area": {"Technology"}}, 1},
		{"", map[string][]string{"level": {"no such"}}, 0},
	} {
		r, err := w.Search(ctx, catalogue.SearchRequest{Text: c.text, Filter: c.filter})
		must(t, err)
		if r.Total != c.want || r.Loose {
			t.Errorf("%q %v finds %d of %d: %s", c.text, c.filter, r.Total, all.Total, titles(r))
		}
	}
}
