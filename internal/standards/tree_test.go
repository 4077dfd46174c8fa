package standards_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// TestTreeStaysATree adds, moves in every way and takes out at random, and holds places, depths and parents to the check and to a model.
func TestTreeStaysATree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		ctx := t.Context()
		v, err := w.Create(ctx, w.Editor, standards.About{Title: "A forest"})
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(4, 7))
		children := map[id.ID][]id.ID{}
		parent := map[id.ID]id.ID{}
		var all []id.ID
		isUnder := func(c, p id.ID) bool {
			for ; c != ""; c = parent[c] {
				if c == p {
					return true
				}
			}
			return false
		}
		// goes moves c in the model, to be the i-th under p; -1 is the last.
		goes := func(c, p id.ID, i int) {
			from := parent[c]
			children[from] = slices.DeleteFunc(slices.Clone(children[from]), func(o id.ID) bool { return o == c })
			if i < 0 {
				i = len(children[p])
			}
			children[p], parent[c] = slices.Insert(slices.Clone(children[p]), i, c), p
		}
		for range 240 {
			switch n := r.IntN(14); {
			case n >= 10 && len(all) > 2:
				c := all[r.IntN(len(all))]
				i := slices.Index(children[parent[c]], c)
				switch n {
				case 10:
					if err := w.Indent(ctx, w.Editor, v.FrameworkID, c); err != nil {
						t.Fatal(err)
					}
					if i > 0 {
						goes(c, children[parent[c]][i-1], -1)
					}
				case 11:
					if err := w.Outdent(ctx, w.Editor, v.FrameworkID, c); err != nil {
						t.Fatal(err)
					}
					if p := parent[c]; p != "" {
						goes(c, parent[p], slices.Index(children[parent[p]], p)+1)
					}
				default:
					var p id.ID
					if r.IntN(4) > 0 {
						p = all[r.IntN(len(all))]
					}
					err := w.PutUnder(ctx, w.Editor, v.FrameworkID, c, p)
					if isUnder(p, c) {
						if !errs.Is(err, errs.Invalid) {
							t.Fatalf("something stands under itself: %v", err)
						}
						continue
					}
					if err != nil {
						t.Fatal(err)
					}
					goes(c, p, -1)
				}
			case n < 6 || len(all) < 3:
				var under id.ID
				if len(all) > 0 && r.IntN(3) > 0 {
					under = all[r.IntN(len(all))]
				}
				c := add(t, w, v.FrameworkID, under, standards.CompetencyDraft{Title: "Something"})
				children[under], parent[c] = append(children[under], c), under
				all = append(all, c)
			case n < 9:
				c, up := all[r.IntN(len(all))], r.IntN(2) == 0
				if err := w.MoveCompetency(ctx, w.Editor, v.FrameworkID, c, up); err != nil {
					t.Fatal(err)
				}
				list := children[parent[c]]
				i := slices.Index(list, c)
				if j := i + 1; !up && j < len(list) {
					list[i], list[j] = list[j], list[i]
				} else if j := i - 1; up && j >= 0 {
					list[i], list[j] = list[j], list[i]
				}
			default:
				c := all[len(all)-1]
				err := w.RemoveCompetency(ctx, w.Editor, v.FrameworkID, c)
				if len(children[c]) > 0 {
					if !errs.Is(err, errs.Conflict) {
						t.Fatal(err)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				var left []id.ID
				for _, o := range children[parent[c]] {
					if o != c {
						left = append(left, o)
					}
				}
				children[parent[c]], all = left, all[:len(all)-1]
			}
		}
		var want []id.ID
		var walk func(id.ID)
		walk = func(p id.ID) {
			for _, c := range children[p] {
				want = append(want, c)
				walk(c)
			}
		}
		walk("")
		view, err := w.Draft(ctx, w.Editor, v.FrameworkID, 0)
		if err != nil || len(view.Competencies) != len(want) {
			t.Fatalf("%d of %d: %v", len(view.Competencies), len(want), err)
		}
		for i, c := range view.Competencies {
			if c.ID != want[i] || c.Position != i+1 || c.ParentID != parent[c.ID] {
				t.Fatalf("place %d holds another one, or under another", i+1)
			}
		}
		w.Sound(t)
	})
}
