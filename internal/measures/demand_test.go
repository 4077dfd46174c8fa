package measures_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/measures"
	"learningcommons.dev/commons/internal/measures/measurestest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

func crowd(n int) []id.ID {
	out := make([]id.ID, n)
	for i := range out {
		out[i] = id.Named("crowd", fmt.Sprint(i))
	}
	return out
}

func countMonth(t *testing.T, w *measurestest.World) {
	t.Helper()
	if err := w.CountDemand(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func demand(t *testing.T, w *measurestest.World, r measures.DemandRequest) measures.DemandView {
	t.Helper()
	v, err := w.Demand(t.Context(), w.Curriculum, r)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestGapsAgainstOffers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		cataloguetest.Offer(t, w.World, cataloguetest.SelfPaced, func(x *catalogue.Draft) { x.Areas, x.Level = []string{"technology"}, catalogue.Foundational })
		one, two := id.Named("c", "1"), id.Named("c", "2")
		for i, p := range crowd(20) {
			switch {
			case i < 8:
				w.Saying.Say(p, one, catalogue.Public, measures.SaidGap, "expert")
			case i < 12: // too few of an audience, and of two together enough
				w.Saying.Say(p, one, catalogue.School, measures.SaidGap, "expert")
			case i < 14:
				w.Saying.Say(p, one, catalogue.Academic, measures.SaidGap, "expert")
			case i < 18: // too few at all
				w.Saying.Say(p, one, catalogue.Public, measures.SaidMet, "expert")
			}
			w.Saying.Say(p, two, catalogue.Public, measures.SaidNotMine, "")
		}
		countMonth(t, w)
		v := demand(t, w, measures.DemandRequest{})
		if len(v.Needs) != 1 || v.Needs[0].Gaps != 14 || v.Needs[0].Level != catalogue.Expert || v.Needs[0].Mark != measures.MarkNothing {
			t.Errorf("%+v", v.Needs)
		}
		if len(v.Cells) != 2 || v.Cells[0].Gaps != 14 || v.Cells[0].Mark != measures.MarkNothing || v.Cells[1].OnDemand != 1 || v.Cells[1].Mark != measures.MarkNoGap {
			t.Errorf("%+v", v.Cells)
		}
		if len(v.Questions) != 1 || v.Questions[0].NotMine != 20 {
			t.Errorf("%+v", v.Questions)
		}
		for audience, want := range map[catalogue.Audience]int{catalogue.Public: 8, catalogue.School: 0, catalogue.Academic: 0} {
			if v = demand(t, w, measures.DemandRequest{Audience: audience}); len(v.Months) != 1 || v.Months[0].Gaps != want {
				t.Errorf("%s: %+v", audience, v.Months)
			}
		}
		// It is counted once in a month, and four who change their minds do not show.
		for _, p := range crowd(4) {
			w.Saying.Say(p, one, catalogue.Public, measures.SaidMet, "expert")
		}
		w.Clock.Advance(24 * time.Hour)
		countMonth(t, w)
		w.Clock.Set(time.Date(2026, 4, 1, 1, 0, 0, 0, time.UTC))
		countMonth(t, w)
		if v = demand(t, w, measures.DemandRequest{}); len(v.Months) != 2 || v.Months[1].Gaps != 14 {
			t.Errorf("%+v", v.Months)
		}
		for _, p := range crowd(8) {
			w.Saying.Say(p, one, catalogue.Public, measures.SaidMet, "expert")
		}
		w.Clock.Set(time.Date(2026, 5, 1, 1, 0, 0, 0, time.UTC))
		countMonth(t, w)
		if v = demand(t, w, measures.DemandRequest{}); v.Months[2].Gaps != 6 || v.Needs[0].Gaps != 6 {
			t.Errorf("%+v %+v", v.Months, v.Needs)
		}
		if v = demand(t, w, measures.DemandRequest{Month: "2026-03"}); v.Needs[0].Gaps != 14 {
			t.Errorf("the past has changed: %+v", v.Needs)
		}
	})
}

