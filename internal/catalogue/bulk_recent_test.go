package catalogue_test

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
)

// TestRecentBulks: a change to many offers is found again for a day by all who may undo it, and by nobody else.
func TestRecentBulks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		ids := several(t, w, 2)
		first := bulk(t, w, w.Manager, ids, catalogue.BulkChange{Level: catalogue.Expert})
		second := bulk(t, w, w.Manager, ids[:1], catalogue.BulkChange{PricePercent: 10})
		seen := func(actor authz.Actor) []catalogue.RecentBulk {
			t.Helper()
			list, err := w.RecentBulks(t.Context(), actor)
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		list := seen(w.Editor)
		if len(list) != 2 || list[0].ID != second.ID || list[1].ID != first.ID {
			t.Fatalf("%+v", list)
		}
		if !list[0].MayUndo() || list[0].Count != 1 || list[0].Change.PricePercent != 10 || list[0].MadeBy != w.Manager.PersonID {
			t.Errorf("the second is %+v", list[0])
		}
		if list[1].MayUndo() || list[1].Count != 3 || list[1].Edited != 1 {
			t.Errorf("the first, of which one offer was changed since, is %+v", list[1])
		}
		for name, actor := range map[string]authz.Actor{"another unit's": w.Stranger, "a learner": w.Learner, "an auditor": w.Auditor} {
			if list := seen(actor); len(list) != 0 {
				t.Errorf("%s sees %+v", name, list)
			}
		}
		if err := w.UndoBulk(t.Context(), w.Editor, second.ID); err != nil {
			t.Fatal(err)
		}
		if list := seen(w.Admin); len(list) != 2 || list[0].MayUndo() || list[0].UndoneAt.IsZero() {
			t.Errorf("undone: %+v", list)
		}
		w.Clock.Advance(24 * time.Hour)
		if list := seen(w.Admin); len(list) != 0 {
			t.Errorf("after a day: %+v", list)
		}
	})
}

// TestWhoMayUndoIsShownTheWay: what only who may publish can undo is offered to nobody else, in the list and on its own page.
func TestWhoMayUndoIsShownTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		ids := several(t, w, 2)
		for _, name := range []catalogue.BulkAct{catalogue.BulkArchive, catalogue.BulkPublish} {
			e := bulk(t, w, w.Manager, ids[1:], catalogue.BulkChange{Act: name})
			for who, actor := range map[string]authz.Actor{"an editor": w.Editor, "a manager": w.Manager} {
				list, err := w.RecentBulks(t.Context(), actor)
				must(t, err)
				v, err := w.ShowBulk(t.Context(), actor, e.ID)
				must(t, err)
				if may := who == "a manager"; list[0].ID != e.ID || list[0].MayUndo() != may || v.MayUndo != may || v.NeedsPublisher == may {
					t.Errorf("%s: %s sees %v and %+v", name, who, list[0].MayUndo(), v)
				}
			}
			if err := w.UndoBulk(t.Context(), w.Editor, e.ID); !errs.Is(err, errs.Forbidden) {
				t.Errorf("%s: an editor undoes it: %v", name, err)
			}
		}
	})
}
