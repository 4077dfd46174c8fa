package record_test

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/record/recordtest"
)

// TestEachEntryIsTakenOutOnce goes over several pages, leaves out what was corrected and names the person who has the entry now.
func TestEachEntryIsTakenOutOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		want := map[id.ID]id.ID{}
		for i := range 503 {
			who := f.ana.PersonID
			if i%2 == 1 {
				who = f.ben.PersonID
			}
			want[f.append(recordtest.Learning(who)).ID] = f.ana.PersonID
		}
		if err := f.people.Merge(t.Context(), authz.System("cli"), f.ben.PersonID, f.ana.PersonID); err != nil {
			t.Fatal(err)
		}
		seen := 0
		err := f.record.EachEntry(context.Background(), authz.System("cli"), "", func(e record.Entry) error {
			if want[e.ID] != e.PersonID {
				t.Errorf("%s is of %s, not %s", e.ID, e.PersonID, want[e.ID])
			}
			seen++
			return nil
		})
		if err != nil || seen != len(want) {
			t.Fatalf("%d of %d entries: %v", seen, len(want), err)
		}
		seen = 0
		if err := f.record.EachEntry(context.Background(), authz.System("cli"), f.dag.PersonID, func(record.Entry) error { seen++; return nil }); err != nil || seen != 0 {
			t.Errorf("%d entries of somebody who has none: %v", seen, err)
		}
		if err := f.record.EachEntry(context.Background(), f.dag, "", func(record.Entry) error { return nil }); errs.KindOf(err) != errs.Forbidden {
			t.Errorf("staff took records out: %v", err)
		}
		var recorded int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE action = 'record.exported'`).Scan(&recorded); err != nil || recorded != 2 {
			t.Errorf("%d exports are in the log: %v", recorded, err)
		}
	})
}
