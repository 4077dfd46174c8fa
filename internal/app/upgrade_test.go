package app

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/app/apptest"
	"learningcommons.dev/commons/internal/platform/backup"
	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// before is the backup of a small trial that an older program made: offers, some from a source, people, members, a role, a token,
// registrations, attendance, entries, certificates.
const before = "testdata/schema-90.zip"

// TestAnOlderDatabaseIsUpgraded brings the rows of an older program up to date: none of the facts is lost, the doctor finds nothing, and the pages and
// the work that waited go on.
func TestAnOlderDatabaseIsUpgraded(t *testing.T) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": func(testing.TB) string { return "" }, "postgres": dbtest.EmptyPostgresURL} {
		t.Run(name, func(t *testing.T) {
			c := Config{Data: t.TempDir(), DatabaseURL: url(t), Clock: clock.NewFake(time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)), Log: slog.New(slog.DiscardHandler)}
			m, err := apptest.Older(t.Context(), before, db.Config{Dir: c.Data, URL: c.DatabaseURL})
			if err != nil {
				t.Fatal(err)
			}
			a, err := New(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			for _, table := range []string{"persons", "emails", "membership_periods", "role_bindings", "api_tokens", "sources", "offers", "offer_versions", "occurrences", "registrations", "registration_log", "attendance", "entries", "awards"} {
				i := slices.IndexFunc(m.Parts, func(p backup.Part) bool { return p.Name == table })
				var n int64
				if err := a.DB.QueryRow(t.Context(), `SELECT COUNT(*) FROM `+table).Scan(&n); err != nil {
					t.Fatal(err)
				}
				if i < 0 || m.Parts[i].Rows == 0 || n != m.Parts[i].Rows {
					t.Errorf("%s: %d rows, and the backup: %+v", table, n, m.Parts)
				}
			}
			if found, _, err := a.Check(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("the doctor finds %q (%v)", found, err)
			}
			if err := a.Jobs.Drain(t.Context()); err != nil {
				t.Error(err)
			}
			if err := a.Jobs.RunPeriodic(t.Context()); err != nil {
				t.Error(err)
			}
			if err := a.Catalogue.StartIndex(t.Context()); err != nil {
				t.Error(err)
			}
			h := a.Handler()
			for _, page := range []string{"/catalogue?q=weeding", "/api/v1/offers"} {
				w := httptest.NewRecorder()
				h.ServeHTTP(w, httptest.NewRequest("GET", page, nil))
				if w.Code != http.StatusOK {
					t.Errorf("%s: %d", page, w.Code)
				}
			}
			if found, _, err := a.Check(t.Context()); err != nil || len(found) > 0 {
				t.Errorf("afterwards the doctor finds %q (%v)", found, err)
			}
		})
	}
}
