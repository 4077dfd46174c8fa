package catalogue_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
)

// several makes so many published offers of w.Unit and then a draft.
func several(t testing.TB, w *cataloguetest.World, n int) []id.ID {
	t.Helper()
	var ids []id.ID
	for i := range n {
		ids = append(ids, cataloguetest.Offer(t, w, cataloguetest.Titled(fmt.Sprint("Offer ", i))).ID)
	}
	o, _, err := w.Create(t.Context(), w.Editor, w.Unit.ID, cataloguetest.Draft(cataloguetest.Titled("A draft")))
	if err != nil {
		t.Fatal(err)
	}
	return append(ids, o.ID)
}

// standing is what an editor sees of an offer.
func standing(t *testing.T, w *cataloguetest.World, offer id.ID) string {
	t.Helper()
	o, v, err := w.Edit(t.Context(), w.Editor, offer)
	if err != nil {
		t.Fatal(err)
	}
	price, _ := catalogue.PriceFor(v, catalogue.PriceNonMember)
	return fmt.Sprintf("%s draft=%t %s %v %v %d owner=%t", o.Status, o.DraftID != "", v.Level, v.Areas, v.Themes, price.Minor, o.OwnerID == w.Manager.PersonID)
}

func bulk(t *testing.T, w *cataloguetest.World, actor authz.Actor, ids []id.ID, c catalogue.BulkChange) catalogue.BulkEdit {
	t.Helper()
	p, err := w.PreviewBulk(t.Context(), actor, ids, c)
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	e, err := w.BulkEdit(t.Context(), actor, ids, c, p.Seen)
	if err != nil {
		t.Fatal(err)
	}
	w.Clock.Advance(time.Minute)
	return e
}

func TestABulkEditChangesAllAndIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		ids := several(t, w, 2)
		before := []string{standing(t, w, ids[0]), standing(t, w, ids[2])}
		c := catalogue.BulkChange{Level: catalogue.Expert, AddAreas: []string{"technology"}, RemoveAreas: []string{"collections"}, AddThemes: []string{"winter"}, PricePercent: 10}
		if _, err := w.PreviewBulk(t.Context(), w.Editor, ids, c); err != nil {
			t.Fatal(err)
		}
		e := bulk(t, w, w.Manager, ids, c)
		want := []string{"published draft=true expert [technology] [winter] 2750 owner=false", "draft draft=true expert [technology] [winter] 2750 owner=false"}
		if got := []string{standing(t, w, ids[0]), standing(t, w, ids[2])}; !cmp.Equal(got, want) {
			t.Error(cmp.Diff(want, got))
		}
		if _, v, err := w.ByID(t.Context(), d, ids[0]); err != nil || v.Level != catalogue.Foundational {
			t.Errorf("what is published says %s (%v)", v.Level, err)
		}
		var audited int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM audit_log WHERE action = 'offer.bulk-edited'`).Scan(&audited); err != nil || audited != 3 {
			t.Errorf("%d audit rows (%v)", audited, err)
		}
		if err := w.UndoBulk(t.Context(), w.Stranger, e.ID); !errs.Is(err, errs.NotFound) {
			t.Errorf("a stranger undoes: %v", err)
		}
		if err := w.UndoBulk(t.Context(), w.Manager, e.ID); err != nil {
			t.Fatal(err)
		}
		if got := []string{standing(t, w, ids[0]), standing(t, w, ids[2])}; !cmp.Equal(got, before) {
			t.Error(cmp.Diff(before, got))
		}
		if err := w.UndoBulk(t.Context(), w.Manager, e.ID); !errs.Is(err, errs.Conflict) {
			t.Errorf("undone twice: %v", err)
		}
	})
}

func TestABulkEditIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := cataloguetest.New(t, d), t.Context()
		ids := several(t, w, 2)
		foreign, _, err := w.Create(ctx, w.Stranger, w.Other.ID, cataloguetest.Draft())
		if err != nil {
			t.Fatal(err)
		}
		c := catalogue.BulkChange{Level: catalogue.Expert}
		for name, x := range map[string]struct {
			actor authz.Actor
			ids   []id.ID
			c     catalogue.BulkChange
			kind  errs.Kind
		}{
			"another unit's draft":    {w.Manager, append([]id.ID{foreign.ID}, ids...), c, errs.NotFound},
			"no offer":                {w.Manager, append([]id.ID{id.Named("none")}, ids...), c, errs.NotFound},
			"one twice":               {w.Manager, []id.ID{ids[0], ids[0]}, c, errs.NotFound},
			"published ones":          {w.Stranger, ids[:2], c, errs.Forbidden},
			"a visitor":               {w.Visitor, ids[2:], c, errs.NotFound},
			"nothing":                 {w.Manager, nil, c, errs.Invalid},
			"no change":               {w.Manager, ids, catalogue.BulkChange{}, errs.Invalid},
			"no level":                {w.Manager, ids, catalogue.BulkChange{Level: "wizard"}, errs.Invalid},
			"a price below zero":      {w.Manager, ids, catalogue.BulkChange{PriceBy: -9000}, errs.Invalid},
			"an editor's publication": {w.Editor, ids[2:], catalogue.BulkChange{Act: catalogue.BulkPublish}, errs.Invalid},
			"nothing to publish":      {w.Manager, ids, catalogue.BulkChange{Act: catalogue.BulkPublish}, errs.Invalid},
			"a published one's unit":  {w.Admin, ids, catalogue.BulkChange{UnitID: w.Other.ID}, errs.Invalid},
			"somebody else's unit":    {w.Manager, ids[2:], catalogue.BulkChange{UnitID: w.Other.ID}, errs.Forbidden},
			"an owner without a role": {w.Manager, ids, catalogue.BulkChange{OwnerID: w.Learner.PersonID}, errs.Invalid},
			"all as it is":            {w.Manager, ids, catalogue.BulkChange{Level: catalogue.Foundational}, errs.Invalid},
		} {
			if _, err := w.BulkEdit(ctx, x.actor, x.ids, x.c, w.Clock.Now().Add(time.Hour)); !errs.Is(err, x.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
		p, err := w.PreviewBulk(ctx, w.Manager, ids, c)
		if err != nil {
			t.Fatal(err)
		}
		w.Clock.Advance(time.Minute)
		if _, err := w.SaveDraft(ctx, w.Editor, ids[1], cataloguetest.Draft(cataloguetest.Titled("Changed meanwhile"))); err != nil {
			t.Fatal(err)
		}
		if _, err := w.BulkEdit(ctx, w.Manager, ids, c, p.Seen); !errs.Is(err, errs.Conflict) {
			t.Errorf("what was not seen: %v", err)
		}
		for _, o := range ids {
			if _, v, err := w.Edit(ctx, w.Editor, o); err != nil || v.Level == catalogue.Expert {
				t.Errorf("%s was changed (%v)", v.Title, err)
			}
		}
	})
}

func TestAnUndoIsRefusedWhereSomebodyHasEditedSince(t *testing.T) {
	w, ctx := cataloguetest.New(t, dbtest.SQLite(t)), t.Context()
	ids := several(t, w, 2)
	e := bulk(t, w, w.Editor, ids, catalogue.BulkChange{Level: catalogue.Expert})
	_, v, err := w.Edit(ctx, w.Editor, ids[1])
	if err != nil {
		t.Fatal(err)
	}
	d := cataloguetest.Draft(cataloguetest.Titled("Changed since"))
	d.Level = v.Level
	if _, err := w.SaveDraft(ctx, w.Editor, ids[1], d); err != nil {
		t.Fatal(err)
	}
	if err := w.UndoBulk(ctx, w.Editor, e.ID); !errs.Is(err, errs.Conflict) {
		t.Errorf("undone: %v", err)
	}
	view, err := w.ShowBulk(ctx, w.Editor, e.ID)
	if err != nil || view.MayUndo || !cmp.Equal(view.Edited, []string{"Changed since"}) {
		t.Errorf("%+v (%v)", view, err)
	}
	late := bulk(t, w, w.Editor, ids, catalogue.BulkChange{Level: catalogue.Practitioner})
	w.Clock.Advance(catalogue.BulkUndo)
	if err := w.UndoBulk(ctx, w.Editor, late.ID); !errs.Is(err, errs.Conflict) {
		t.Errorf("undone too late: %v", err)
	}
}

func TestPublishingAndArchivingManyIsUndone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w, ctx := cataloguetest.New(t, d), t.Context()
		ids := several(t, w, 1)
		bulk(t, w, w.Editor, ids[:1], catalogue.BulkChange{Level: catalogue.Expert})
		e := bulk(t, w, w.Manager, ids, catalogue.BulkChange{Act: catalogue.BulkPublish})
		wantFound := func(when string, n int) {
			t.Helper()
			if found, err := w.Search(ctx, catalogue.SearchRequest{}); err != nil || found.Total != n {
				t.Errorf("%s: %d offers, not %d (%v)", when, found.Total, n, err)
			}
		}
		wantFound("published", 2)
		if err := w.UndoBulk(ctx, w.Manager, e.ID); err != nil {
			t.Fatal(err)
		}
		wantFound("what was never published is archived again", 1)
		if _, v, err := w.ByID(ctx, d, ids[0]); err != nil || v.Level != catalogue.Foundational {
			t.Errorf("what is published says %s (%v)", v.Level, err)
		}
		e = bulk(t, w, w.Manager, ids[:1], catalogue.BulkChange{Act: catalogue.BulkArchive})
		wantFound("archived", 0)
		if err := w.UndoBulk(ctx, w.Manager, e.ID); err != nil {
			t.Fatal(err)
		}
		wantFound("brought back", 1)
	})
}

func TestAPriceIsChangedByPerCentOrAmount(t *testing.T) {
	w := cataloguetest.New(t, dbtest.SQLite(t))
	o := cataloguetest.Offer(t, w, func(d *catalogue.Draft) {
		d.Prices = []catalogue.Price{{Class: catalogue.PriceMember, Amount: money.USD(0)}, {Class: catalogue.PriceNonMember, Amount: money.USD(1005)}}
	})
	for _, c := range []struct {
		change catalogue.BulkChange
		want   int64
	}{{catalogue.BulkChange{PricePercent: -50}, 503}, {catalogue.BulkChange{PriceBy: 250}, 1255}, {catalogue.BulkChange{PricePercent: -100}, 0}} {
		p, err := w.PreviewBulk(t.Context(), w.Editor, []id.ID{o.ID}, c.change)
		if err != nil || p.Rows[0].After.Prices[0].Amount.Minor != 0 || p.Rows[0].After.Prices[1].Amount.Minor != c.want {
			t.Errorf("%+v: %v (%v)", c.change, p.Rows, err)
		}
	}
}

// TestABulkEditAsksABoundedNumberOfQueries tells set-based work from a loop.
func TestABulkEditAsksABoundedNumberOfQueries(t *testing.T) {
	w := cataloguetest.New(t, dbtest.SQLite(t))
	count := func(n int) int64 {
		ids := several(t, w, n)
		ctx, queries := db.WithCounter(t.Context())
		if _, err := w.PreviewBulk(ctx, w.Manager, ids, catalogue.BulkChange{Level: catalogue.Expert, OwnerID: w.Manager.PersonID}); err != nil {
			t.Fatal(err)
		}
		return queries.Load()
	}
	if few, many := count(2), count(60); many > few {
		t.Errorf("%d queries for 3 offers, %d for 61", few, many)
	}
}

// What publishing asks for can be said of many offers at once.
func TestABulkEditSaysWhatPublishingAsksFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := cataloguetest.New(t, d)
		ids := several(t, w, 1)
		bulk(t, w, w.Editor, ids, catalogue.BulkChange{Language: "fr", Minutes: 45, Accessibility: "Ask us."})
		for _, o := range ids {
			_, v, err := w.Edit(t.Context(), w.Editor, o)
			if err != nil || v.Language != "fr" || v.Minutes != 45 || v.Accessibility.Statement != "Ask us." || len(v.Accessibility.Features) == 0 {
				t.Errorf("%+v, %v", v.Content, err)
			}
		}
		for _, c := range []catalogue.BulkChange{{Language: "not one"}, {Minutes: -1}} {
			if _, err := w.PreviewBulk(t.Context(), w.Editor, ids, c); !errs.Is(err, errs.Invalid) {
				t.Errorf("%+v: %v", c, err)
			}
		}
	})
}
