package duties_test

import (
	"context"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/record"
)

// TestHandedInOnTheAssociationsDay hands one thing in on the last day, late in the evening in Chicago, and another a day late: a correction makes the
// one not late and the other not timely.
func TestHandedInOnTheAssociationsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dutiestest.New(t, d)
		chicago, err := time.LoadLocation("America/Chicago")
		if err != nil {
			t.Fatal(err)
		}
		deps := w.Deps
		deps.People = people.New(people.Deps{DB: d, Clock: w.Clock, Zone: chicago})
		s := duties.New(deps)
		_, err = s.WriteRule(ctx, w.Editor, "rule: own-timely\nstatus: verified\nneeds: {at_least: 3 hours, report_within: 10 days}\n")
		if err == nil {
			err = s.PublishRule(ctx, w.Editor, "own-timely", "", "")
		}
		if err == nil {
			err = s.Bind(ctx, w.Me, duties.Binding{Rule: "own-timely"})
		}
		if err != nil {
			t.Fatal(err)
		}
		counted := func(when string, want int64) {
			t.Helper()
			list, err := s.Mine(ctx, w.Me)
			if err != nil || len(list) != 1 || list[0].Result == nil {
				t.Fatalf("%v, %v", list, err)
			}
			if n := duties.Headline(list[0].Result).Counted; n != want {
				t.Errorf("%s: %d minutes count, want %d", when, n, want)
			}
		}
		w.Clock.Set(time.Date(2026, 9, 16, 3, 0, 0, 0, time.UTC)) // the 15th in Chicago
		timely := w.Learned(t, w.Me.PersonID, "2026-09-05", 60)
		late := w.Learned(t, w.Me.PersonID, "2026-09-04", 90)
		counted("as handed in", 60)
		for _, days := range []int{5, 40} {
			w.Clock.Advance(time.Duration(days) * 24 * time.Hour)
			for _, e := range []*record.Entry{&timely, &late} {
				c := record.CorrectionOf(*e)
				c.Minutes, c.Reason = c.Minutes+30, "It was longer"
				err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
					*e, err = w.Record.CorrectTx(ctx, tx, w.Clock.Now(), system, e.ID, c)
					return err
				})
				if err != nil {
					t.Fatal(err)
				}
			}
			counted("after a correction", int64(timely.Minutes))
		}
		// A later day of ending was handed in with the version that says so first.
		c := record.CorrectionOf(timely)
		c.EndedOn, c.Reason = "2026-10-01", "It was later"
		err = d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := w.Record.CorrectTx(ctx, tx, w.Clock.Now(), system, timely.ID, c)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		counted("after it was moved to a later day", 0)
	})
}
