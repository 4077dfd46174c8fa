package registration_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
	"learningcommons.dev/commons/internal/registration/registrationtest"
)

// TestWhatHasChangedIsReadByWhen: of very many registrations those that have changed since a moment are found without reading the others, all of them,
// piece by piece.
func TestWhatHasChangedIsReadByWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := registrationtest.New(t, d)
		o := w.Seats(t, 0)
		w.Register(t, w.Persons(t, 1)[0], o.ID)
		const many = 30_000
		copies(t, d, many)
		ctx := t.Context()
		if d.Dialect() == db.Postgres {
			if err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, `ANALYZE registrations`)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
		since := w.Clock.Now().Add(time.Duration(many-5_000) * time.Second)
		for _, units := range [][]id.ID{nil, {w.Unit.ID}} {
			if plan := registration.Explained(t, d, since, units); !strings.Contains(plan, "registrations_changed") {
				t.Errorf("of %v it reads:\n%s", units, plan)
			}
		}
		seen, last := map[id.ID]bool{}, time.Time{}
		err := w.Registrations.EachRegistration(ctx, authz.System("test"), registration.Period{ChangedSince: since}, func(l registration.Listed) error {
			if seen[l.ID] || l.UpdatedAt.Before(last) || l.UpdatedAt.Before(since) {
				return fmt.Errorf("%s stands at the wrong place", l.ID)
			}
			seen[l.ID], last = true, l.UpdatedAt
			return nil
		})
		if err != nil || len(seen) != 5_001 {
			t.Errorf("of 5,001 that have changed there are %d (%v)", len(seen), err)
		}
	})
}

// copies adds so many copies of the only registration there is, each changed a second after the one before; they are cancelled, so that one person can have them.
func copies(t *testing.T, d *db.DB, n int) {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT * FROM registrations LIMIT 0`)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	rows.Close()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]string, len(columns))
	for i, c := range columns {
		switch c {
		case "id":
			values[i] = `'00000000-0000-4000-8000-' || substr('000000000000' || CAST(n AS TEXT), length(CAST(n AS TEXT)) + 1)`
		case "state":
			values[i] = `'cancelled'`
		case "updated_at":
			values[i] = `x.updated_at + CAST(n AS BIGINT) * 1000000`
		default:
			values[i] = "x." + c
		}
	}
	err = d.InTx(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < $1)
			INSERT INTO registrations (`+strings.Join(columns, ", ")+`) SELECT `+strings.Join(values, ", ")+` FROM numbers CROSS JOIN registrations x`, n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