func TestWhoReadsDemand(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		for _, a := range []authz.Actor{w.Curriculum, w.Admin, w.Auditor, w.Manager, w.Stranger} {
			if _, err := w.Demand(t.Context(), a, measures.DemandRequest{}); err != nil {
				t.Errorf("%s: %v", a.Name, err)
			}
		}
		for _, a := range []authz.Actor{w.Visitor, w.Learner, w.Editor, w.Reviewer} {
			if _, err := w.Demand(t.Context(), a, measures.DemandRequest{}); err == nil {
				t.Errorf("%s reads it", a.Name)
			}
		}
		if _, err := w.Demand(t.Context(), w.Admin, measures.DemandRequest{Month: "1999-01"}); !errs.Is(err, errs.NotFound) {
			t.Error(err)
		}
		if _, err := w.Demand(t.Context(), w.Admin, measures.DemandRequest{Level: "high"}); !errs.Is(err, errs.Invalid) {
			t.Error(err)
		}
	})
}

// question is a figure that can be asked for of a competency, with the people whom it counts.
type question struct {
	name   string
	number int
	who    map[id.ID]bool
}

// TestNobodyIsSingledOut draws people at random, lets some of them change their minds, and asks for every figure that the filters give, in both
// months. Every figure must be the number of those whom it counts, and no figure, nor any difference of two, be about one to four people. As everybody
// who answers the one question answers the other, no figure may be of all who said anything either.
func TestNobodyIsSingledOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		for seed := range 3 {
			r := rand.New(rand.NewPCG(uint64(seed), 36))
			people, competencies := crowd(40+r.IntN(80)), []id.ID{id.Named("c", fmt.Sprint(seed, 1)), id.Named("c", fmt.Sprint(seed, 2))}
			w.Clock.Set(time.Date(2026, 3+2*time.Month(seed), 2, 0, 0, 0, 0, time.UTC))
			answer := func(p, c id.ID) {
				audience := []catalogue.Audience{catalogue.Public, catalogue.Public, catalogue.School, catalogue.Trustees}[p[len(p)-1]%4]
				switch n := r.IntN(10); {
				case n < 4:
					w.Saying.Say(p, c, audience, measures.SaidGap, measurestest.Levels[r.IntN(3)])
				case n < 7:
					w.Saying.Say(p, c, audience, measures.SaidMet, "expert")
				case n < 8:
					w.Saying.Say(p, c, audience, measures.SaidSkipped, "")
				case n < 9:
					w.Saying.Say(p, c, audience, measures.SaidNotMine, "")
				default:
					w.Saying.Forget(p, c)
				}
			}
			for _, p := range people {
				for _, c := range competencies {
					answer(p, c)
				}
			}
			nested(w, competencies[0], competencies[1])
			countMonth(t, w)
			first := standings(t, d)
			month := w.Clock.Now().Format("2006-01")
			for _, p := range people {
				if r.IntN(3) == 0 {
					answer(p, competencies[r.IntN(2)])
				}
			}
			nested(w, competencies[0], competencies[1])
			w.Clock.Set(time.Date(2026, 4+2*time.Month(seed), 2, 0, 0, 0, 0, time.UTC))
			countMonth(t, w)
			for _, c := range competencies {
				list := append(questions(t, w, c, month, first), questions(t, w, c, w.Clock.Now().Format("2006-01"), standings(t, d))...)
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
			for _, p := range people {
				for _, c := range competencies {
					w.Saying.Forget(p, c)
				}
			}
		}
	})
}

// nested makes those who say something of the second competency some of those who do of the first, as the questions of one profile are answered.
func nested(w *measurestest.World, first, second id.ID) {
	says := map[id.ID]bool{}
	for _, a := range w.Saying.List {
		says[a.Person] = says[a.Person] || a.Competency == first
	}
	for p, ok := range says {
		if !ok {
			w.Saying.Forget(p, second)
		}
	}
}

func without(a, b map[id.ID]bool) (n int) {
	for p := range a {
		if !b[p] {
			n++
		}
	}
	return n
}

