package recognition

import (
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// TestEachAwardThatStandsIsTakenOut leaves out what was corrected and withdrawn, and names the person who has an award now.
func TestEachAwardThatStandsIsTakenOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFixture(t, d)
		for range 3 {
			f.complete(f.Learner, catalogue.Certificate)
		}
		list := f.mine(f.Learner)
		corrected, withdrawn, kept := list[0], list[1], list[2]
		f.correct(corrected.EntryID, func(c *record.Correction) { c.Minutes = 50 })
		f.correct(withdrawn.EntryID, func(c *record.Correction) { c.Withdraw = true })
		other := f.Actor(t, "Lena Ortiz-Vale")
		f.must(f.People.Merge(t.Context(), authz.System("test"), f.Learner.PersonID, other.PersonID))
		taken := func(person id.ID) (out map[id.ID]id.ID) {
			out = map[id.ID]id.ID{}
			f.must(f.EachAward(t.Context(), authz.System("cli"), person, func(h Held) error {
				out[h.ID] = h.PersonID
				return nil
			}))
			return out
		}
		all := taken("")
		if _, old := all[corrected.ID]; old || len(all) != 2 || all[kept.ID] != other.PersonID {
			t.Errorf("taken out are %v", all)
		}
		if _, gone := all[withdrawn.ID]; gone {
			t.Error("a withdrawn award was taken out")
		}
		if mine := taken(other.PersonID); len(mine) != 2 {
			t.Errorf("of the person %v", mine)
		}
		if none := taken(f.Manager.PersonID); len(none) != 0 {
			t.Errorf("of somebody else %v", none)
		}
		f.wantKind(f.EachAward(t.Context(), f.Admin, "", func(Held) error { return nil }), errs.Forbidden, "an administrator")
	})
}
