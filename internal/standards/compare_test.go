package standards_test

import (
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// TestAComparisonHasPages goes through all that differs between two large versions: each competency is listed once, in order.
func TestAComparisonHasPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		const n, few = 400, 130
		got, err := w.Import(t.Context(), w.Editor, generated(n), standards.ImportOptions{Source: "one.json"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		// The last are gone, as many are new, and every one that stays says something else.
		if _, err := w.Import(t.Context(), w.Editor, generatedOf(n+few, func(i int) bool { return i <= n-few || i > n }, 1), standards.ImportOptions{Source: "two.json"}); err != nil {
			t.Fatal(err)
		}
		type part struct {
			n, next int
			listed  []int
		}
		read := map[string]func(c standards.Comparison) part{
			"changed": func(c standards.Comparison) part {
				p := part{n: c.NChanged, next: c.NextChanged}
				for _, x := range c.Changed {
					p.listed = append(p.listed, x.Old.Position)
				}
				return p
			},
			"gone": func(c standards.Comparison) part {
				p := part{n: c.NGone, next: c.NextGone}
				for _, x := range c.Gone {
					p.listed = append(p.listed, x.Position)
				}
				return p
			},
			"added": func(c standards.Comparison) part {
				p := part{n: c.NAdded, next: c.NextAdded}
				for _, x := range c.Added {
					p.listed = append(p.listed, x.Position)
				}
				return p
			},
		}
		for name, want := range map[string]int{"changed": n - few, "gone": few, "added": few} {
			var all []int
			for after, more := 0, true; more; {
				place := map[string]standards.ComparePlace{"changed": {Changed: after}, "gone": {Gone: after}, "added": {Added: after}}[name]
				preview, err := w.PreviewFrom(t.Context(), w.Editor, got.FrameworkID, standards.PreviewPlace{ComparePlace: place})
				if err != nil {
					t.Fatal(err)
				}
				p := read[name](preview.Comparison)
				if p.n != want || len(p.listed) > standards.DifferencePage {
					t.Fatalf("%s: %d of %d, want %d", name, len(p.listed), p.n, want)
				}
				all = append(all, p.listed...)
				after, more = p.next, p.next > 0
			}
			for i, place := range all {
				if i > 0 && place <= all[i-1] {
					t.Errorf("%s: the place %d comes behind %d", name, place, all[i-1])
				}
			}
			if len(all) != want {
				t.Errorf("%s: %d are listed, want %d", name, len(all), want)
			}
		}
	})
}

// TestAComparisonSeesEachThingThatIsSaid changes one thing of each of some competencies.
func TestAComparisonSeesEachThingThatIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		v, err := w.Create(t.Context(), w.Editor, standards.About{Title: "What is said"})
		if err != nil {
			t.Fatal(err)
		}
		level := func() string { // the lowest of the usual ones
			show, err := w.Draft(t.Context(), w.Editor, v.FrameworkID, 0)
			if err != nil {
				t.Fatal(err)
			}
			return show.Levels[0].Code
		}()
		draft := standards.CompetencyDraft{Title: "Mend a book", Description: "With glue", Kind: "Skill", Statements: map[string][]string{level: {"Mends a spine", "Mends a page"}}}
		var ids []id.ID
		for i := range 7 {
			draft.Code = fmt.Sprint("M", i)
			c, err := w.AddCompetency(t.Context(), w.Editor, v.FrameworkID, "", draft)
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, c.ID)
		}
		if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.BeginDraft(t.Context(), w.Editor, v.FrameworkID); err != nil {
			t.Fatal(err)
		}
		for i, change := range []func(*standards.CompetencyDraft){
			func(x *standards.CompetencyDraft) { x.Title = "Mend books" },
			func(x *standards.CompetencyDraft) { x.Description = "With paste" },
			func(x *standards.CompetencyDraft) { x.Code = "N" },
			func(x *standards.CompetencyDraft) { x.Kind = "Habit" },
			func(x *standards.CompetencyDraft) { x.Statements = map[string][]string{level: {"Mends a spine"}} },
			func(x *standards.CompetencyDraft) {
				x.Statements = map[string][]string{level: {"Mends a page", "Mends a spine"}}
			}, // in another order alone
			func(*standards.CompetencyDraft) {},
		} {
			x := draft
			x.Code = fmt.Sprint("M", i)
			change(&x)
			if err := w.SaveCompetency(t.Context(), w.Editor, v.FrameworkID, ids[i], x); err != nil {
				t.Fatal(err)
			}
		}
		p, err := w.Preview(t.Context(), w.Editor, v.FrameworkID)
		if err != nil {
			t.Fatal(err)
		}
		if p.NChanged != 5 || p.NGone+p.NAdded+p.NMoved != 0 {
			t.Errorf("%d changed, %d gone, %d added, %d moved", p.NChanged, p.NGone, p.NAdded, p.NMoved)
		}
	})
}
