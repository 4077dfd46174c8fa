package demo

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

func deps(d *db.DB) Deps {
	c := clock.NewFake(time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC))
	p := people.New(people.Deps{DB: d, Clock: c, BaseURL: "https://commons.example.org"})
	return Deps{DB: d, Clock: c, People: p, Catalogue: catalogue.New(catalogue.Deps{DB: d, Clock: c, People: p, BaseURL: "https://commons.example.org"})}
}

// violations are questions whose answer must be zero.
var violations = map[string]string{
	"seats taken differ from registrations": `SELECT COUNT(*) FROM occurrences o WHERE o.taken <> (SELECT COUNT(*) FROM registrations r WHERE r.occurrence_id = o.id AND r.state NOT IN ('waitlisted', 'cancelled'))`,
	"more seats taken than there are":       `SELECT COUNT(*) FROM occurrences WHERE capacity > 0 AND taken > capacity`,
	"completions without an entry":          `SELECT COUNT(*) FROM registrations r WHERE r.state = 'completed' AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.registration_id = r.id)`,
	"the log's numbers have gaps":           `SELECT COUNT(*) FROM occurrences o WHERE o.queue_no <> (SELECT COUNT(*) FROM registration_log l WHERE l.occurrence_id = o.id)`,
	"completions in the future":             `SELECT COUNT(*) FROM registrations WHERE state = 'completed' AND completed_at > 1789480800000000`,
	"free seats while somebody waits":       `SELECT COUNT(*) FROM occurrences o WHERE o.capacity > o.taken AND EXISTS (SELECT 1 FROM registrations r WHERE r.occurrence_id = o.id AND r.state = 'waitlisted')`,
}

func TestSeededRowsFitTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		size := Scale(40)
		size.Personas = true
		sum, err := Seed(ctx, deps(d), size)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Offers != 40 || sum.Registrations < 100*40*9/10 {
			t.Errorf("made %+v", sum)
		}
		for what, query := range violations {
			var n int
			if err := d.QueryRow(ctx, query).Scan(&n); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if n != 0 {
				t.Errorf("%s: %d", what, n)
			}
		}
		if _, err := Seed(ctx, deps(d), size); !errs.Is(err, errs.Conflict) {
			t.Errorf("a filled database was filled again: %v", err)
		}
		if err := SeedOnce(ctx, deps(d), size); err != nil {
			t.Errorf("seeding once more: %v", err)
		}
	})
}

func TestTheDemonstrationIsQuickAndWhole(t *testing.T) {
	d := dbtest.SQLite(t)
	size, err := Demonstration()
	if err != nil {
		t.Fatal(err)
	}
	sum, err := Seed(t.Context(), deps(d), size)
	if err != nil {
		t.Fatal(err)
	}
	if sum.Offers < 300 || sum.Units < 60 || sum.Entries < 2000 {
		t.Errorf("made %+v", sum)
	}
	for what, query := range violations {
		var n int
		if err := d.QueryRow(t.Context(), query).Scan(&n); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if n != 0 {
			t.Errorf("%s: %d", what, n)
		}
	}
}
