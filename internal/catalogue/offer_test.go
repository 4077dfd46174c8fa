package catalogue_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/page"
)

var ctx = context.Background()

func join(list []string) string { return strings.Join(list, ",") }

func wantKind(t *testing.T, err error, kind errs.Kind, what string) {
	t.Helper()
	if !errs.Is(err, kind) {
		t.Errorf("%s: got %v, want %s", what, err, kind)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fieldsOf(err error) map[string]bool {
	out := map[string]bool{}
	if e := errs.As(err); e != nil {
		for _, f := range e.Fields {
			out[f.Name] = true
		}
	}
	return out
}

func TestPublishGate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o, _, err := w.Create(ctx, w.Editor, w.Unit.ID, catalogue.Draft{Kind: catalogue.Webinar, Content: catalogue.Content{Title: "Bare"}})
		must(t, err)
		_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
		wantKind(t, err, errs.Invalid, "publish a bare draft")
		got := fieldsOf(err)
		for _, f := range []string{"summary", "objectives", "areas", "level", "format", "minutes", "accessibility"} {
			if !got[f] {
				t.Errorf("nothing is said about %s: %v", f, err)
			}
		}
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft())
		must(t, err)
		_, err = w.Publish(ctx, w.Editor, o.ID, time.Time{})
		wantKind(t, err, errs.Forbidden, "an editor publishes")
		_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
		must(t, err)
		_, err = w.Publish(ctx, w.Manager, o.ID, time.Time{})
		wantKind(t, err, errs.Conflict, "publish without changes")
	})
}

func TestPublishedVersionsNeverChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w, func(d *catalogue.Draft) {
			d.Presenters = []catalogue.Presenter{{Name: "Pia Lund", Email: "pia@example.org"}}
		})
		_, before, err := w.ByID(ctx, d, o.ID)
		must(t, err)
		saved, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("Another title"), func(d *catalogue.Draft) {
			d.Presenters = []catalogue.Presenter{{Name: "Pia Lund"}, {Name: "Quin Abe", Part: "moderator"}}
		}))
		must(t, err)
		if saved.ID == before.ID || saved.Number != 2 {
			t.Fatalf("the draft is version %d with id %s", saved.Number, saved.ID)
		}
		if saved.Presenters[0].PersonID != before.Presenters[0].PersonID {
			t.Error("a presenter who stays became another person")
		}
		_, now, err := w.ByID(ctx, d, o.ID)
		must(t, err)
		if now.Title != before.Title || now.ID != before.ID {
			t.Error("a draft changed what is published")
		}
		again, err := w.SaveDraft(ctx, w.Editor, o.ID, ct.Draft(ct.Titled("A third title")))
		must(t, err)
		if again.ID != saved.ID {
			t.Error("saving a draft twice made two versions")
		}
		stale := ct.Draft(ct.Titled("Fourth"))
		stale.Seen = w.Clock.Now().Add(-time.Hour)
		_, err = w.SaveDraft(ctx, w.Editor, o.ID, stale)
		wantKind(t, err, errs.Conflict, "save over somebody else's draft")
		v, err := w.Publish(ctx, w.Manager, o.ID, time.Time{})
		must(t, err)
		if v.Title != "A third title" || v.Number != 2 {
			t.Errorf("published %q, number %d", v.Title, v.Number)
		}
		if problems, err := w.Check(ctx); err != nil || len(problems) > 0 {
			t.Errorf("Check: %v, %v", problems, err)
		}
	})
}

func TestWhoSeesWhat(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		draft, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(func(d *catalogue.Draft) { d.Cosponsors = append(d.Cosponsors, w.Other.ID) }))
		must(t, err)
		public := ct.Offer(t, w, ct.Titled("Public"))
		archived := ct.Offer(t, w, ct.Titled("Archived"))
		must(t, w.Archive(ctx, w.Manager, archived.ID, "Superseded"))
		insiders := map[string]bool{"editor": true, "manager": true, "admin": true, "auditor": true, "accreditation": true}
		for name, a := range map[string]authz.Actor{
			"visitor": w.Visitor, "learner": w.Learner, "stranger": w.Stranger, "reviewer": w.Reviewer,
			"editor": w.Editor, "manager": w.Manager, "admin": w.Admin, "auditor": w.Auditor, "accreditation": w.Accreditation,
		} {
			if _, err := w.Show(ctx, a, public.Key); err != nil {
				t.Errorf("%s cannot see a published offer: %v", name, err)
			}
			_, err := w.Show(ctx, a, draft.Key)
			if insiders[name] != (err == nil) || err != nil && !errs.Is(err, errs.NotFound) {
				t.Errorf("%s sees a draft: %v", name, err)
			}
			_, err = w.Show(ctx, a, archived.Key)
			if insiders[name] != (err == nil) || err != nil && !errs.Is(err, errs.Gone) {
				t.Errorf("%s sees an archived offer: %v", name, err)
			}
			_, err = w.SaveDraft(ctx, a, draft.ID, ct.Draft())
			if edits := name == "editor" || name == "manager" || name == "admin"; edits != (err == nil) {
				t.Errorf("%s saves a draft: %v", name, err)
			}
		}
		// A token is bound by its scopes, and that which publishes is another than that which writes.
		token := w.Manager
		token.Token, token.Scopes = true, []string{authz.ScopeCatalogueWrite, authz.ScopeCatalogueRead}
		_, err = w.SaveDraft(ctx, token, draft.ID, ct.Draft())
		must(t, err)
		_, err = w.Publish(ctx, token, draft.ID, time.Time{})
		wantKind(t, err, errs.Forbidden, "publish by token")
	})
}

