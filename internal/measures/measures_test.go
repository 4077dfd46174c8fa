package measures_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

var morning = time.Date(2026, 5, 4, 9, 0, 0, 0, time.UTC)

func newService(d *db.DB, c clock.Clock) *measures.Service {
	return measures.New(measures.Deps{DB: d, Clock: c, Log: slog.New(slog.DiscardHandler)})
}

func count(t *testing.T, d *db.DB, table string) int {
	t.Helper()
	var n int
	if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM "+table).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

func TestVisitKeysLastOneDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := clock.NewFake(morning)
		one, two := newService(d, c), newService(d, c)
		key := func(s *measures.Service, address string) string {
			k, err := s.VisitKey(t.Context(), address, "browser")
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		first := key(one, "192.0.2.1")
		if key(two, "192.0.2.1") != first {
			t.Error("two servers name the same visit differently")
		}
		if key(one, "192.0.2.2") == first {
			t.Error("two addresses share a key")
		}
		if strings.Contains(first, "192") {
			t.Error("the key shows the address")
		}
		c.Advance(24 * time.Hour)
		if key(one, "192.0.2.1") == first {
			t.Error("the key outlives its day")
		}
		if err := one.ForgetSecrets(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "visit_salts"); n != 1 {
			t.Errorf("%d secrets are kept, want today's only", n)
		}
	})
}

func TestFactsAreWrittenTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, clock.NewFake(morning))
		for range 700 {
			s.AddStep("v", "offer.show", "offer")
		}
		s.AddSearch(measures.Search{Words: strings.Repeat("é", 500), Hits: 3, Filters: map[string][]string{"area": {"literacy"}}})
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := s.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "visit_steps"); n != 700 {
			t.Errorf("%d steps", n)
		}
		var words, filters string
		if err := d.QueryRow(t.Context(), "SELECT words, filters FROM searches").Scan(&words, &filters); err != nil {
			t.Fatal(err)
		}
		if len([]rune(words)) != 200 || filters != `{"area":["literacy"]}` {
			t.Errorf("kept %d characters and %s", len([]rune(words)), filters)
		}
	})
}

func TestMissedNeedsWords(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newService(d, clock.NewFake(morning))
		if err := s.Missed(t.Context(), "q", "  "); !errs.Is(err, errs.Invalid) {
			t.Errorf("empty: %v", err)
		}
		if err := s.Missed(t.Context(), "bookbinding", "A weekend course on repairing bindings"); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, "suggestions"); n != 1 {
			t.Errorf("%d kept", n)
		}
	})
}
