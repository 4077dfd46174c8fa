package catalogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// seatsOf returns the value of "seats" that an offer has for a server; "" for none.
func seatsOf(t *testing.T, s *catalogue.Service, text string) string {
	t.Helper()
	r, err := s.Search(ctx, catalogue.SearchRequest{Text: text, Facets: true})
	must(t, err)
	for _, f := range r.Facets {
		if f.Name != "seats" || len(f.Values) == 0 {
			continue
		}
		if v := f.Values[0]; len(f.Values) == 1 && v.Count == 1 {
			return v.Value
		}
		t.Fatalf("%q has %+v", text, f.Values)
	}
	return ""
}

// Seats are a facet like any other, though no change of the catalogue says so when they run out.
func TestSeatsLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		other := catalogue.New(catalogue.Deps{DB: d, Clock: w.Clock, People: w.People})
		o := ct.Offer(t, w, ct.Titled("Kites"))
		want := func(what, value string) {
			t.Helper()
			if got := seatsOf(t, w.Service, "kites"); got != value {
				t.Errorf("%s: %q here, want %q", what, got, value)
			}
			must(t, other.Refresh(ctx))
			if got := seatsOf(t, other, "kites"); got != value {
				t.Errorf("%s: %q on another server, want %q", what, got, value)
			}
			found, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"seats": {value}, "unit": {"RLD"}}})
			must(t, err)
			if value != "" && found.Total != 1 {
				t.Errorf("%s: %q finds %d", what, value, found.Total)
			}
		}
		want("without a date", "")
		c := ct.Occurrence(t, w, o.ID, ct.Seats(2))
		seat := func(take bool) {
			t.Helper()
			must(t, d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				if !take {
					return w.ReleaseSeatTx(ctx, tx, c.ID)
				}
				_, err := w.TakeSeatTx(ctx, tx, c.ID)
				return err
			}))
		}
		want("empty", "left")
		seat(true)
		want("one of two taken", "left")
		seat(true)
		want("full", "waiting")
		seat(true) // which there is none of
		want("still full", "waiting")
		seat(false)
		want("one given back", "left")
		seat(true)
		c.Capacity = 3
		c, err := w.ChangeOccurrence(ctx, w.Manager, c)
		must(t, err)
		want("a larger room", "left")
		seat(true)
		want("full again", "waiting")
		second := ct.Occurrence(t, w, o.ID, ct.At(c.StartsAt.Add(24*time.Hour), time.Hour))
		want("a second date without a limit", "left")
		second.ClosesAt = w.Clock.Now().Add(time.Hour)
		_, err = w.ChangeOccurrence(ctx, w.Manager, second)
		must(t, err)
		want("which can still be registered for", "left")
		w.Clock.Advance(time.Hour)
		want("and then no more", "waiting")
		w.Clock.Set(c.EndsAt)
		want("the full one over, the other closed", "")
	})
}

// What is begun at any time has no seats to run out of; whether it is full makes two offers no more alike.
func TestSeatsOfOtherOffers(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	ct.Offer(t, w, ct.Titled("Begin whenever"), ct.SelfPaced)
	if got := seatsOf(t, w.Service, "whenever"); got != "left" {
		t.Errorf("what is begun at any time has %q", got)
	}
	full := func(title string) catalogue.Offer {
		o := ct.Offer(t, w, ct.Titled(title), func(d *catalogue.Draft) { d.Description = title })
		c := ct.Occurrence(t, w, o.ID, ct.Seats(1))
		must(t, w.DB.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.TakeSeatTx(ctx, tx, c.ID)
			return err
		}))
		return o
	}
	o := full("Kites")
	full("Zeppelins")
	for _, title := range []string{"Aeroplanes", "Balloons", "Gliders"} {
		free := ct.Offer(t, w, ct.Titled(title), func(d *catalogue.Draft) { d.Description = title })
		ct.Occurrence(t, w, free.ID, ct.Seats(1))
	}
	near, err := w.Related(ctx, o.ID, 4)
	must(t, err)
	if len(near) > 0 && near[0].Title == "Zeppelins" {
		t.Error("what is full is nearest to what is full")
	}

	// Feeds and saved searches ask the same.
	waiting := catalogue.SearchRequest{Filter: map[string][]string{"seats": {"waiting"}, "when": {"soon"}}}
	atom, err := w.SearchAtom(ctx, waiting, "Full", "https://commons.example/catalogue", "https://commons.example/catalogue.atom", func(catalogue.Card) []string { return nil })
	must(t, err)
	dates, err := w.SearchCalendar(ctx, waiting, "Full")
	must(t, err)
	if a, c := strings.Count(string(atom), "<entry>"), strings.Count(string(dates), "BEGIN:VEVENT"); a != 2 || c != 2 {
		t.Errorf("%d entries and %d dates of two full offers", a, c)
	}
	kept, err := w.SaveSearch(ctx, w.Learner, "Full", catalogue.Question{Filter: map[string][]string{"seats": {"Full: waiting list"}, "when": {"soon"}}}, catalogue.Daily)
	must(t, err)
	if v := kept.Question.Filter["seats"]; len(v) != 1 || v[0] != "waiting" {
		t.Errorf("saved as %v", kept.Question.Filter)
	}
}