// standings reads as what people are counted: "competency audience/said/level" by person.
func standings(t *testing.T, d *db.DB) map[id.ID][]string {
	t.Helper()
	words := map[string]string{}
	rows, err := d.Query(t.Context(), `SELECT no, word FROM demand_words`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var no, word string
		if err := rows.Scan(&no, &word); err != nil {
			t.Fatal(err)
		}
		words[no] = word
	}
	out := map[id.ID][]string{}
	people, err := d.Query(t.Context(), `SELECT person_id, counted FROM demand_people`)
	if err != nil {
		t.Fatal(err)
	}
	defer people.Close()
	for people.Next() {
		var p id.ID
		var text string
		if err := people.Scan(&p, &text); err != nil {
			t.Fatal(err)
		}
		for _, pair := range strings.Fields(text) {
			of, in, _ := strings.Cut(pair, ".")
			out[p] = append(out[p], words[of]+" "+words[in])
		}
	}
	return out
}

// questions asks for every figure of a competency in a month: by audience, by level, and by what was said.
func questions(t *testing.T, w *measurestest.World, c id.ID, month string, stands map[id.ID][]string) []question {
	t.Helper()
	who := func(audience catalogue.Audience, ends ...string) map[id.ID]bool {
		out := map[id.ID]bool{}
		for p, list := range stands {
			for _, s := range list {
				of, in, _ := strings.Cut(s, " ")
				parts := strings.SplitN(in, "/", 2)
				if of != string(c) || audience != "" && parts[0] != string(audience) {
					continue
				}
				for _, end := range ends {
					if strings.HasPrefix(parts[1], end) {
						out[p] = true
					}
				}
			}
		}
		return out
	}
	var out []question
	add := func(what string, r measures.DemandRequest, number int, ends ...string) {
		q := question{fmt.Sprintf("%s of %s in %s (%s, %s)", what, c[:8], month, r.Audience, r.Level), number, who(r.Audience, ends...)}
		out = append(out, q)
		// A figure of everybody who was asked could be held against that of a question which some of them were asked.
		if all, met := who(r.Audience, ""), who(r.Audience, "met"); len(met) > 0 && len(q.who) == len(all) {
			t.Errorf("%s is everybody who said anything", q.name)
		}
	}
	for _, audience := range append([]catalogue.Audience{""}, catalogue.Audiences...) {
		for _, level := range append([]catalogue.Level{""}, catalogue.Levels...) {
			r := measures.DemandRequest{Month: month, Competency: c, Audience: audience, Level: level}
			v := demand(t, w, r)
			gaps, cells, trend := 0, 0, 0
			for _, n := range v.Needs {
				gaps += n.Gaps
			}
			for _, x := range v.Cells {
				cells += x.Gaps
			}
			for _, m := range v.Months {
				if m.Month == month {
					trend = m.Gaps
				}
			}
			if gaps != cells || gaps != trend {
				t.Errorf("%v: %d, %d and %d gaps", r, gaps, cells, trend)
			}
			add("gaps", r, gaps, "gap/"+string(level))
			if level != "" {
				continue
			}
			for _, q := range v.Questions {
				add("skipped", r, q.Skipped, "skipped")
				add("not mine", r, q.NotMine, "not-mine")
			}
		}
	}
	return out
}

func TestSearchesOfFiveVisits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := measurestest.New(t, d)
		look := func(visit int, words string, hits int) {
			w.AddSearch(measures.Search{Visit: fmt.Sprint(visit), Words: words, Hits: hits})
		}
		for i := range 5 {
			look(i, cmp.Or(map[int]string{1: "  Grünt ", 2: "GRUNT"}[i], "grunt"), 0)
			look(7, "one visit, five times", 0)
			look(i, "found", 3)
			if i < 4 {
				look(i, "four", 0)
			}
		}
		if err := w.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		counted := func() []measures.Fruitless {
			if err := w.CountSearches(t.Context()); err != nil {
				t.Fatal(err)
			}
			return demand(t, w, measures.DemandRequest{}).Searches
		}
		if got := counted(); len(got) != 0 {
			t.Errorf("before the month is over: %v", got)
		}
		w.Clock.Set(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		for range 2 {
			if got := counted(); len(got) != 1 || got[0] != (measures.Fruitless{Words: "grunt", Visits: 5, Last: "2026-03"}) {
				t.Errorf("%v", got)
			}
		}
	})
}