func TestMergedUnitKeepsItsOffers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		o := ct.Offer(t, w)
		role := authz.Binding{Role: authz.UnitManager, UnitID: w.Other.ID}
		merged := w.Actor(t, "Cora Venn", role)
		must(t, w.People.GrantRole(ctx, authz.System("test"), merged.PersonID, role))
		_, err := w.SaveDraft(ctx, merged, o.ID, ct.Draft())
		wantKind(t, err, errs.Forbidden, "edit another unit's offer")
		before, err := w.Search(ctx, catalogue.SearchRequest{Filter: map[string][]string{"unit": {"RLD"}}})
		must(t, err)
		if before.Total != 1 {
			t.Fatalf("%d offers of the unit", before.Total)
		}
		must(t, w.People.MergeUnits(ctx, w.Admin, []id.ID{w.Unit.ID}, w.Other.ID, "2026-03-01"))
		merged, err = w.People.Actor(ctx, merged.PersonID, "web") // as the next request does
		must(t, err)
		_, err = w.SaveDraft(ctx, merged, o.ID, ct.Draft())
		must(t, err)
		v, err := w.Show(ctx, w.Visitor, o.Key)
		must(t, err)
		if v.Unit.Acronym != "MAPS" || v.UnitName != "Rural Libraries Division" {
			t.Errorf("unit of today %s, of the day %s", v.Unit.Acronym, v.UnitName)
		}
		must(t, w.Refresh(ctx))
		for _, r := range []catalogue.SearchRequest{{Filter: map[string][]string{"unit": {"MAPS"}}}, {Text: "rural libraries"}, {Text: "RLD"}, {Text: "map round table"}} {
			found, err := w.Search(ctx, r)
			must(t, err)
			if found.Total != 1 {
				t.Errorf("%+v finds %d offers", r, found.Total)
			}
		}
		rows, err := w.List(ctx, merged, catalogue.ListRequest{Unit: w.Other.ID})
		must(t, err)
		if len(rows.Items) != 1 {
			t.Errorf("the successor lists %d offers", len(rows.Items))
		}
	})
}

func TestListForEditors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		for _, title := range []string{"One", "Two", "Three 100%"} {
			ct.Offer(t, w, ct.Titled(title))
			w.Clock.Advance(time.Second)
		}
		_, _, err := w.Create(ctx, w.Editor, w.Unit.ID, ct.Draft(ct.Titled("Four")))
		must(t, err)
		var got []string
		for r := (catalogue.ListRequest{Request: page.Request{Limit: 3}}); ; {
			p, err := w.List(ctx, w.Editor, r)
			must(t, err)
			for _, x := range p.Items {
				got = append(got, x.Title)
			}
			if r.Cursor = p.Next; r.Cursor == "" {
				break
			}
		}
		if want := "Four,Three 100%,Two,One"; join(got) != want {
			t.Errorf("listed %s, want %s", join(got), want)
		}
		for _, c := range []struct {
			r    catalogue.ListRequest
			want int
		}{
			{catalogue.ListRequest{Status: catalogue.StatusDraft}, 1}, {catalogue.ListRequest{Text: "0%"}, 1}, {catalogue.ListRequest{Text: "T%"}, 0},
			{catalogue.ListRequest{Unpublished: true}, 1}, {catalogue.ListRequest{ReviewDue: true}, 0},
		} {
			p, err := w.List(ctx, w.Editor, c.r)
			must(t, err)
			if len(p.Items) != c.want {
				t.Errorf("%+v lists %d, want %d", c.r, len(p.Items), c.want)
			}
		}
		w.Clock.Advance(366 * 24 * time.Hour)
		if p, err := w.List(ctx, w.Editor, catalogue.ListRequest{ReviewDue: true}); err != nil || len(p.Items) != 3 {
			t.Errorf("%d offers are due for review (%v)", len(p.Items), err)
		}
		_, err = w.List(ctx, w.Learner, catalogue.ListRequest{})
		wantKind(t, err, errs.Forbidden, "a learner lists drafts")
		if p, err := w.List(ctx, w.Stranger, catalogue.ListRequest{}); err != nil || len(p.Items) != 0 {
			t.Errorf("a stranger lists %d offers (%v)", len(p.Items), err)
		}
	})
}

func TestDuplicateAndParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		whole, part := ct.Offer(t, w, ct.Titled("Whole")), ct.Offer(t, w, ct.Titled("Part"))
		ct.Earns(t, w, whole.ID, catalogue.Certificate)
		must(t, w.SetParts(ctx, w.Manager, whole.ID, []catalogue.Part{{OfferID: part.ID, Required: true}}, time.Time{}))
		wantKind(t, w.SetParts(ctx, w.Manager, part.ID, []catalogue.Part{{OfferID: whole.ID}}, time.Time{}), errs.Invalid, "a circle of parts")
		copied, err := w.Duplicate(ctx, w.Editor, whole.ID)
		must(t, err)
		if copied.Status != catalogue.StatusDraft || copied.Key == whole.Key || len(copied.Earns) != 0 {
			t.Errorf("the copy is %+v", copied)
		}
		parts, err := w.PartsOf(ctx, d, copied.ID)
		must(t, err)
		if len(parts) != 1 || parts[0].Title != "Part" || !parts[0].Required {
			t.Errorf("the copy has the parts %+v", parts)
		}
		wholes, err := w.WholesOf(ctx, d, part.ID)
		must(t, err)
		if len(wholes) != 1 {
			t.Errorf("the part belongs to %+v", wholes)
		}
	})
}

func TestPriceFor(t *testing.T) {
	v := catalogue.Version{Content: catalogue.Content{Prices: []catalogue.Price{
		{Class: "member", Amount: money.USD(100)}, {Class: "retired", Amount: money.USD(50)}, {Class: "student", Amount: money.USD(10)},
	}}}
	for _, c := range []struct {
		class string
		cents int64
		ok    bool
	}{{"", 0, false}, {"regular", 100, true}, {"retired", 50, true}, {"student", 10, true}, {"non-member", 0, false}, {"member", 100, true}} {
		got, ok := catalogue.PriceFor(v, c.class)
		if ok != c.ok || got.Minor != c.cents {
			t.Errorf("class %q pays %v, %v", c.class, got, ok)
		}
	}
	v.Prices = v.Prices[:1]
	if got, ok := catalogue.PriceFor(v, "student"); !ok || got.Minor != 100 {
		t.Errorf("a student without a price of their own pays %v, %v", got, ok)
	}
	v.Prices = []catalogue.Price{{Class: "non-member", Amount: money.USD(300)}}
	for _, class := range []string{"", "regular", "student", "member"} {
		if got, ok := catalogue.PriceFor(v, class); !ok || got.Minor != 300 {
			t.Errorf("class %q pays %v, %v where everybody pays the same", class, got, ok)
		}
	}
	if got, ok := catalogue.PriceFor(catalogue.Version{}, ""); !ok || !got.IsZero() {
		t.Error("an offer without a price is free")
	}
}

func TestCEUTenths(t *testing.T) {
	for minutes, want := range map[int]int{0: 0, 29: 0, 30: 1, 60: 1, 89: 1, 90: 2, 600: 10, -5: 0} {
		if got := catalogue.CEUTenths(minutes); got != want {
			t.Errorf("CEUTenths(%d) = %d, want %d", minutes, got, want)
		}
	}
}

func TestSortTitle(t *testing.T) {
	for _, c := range []struct{ lang, a, b string }{
		{"en", "Part 2: Zebras", "Part 10: Apples"}, {"en", "A Zoo", "Zoom"}, {"es", "El árbol", "Barco"}, {"fr", "L’été", "Lieu"}, {"en", "École", "Editing"},
	} {
		if a, b := catalogue.SortTitle(c.a, c.lang), catalogue.SortTitle(c.b, c.lang); a >= b {
			t.Errorf("%q (%s) does not come before %q (%s)", c.a, a, c.b, b)
		}
	}
}
