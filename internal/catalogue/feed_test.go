package catalogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// The calendar of a search holds the dates that come first, however many offers match its words better and are over; it holds nothing
// where no offer has all the words; and its days are the association's.
func TestTheCalendarOfASearch(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	zone, err := time.LoadLocation("America/Chicago")
	must(t, err)
	s := catalogue.New(catalogue.Deps{DB: w.DB, Clock: w.Clock, People: w.People, BaseURL: "https://commons.example", Zone: zone})
	calendar := func(r catalogue.SearchRequest) string {
		t.Helper()
		file, err := s.SearchCalendar(ctx, r, "Search")
		must(t, err)
		return string(file)
	}
	soon := ct.Offer(t, w, ct.Titled("An evening"), func(d *catalogue.Draft) { d.Description = "Some kites." })
	next := ct.Occurrence(t, w, soon.ID)
	for i := range 301 {
		o := ct.Offer(t, w, ct.Titled(fmt.Sprint("Kites kites kites ", i)))
		if i < 3 {
			ct.Occurrence(t, w, o.ID, ct.At(w.Clock.Now().AddDate(0, -3, 0), time.Hour))
		}
	}
	if file := calendar(catalogue.SearchRequest{Text: "kites"}); strings.Count(file, "BEGIN:VEVENT") != 1 || !strings.Contains(file, string(next.ID)) {
		t.Errorf("the coming date is not in %s", file)
	}
	if file := calendar(catalogue.SearchRequest{Text: "kites zeppelins"}); strings.Contains(file, "BEGIN:VEVENT") {
		t.Errorf("no offer has all the words, and yet there is %s", file)
	}
	// On Sunday night in Chicago it is Monday in UTC, and another week.
	w.Clock.Set(time.Date(2026, 4, 6, 3, 0, 0, 0, time.UTC))
	tonight := ct.Offer(t, w, ct.Titled("Tonight"))
	late := ct.Occurrence(t, w, tonight.ID, ct.At(time.Date(2026, 4, 6, 4, 0, 0, 0, time.UTC), time.Hour), func(o *catalogue.Occurrence) { o.Zone = "America/Chicago" })
	later := ct.Occurrence(t, w, ct.Offer(t, w, ct.Titled("Wednesday")).ID, ct.At(time.Date(2026, 4, 8, 20, 0, 0, 0, time.UTC), time.Hour))
	week := calendar(catalogue.SearchRequest{Filter: map[string][]string{"when": {"this-week"}}})
	if !strings.Contains(week, string(late.ID)) || strings.Contains(week, string(later.ID)) {
		t.Errorf("this week in Chicago is %s", week)
	}
}

// What our own feed says of an offer beside its summary is not taken for what it says when the feed is imported.
func TestOurOwnFeedIsReadBack(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	o := ct.Offer(t, w, func(d *catalogue.Draft) { d.Summary = "Salt & <pepper>." })
	atom, err := w.SearchAtom(ctx, catalogue.SearchRequest{}, "All", "https://commons.example/catalogue", "https://commons.example/catalogue.atom",
		func(c catalogue.Card) []string { return []string{"On Tuesday", "Online", "USD 25"} })
	must(t, err)
	if !strings.Contains(string(atom), "On Tuesday · Online · USD 25") {
		t.Fatalf("the feed says %s", atom)
	}
	table, err := offerfile.Read(atom, offerfile.Options{})
	must(t, err)
	if got := table.Rows[0].Cells["description"]; strings.Contains(got, "Tuesday") || !strings.Contains(got, "Salt") {
		t.Errorf("read back is %q", got)
	}
	r := importText(t, w, string(atom))
	wantCounts(t, r, counts(1, 0, 0, 0))
	for _, row := range allOffers(t, w) {
		if row.ID == o.ID {
			continue
		}
		if _, v, err := w.Edit(ctx, w.Manager, row.ID); err != nil || v.Description != "Salt & <pepper>." || strings.Contains(v.Summary, "Tuesday") {
			t.Errorf("taken is %q and %q (%v)", v.Summary, v.Description, err)
		}
	}
}

// What is over comes last among what is near, however alike it is.
func TestRelatedLeadsToWhatIsToCome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		of := ct.Offer(t, w, ct.Titled("Winter reading: mysteries"))
		gone := ct.Offer(t, w, ct.Titled("Winter reading: poems"))
		ct.Occurrence(t, w, gone.ID, ct.At(w.Clock.Now().Add(time.Hour), time.Hour))
		comes := ct.Offer(t, w, ct.Titled("Mysteries for beginners"))
		ct.Occurrence(t, w, comes.ID, ct.At(w.Clock.Now().Add(72*time.Hour), time.Hour))
		w.Clock.Advance(24 * time.Hour)
		_, err := w.SaveDraft(ctx, w.Editor, of.ID, ct.Draft(ct.Titled("Winter reading: mysteries"), func(d *catalogue.Draft) { d.Description = "New." }))
		must(t, err)
		_, err = w.Publish(ctx, w.Manager, of.ID, time.Time{})
		must(t, err)
		near, err := w.Related(ctx, of.ID, 4)
		must(t, err)
		if len(near) < 2 || near[0].Title != "Mysteries for beginners" || near[len(near)-1].Title != "Winter reading: poems" {
			t.Errorf("near are %v", near)
		}
	})
}
