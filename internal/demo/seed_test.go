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
	"learningcommons.dev/commons/internal/standards"
)

func deps(d *db.DB) Deps {
	c := clock.NewFake(time.Date(2026, 9, 15, 14, 0, 0, 0, time.UTC))
	p := people.New(people.Deps{DB: d, Clock: c, BaseURL: "https://commons.example.org"})
	f := standards.New(standards.Deps{DB: d, Clock: c, People: p})
	return Deps{DB: d, Clock: c, People: p, Standards: f, Catalogue: catalogue.New(catalogue.Deps{DB: d, Clock: c, People: p, Standards: f, BaseURL: "https://commons.example.org"})}
}

// violations are questions whose answer must be zero.
var violations = map[string]string{
	"more than a tenth of the offers teach nothing": `SELECT CASE WHEN COUNT(*) * 10 < (SELECT COUNT(*) FROM offers WHERE status = 'published') * 9 THEN 1 ELSE 0 END FROM (SELECT DISTINCT offer_id FROM alignments) a`,
	"seats taken differ from registrations":         `SELECT COUNT(*) FROM occurrences o WHERE o.taken <> (SELECT COUNT(*) FROM registrations r WHERE r.occurrence_id = o.id AND r.state NOT IN ('waitlisted', 'cancelled'))`,
	"more seats taken than there are":               `SELECT COUNT(*) FROM occurrences WHERE capacity > 0 AND taken > capacity`,
	"completions without an entry":                  `SELECT COUNT(*) FROM registrations r WHERE r.state = 'completed' AND NOT EXISTS (SELECT 1 FROM entries e WHERE e.registration_id = r.id)`,
	"the log's numbers have gaps":                   `SELECT COUNT(*) FROM occurrences o WHERE o.queue_no <> (SELECT COUNT(*) FROM registration_log l WHERE l.occurrence_id = o.id)`,
	"facts that are later than now":                 `SELECT COUNT(*) FROM registrations WHERE completed_at > 1789480800000000 OR created_at > 1789480800000000 OR updated_at > 1789480800000000`,
	"registered before the account was made":        `SELECT COUNT(*) FROM registrations r JOIN persons p ON p.id = r.person_id WHERE r.created_at < p.created_at`,
	"registered before it was published":            `SELECT COUNT(*) FROM registrations r JOIN offers o ON o.id = r.offer_id WHERE r.created_at < o.published_at`,
	"registered outside the window":                 `SELECT COUNT(*) FROM registrations r JOIN occurrences c ON c.id = r.occurrence_id WHERE r.created_at < c.opens_at OR r.created_at > c.closes_at`,
	"members on a day without a membership":         `SELECT COUNT(*) FROM registrations r WHERE r.membership_class <> '' AND NOT EXISTS (SELECT 1 FROM membership_periods m WHERE m.person_id = r.person_id AND m.class = r.membership_class)`,
	"certificates of offers that earn none":         `SELECT COUNT(*) FROM awards a JOIN entries e ON e.id = a.entry_id JOIN offers o ON o.id = e.offer_id WHERE o.earns NOT LIKE '%"certificate"%'`,
	"earned what no review granted":                 `SELECT COUNT(*) FROM offers o WHERE o.earns <> '[]' AND NOT EXISTS (SELECT 1 FROM offer_reviews v WHERE v.offer_id = o.id AND v.decision = 'granted' AND v.granted = o.earns)`,
	"closed before it ended":                        `SELECT COUNT(*) FROM occurrence_closings k JOIN occurrences c ON c.id = k.occurrence_id WHERE k.closed_at < c.ends_at`,
	"open outcomes of what was closed":              `SELECT COUNT(*) FROM registrations r JOIN occurrence_closings k ON k.occurrence_id = r.occurrence_id WHERE r.state IN ('held', 'registered', 'waitlisted')`,
	"owners who are learners":                       `SELECT COUNT(*) FROM offers o WHERE NOT EXISTS (SELECT 1 FROM role_bindings b WHERE b.person_id = o.owner_id)`,
	"dates before their offer":                      `SELECT COUNT(*) FROM occurrences c JOIN offers o ON o.id = c.offer_id WHERE c.created_at < o.created_at`,
	"CEU that no worksheet counts":                  `SELECT COUNT(*) FROM entries e WHERE e.ceu_tenths > 0 AND NOT EXISTS (SELECT 1 FROM worksheets w WHERE w.version_id = e.version_id AND w.status = 'approved' AND w.tenths = e.ceu_tenths AND w.counted_minutes >= e.minutes)`,
	"answers that nobody was asked for":             `SELECT COUNT(*) FROM evaluation_answers a WHERE NOT EXISTS (SELECT 1 FROM registrations r WHERE r.offer_id = a.offer_id AND r.state = 'completed')`,
	// Those of people whose attendance is still looked at are sent by the first round of the servers.
	"due questions without a letter":  `SELECT COUNT(*) FROM evaluation_requests q JOIN registrations r ON r.id = q.registration_id WHERE q.sent_at IS NULL AND q.due_at < 1789480800000000 AND r.state = 'completed'`,
	"free seats while somebody waits": `SELECT COUNT(*) FROM occurrences o WHERE o.capacity > o.taken AND EXISTS (SELECT 1 FROM registrations r WHERE r.occurrence_id = o.id AND r.state = 'waitlisted')`,
}

func holds(t *testing.T, d *db.DB) {
	t.Helper()
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

func TestSeededRowsFitTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		size := Scale(40, 0)
		sum, err := Seed(ctx, deps(d), size)
		if err != nil {
			t.Fatal(err)
		}
		if sum.Offers != 40 || sum.Registrations < 100*40*9/10 {
			t.Errorf("made %+v", sum)
		}
		holds(t, d)
		if _, err := Seed(ctx, deps(d), size); !errs.Is(err, errs.Conflict) {
			t.Errorf("a filled database was filled again: %v", err)
		}
		if err := SeedOnce(ctx, deps(d), size); err != nil {
			t.Errorf("seeding once more: %v", err)
		}
	})
}
