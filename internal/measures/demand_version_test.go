package measures_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
)

// version publishes a version of a framework in which competencies are added and others become something: "A replaced B". It adds what is new to code.
func version(t *testing.T, w *measurestest.World, framework id.ID, code map[string]id.ID, added string, changes ...string) {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Standards.BeginDraft(t.Context(), w.Curriculum, framework)
	must(err)
	for _, c := range strings.Fields(added) {
		code[c] = cataloguetest.Competency(t, w.World, framework, c)
	}
	for _, change := range changes {
		must(w.Standards.RemoveCompetency(t.Context(), w.Curriculum, framework, code[strings.Fields(change)[0]]))
	}
	for _, change := range changes {
		words := strings.Fields(change)
		must(w.Standards.Decide(t.Context(), w.Curriculum, framework, []standards.Decision{{Competency: code[words[0]], Became: standards.Became(words[1]), Targets: strings.Join(words[2:], ",")}}, ""))
	}
	cataloguetest.Publish(t, w.World, framework)
}

// TestNobodyIsSingledOutByAVersion replaces a competency, merges another into one that stays, and holds every figure of the last month before against every
// one of the first after: of what took its place. Some people are heard by what they said before, others by what it is today.
func TestNobodyIsSingledOutByAVersion(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		for seed := range 3 {
			r := rand.New(rand.NewPCG(uint64(seed), 32))
			framework, code := cataloguetest.Framework(t, w.World, fmt.Sprint("Framework ", seed), "A", "C", "D", "E")
			people := crowd(50 + r.IntN(60))
			answer := func(p id.ID, c string) {
				audience := []catalogue.Audience{catalogue.Public, catalogue.School}[p[len(p)-1]%2]
				switch n := r.IntN(8); {
				case n < 5:
					w.Saying.Say(p, code[c], audience, measures.SaidGap, measurestest.Levels[r.IntN(2)])
				case n < 7:
					w.Saying.Say(p, code[c], audience, measures.SaidMet, "")
				default:
					w.Saying.Forget(p, code[c])
				}
			}
			for _, p := range people {
				for _, c := range []string{"A", "C", "D", "E"} {
					answer(p, c)
				}
			}
			w.Clock.Set(time.Date(2026, 3+2*time.Month(seed), 2, 0, 0, 0, 0, time.UTC))
			countMonth(t, w)
			before, month := standings(t, d), w.Clock.Now().Format("2006-01")
			version(t, w, framework, code, "B X Y", "A replaced B", "C merged D", "E split X Y")
			for i := range w.Saying.List {
				if a := &w.Saying.List[i]; a.Competency == code["A"] && r.IntN(2) == 0 {
					a.Competency = code["B"]
				}
			}
			for _, p := range people {
				if r.IntN(8) == 0 {
					w.Saying.Forget(p, code["A"])
					answer(p, "B")
				}
			}
			w.Clock.Set(time.Date(2026, 4+2*time.Month(seed), 2, 0, 0, 0, 0, time.UTC))
			countMonth(t, w)
			after := standings(t, d)
			for old, now := range map[string]string{"A": "B", "D": "D"} {
				list := append(questions(t, w, code[old], month, before), questions(t, w, code[now], w.Clock.Now().Format("2006-01"), after)...)
				for _, a := range list {
					if a.number != len(a.who) {
						t.Errorf("%s says %d and counts %d", a.name, a.number, len(a.who))
					}
					for _, b := range list {
						if n := without(a.who, b.who); n > 0 && n < 5 {
							t.Errorf("%s without %s is %d people", a.name, b.name, n)
						}
					}
				}
			}
			for _, said := range after {
				for _, gone := range []string{"A", "C", "E"} {
					if slices.ContainsFunc(said, func(s string) bool { return strings.HasPrefix(s, string(code[gone])) }) {
						t.Fatalf("somebody is still counted for %s", gone)
					}
				}
			}
			w.Saying.List = nil
		}
	})
}

// TestAfterAVersionTheThinnestAreShown lets offers and gaps follow a version 2: the view ranks what is today.
func TestAfterAVersionTheThinnestAreShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		w.World.Service.Register(w.Jobs)
		follow := func() {
			if err := w.Jobs.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		framework, code := cataloguetest.Framework(t, w.World, "About technology", "A", "C", "D", "E", "F")
		follow()
		for _, c := range []string{"A", "D", "D"} {
			offer := cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced)
			cataloguetest.Align(t, w.World, offer.ID, code[c], "expert")
		}
		people := crowd(30)
		for i, p := range people {
			for _, c := range []string{"A", "C", "D", "E", "F"} {
				if c != "C" || i < 12 { // the first twelve have two of what is one by the next version
					w.Saying.Say(p, code[c], catalogue.Public, measures.SaidGap, "expert")
				}
			}
		}
		countMonth(t, w)
		version(t, w, framework, code, "B X Y", "A replaced B", "C merged D", "E split X Y", "F retired")
		follow()
		w.Clock.Set(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		for _, p := range people[:20] { // who have answered anew what was split
			w.Saying.Say(p, code["X"], catalogue.Public, measures.SaidGap, "expert")
		}
		countMonth(t, w)
		v := demand(t, w, measures.DemandRequest{Area: "technology"})
		var got []string
		for _, n := range v.Needs {
			for c, i := range code {
				if i == n.ID {
					got = append(got, fmt.Sprint(c, " ", n.Gaps, " ", n.Offers, " ", n.Mark))
				}
			}
		}
		if want := []string{"X 20 0 nothing", "B 30 1 served", "D 30 2 served"}; !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		if len(v.Cells) == 0 || v.Cells[0].Level != catalogue.Expert || v.Cells[0].Gaps != 80 {
			t.Errorf("%+v", v.Cells)
		}
	})
}
