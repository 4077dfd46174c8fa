package standards_test

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// rich is a published framework like that of first, in which A has a link and a translation, and the draft of its next version.
func rich(t *testing.T, w *standardstest.World) made {
	t.Helper()
	ctx := t.Context()
	m := first(t, w)
	begin := func() {
		if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
			t.Fatal(err)
		}
	}
	begin()
	for _, c := range []id.ID{m.a, m.a1} {
		if err := w.AddLink(ctx, w.Editor, m.framework, c, standards.LinkDraft{Kind: "exactMatchOf", Target: m.b, Note: "As far as it goes."}); err != nil {
			t.Fatal(err)
		}
	}
	a, err := w.Competency(ctx, w.Editor, m.key, 2, m.a)
	if err != nil {
		t.Fatal(err)
	}
	text := standards.TranslationDraft{Title: "Contar un cuento", Description: "Contar.", Statements: map[id.ID]string{a.Indicators[0].ID: "Lee en voz alta."}}
	if err := w.SaveTranslation(ctx, w.Editor, m.framework, m.a, "es", text); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
		t.Fatal(err)
	}
	begin()
	return m
}

func remove(t *testing.T, w *standardstest.World, m made, list ...id.ID) {
	t.Helper()
	for _, c := range list {
		if err := w.RemoveCompetency(t.Context(), w.Editor, m.framework, c); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWhatWasTakenOutComesBackAsItStood(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), rich(t, w)
		remove(t, w, m, m.a2, m.a1, m.a)
		out, err := w.TakenOut(ctx, w.Auditor, m.framework, 0)
		if err != nil || out.N != 3 || len(out.Missing) != 3 || !out.Missing[0].Whole || out.Missing[1].Whole || out.Missing[1].Under != "Tell a story" || out.MayEdit {
			t.Fatalf("%+v %v", out, err)
		}
		if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.a, Became: standards.BecameRetired}}, ""); err != nil {
			t.Fatal(err)
		}
		if n, err := w.PutBack(ctx, w.Editor, m.framework, m.a, true, ""); err != nil || n != 3 {
			t.Fatal(n, err)
		}
		v, err := w.Draft(ctx, w.Editor, m.framework, 0)
		if err != nil || codes(v.Competencies) != "A >A1 >A2 B" || v.TakenOut != 0 {
			t.Errorf("%q %d %v", codes(v.Competencies), v.TakenOut, err)
		}
		a, err := w.Competency(ctx, w.Editor, m.key, 3, m.a)
		if err != nil || len(a.Indicators) != 2 || len(a.Links) != 1 || a.Links[0].Note != "As far as it goes." || len(a.Translations) != 2 {
			t.Errorf("%+v %v", a, err)
		}
		// Nothing differs from the version before: not even when it was changed.
		p, err := w.Preview(ctx, w.Editor, m.framework)
		if err != nil || p.NChanged+p.NGone+p.NAdded != 0 || p.NDecided != 0 {
			t.Errorf("%+v %v", p, err)
		}
		old, err := w.Competency(ctx, w.Editor, m.key, 2, m.a)
		if err != nil || !old.UpdatedAt.Equal(a.UpdatedAt) || old.Indicators[0].ID != a.Indicators[0].ID || old.Links[0].ID != a.Links[0].ID {
			t.Errorf("%+v is not %+v: %v", a, old, err)
		}
		if _, err := w.PutBack(ctx, w.Editor, m.framework, m.a, false, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("put back twice: %v", err)
		}
		if _, err := w.PutBack(ctx, w.Editor, m.framework, id.New(), false, ""); !errs.Is(err, errs.NotFound) {
			t.Errorf("put back what never was: %v", err)
		}
		w.Sound(t)
	})
}

func TestWhatComesBackFindsItsPlaceAmongWhatIsLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), rich(t, w)
		back := func(c id.ID, whole bool, want string) {
			t.Helper()
			if _, err := w.PutBack(ctx, w.Editor, m.framework, c, whole, ""); err != nil {
				t.Fatal(err)
			}
			if v, err := w.Draft(ctx, w.Editor, m.framework, 0); err != nil || codes(v.Competencies) != want {
				t.Errorf("%q, want %q: %v", codes(v.Competencies), want, err)
			}
			w.Sound(t)
		}
		// Behind the one that stood before it; first where there is none.
		remove(t, w, m, m.a2)
		back(m.a2, false, "A >A1 >A2 B")
		remove(t, w, m, m.a1)
		back(m.a1, false, "A >A1 >A2 B")
		// Without what it stood under it comes to the top, at the end, and what stood under it stays out.
		remove(t, w, m, m.a2, m.a1, m.a)
		back(m.a1, false, "B A1")
		back(m.a, true, "A >A2 B A1")
		// The one that stood before it has others under it now.
		if err := w.PutUnder(ctx, w.Editor, m.framework, m.a1, m.a); err != nil {
			t.Fatal(err)
		}
		remove(t, w, m, m.b)
		back(m.b, false, "A >A2 >A1 B")
	})
}

func TestWhatCannotComeBackSaysWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx, m := t.Context(), rich(t, w)
		remove(t, w, m, m.a2, m.a1, m.a)
		other := add(t, w, m.framework, "", standards.CompetencyDraft{Code: "A", Title: "Another"})
		if _, err := w.PutBack(ctx, w.Editor, m.framework, m.a, true, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("its code is another's: %v", err)
		}
		remove(t, w, m, other)
		if err := w.SaveLevels(ctx, w.Editor, m.framework, []standards.Level{{Title: "Other"}}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.PutBack(ctx, w.Editor, m.framework, m.a, false, ""); !errs.Is(err, errs.Conflict) {
			t.Errorf("its level is gone: %v", err)
		}
		if err := w.SaveLevels(ctx, w.Editor, m.framework, []standards.Level{{Title: "Foundational"}}, ""); err != nil {
			t.Fatal(err)
		}
		if n, err := w.PutBack(ctx, w.Editor, m.framework, m.a, false, ""); err != nil || n != 1 {
			t.Errorf("with its level back: %d %v", n, err)
		}
		w.Sound(t)
	})
}

func TestWhatSeedingBroughtAndSomebodyThrewAwayStaysAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		all := w.Seed(t)
		v, err := w.Show(t.Context(), w.Editor, "webjunction", 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Discard(t.Context(), w.Editor, v.FrameworkID, v.Seen()); err != nil {
			t.Fatal(err)
		}
		if n := w.Seed(t); n != 0 {
			t.Errorf("seeding brought %d of %d back", n, all)
		}
		if _, err := w.Show(t.Context(), w.Editor, "webjunction", 0, 0); !errs.Is(err, errs.NotFound) {
			t.Errorf("it is there: %v", err)
		}
		w.Sound(t)
	})
}
