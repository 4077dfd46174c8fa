package rules_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

var asOf = rules.Date(2026, 6, 30)

// someEntry draws an entry of a small world, so that rules and entries meet.
func someEntry(t *rapid.T, id string) rules.Entry {
	e := rules.Entry{ID: id, Kind: rapid.SampledFrom([]string{"learning", "learning", "learning", "presenting", "work", "award", "portfolio", "certified", "competency", "waived", "extended"}).Draw(t, "kind"),
		Day: asOf - rules.Day(rapid.IntRange(-100, 2500).Draw(t, "ago")), Minutes: 15 * int64(rapid.IntRange(0, 12).Draw(t, "quarters"))}
	e.Areas = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID[string]).Draw(t, "areas")
	e.Format = rapid.SampledFrom([]string{"", "self-paced", "live"}).Draw(t, "format")
	e.Assurance = rapid.SampledFrom(append([]string{""}, rules.Assurances...)).Draw(t, "assurance")
	e.Title = rapid.SampledFrom([]string{"", "t", "u"}).Draw(t, "title")
	e.Provider = rapid.SampledFrom([]string{"", "p", "q"}).Draw(t, "provider")
	e.CEUTenths = int64(rapid.IntRange(0, 3).Draw(t, "ceu"))
	switch e.Kind {
	case "award", "portfolio", "competency":
		e.Name = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "name")
	case "learning":
		e.Covers = rapid.SliceOfN(rapid.SampledFrom([]string{"x", "y 1/2", "y 2/2"}), 0, 2).Draw(t, "covers")
	case "waived":
		e.Name, e.Covers = "drawn", rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"n", "m", "k", "l"}), 0, 2, rapid.ID[string]).Draw(t, "of")
		if len(e.Covers) == 0 || rapid.Bool().Draw(t, "in part") {
			e.Credits = []rules.Credit{{Unit: "hours", Hundredths: 25 * int64(rapid.IntRange(1, 8).Draw(t, "so much"))}}
		}
	case "extended":
		e.Name, e.Until = "drawn", e.Day+rules.Day(rapid.IntRange(0, 500).Draw(t, "until"))
	}
	return e
}

func someEntries(t *rapid.T, most int) []rules.Entry {
	var out []rules.Entry
	for i := range rapid.IntRange(0, most).Draw(t, "entries") {
		out = append(out, someEntry(t, string(rune('a'+i))))
	}
	return out
}

func someFilter(t *rapid.T) *rules.Filter {
	f := &rules.Filter{}
	switch rapid.IntRange(0, 4).Draw(t, "filter") {
	case 0:
		f.Areas = rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 1, 2, rapid.ID[string]).Draw(t, "of areas")
	case 1:
		f.Formats = []string{"self-paced"}
	case 2:
		f.Assurance = "third-party"
	case 3:
		f.Not = &rules.Filter{Areas: []string{"a"}}
	case 4:
		f.Any = []rules.Filter{{Areas: []string{"b"}}, {Formats: []string{"live"}}}
	}
	return f
}

// someNeed draws a requirement. With mosts a category may bound what counts.
func someNeed(t *rapid.T, depth int, mosts bool) rules.Need {
	hours := func(label string) rules.Amount {
		return rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 24).Draw(t, label)), Unit: "hours"}
	}
	n := rules.Need{ID: rapid.SampledFrom([]string{"", "", "n", "m"}).Draw(t, "id")}
	kinds := []string{rules.AtLeast, rules.AtLeast, rules.AtLeast, rules.HasPart, rules.HasFolio, rules.HasAward}
	if depth > 0 {
		kinds = append(kinds, rules.AllOf, rules.AllOf, rules.AnyOf, rules.Choose, rules.InOrder)
	}
	n.Kind = rapid.SampledFrom(kinds).Draw(t, "need")
	switch n.Kind {
	case rules.AtLeast:
		n.Amount = hours("amount")
		n.Of = someFilter(t)
		n.CountsAgain = rapid.IntRange(0, 3).Draw(t, "again") == 0
		for i := range rapid.IntRange(0, 3).Draw(t, "categories") {
			c := rules.Category{Name: string(rune('k' + i)), Of: someFilter(t)}
			switch k := rapid.IntRange(0, 2).Draw(t, "category"); {
			case k == 0 && mosts:
				c.AtMost = hours("most")
				c.Each = rapid.SampledFrom([]string{"", "", "title", "provider", "day"}).Draw(t, "each")
			case k == 1:
				c.AtLeast, c.Overlay = hours("overlay"), true
			default:
				c.AtLeast = hours("least")
			}
			n.Categories = append(n.Categories, c)
		}
		n = fillable(n)
	case rules.HasPart, rules.HasFolio, rules.HasAward:
		n.Target = rapid.SampledFrom([]string{"x", "y"}).Draw(t, "target")
		n.EvenExpired = true
		if n.Kind == rules.HasAward && rapid.Bool().Draw(t, "lasts") {
			n.Lasting = rules.Span{Days: rapid.IntRange(1, 900).Draw(t, "lasting")}
		}
	default:
		for range rapid.IntRange(1, 3).Draw(t, "kids") {
			n.Needs = append(n.Needs, someNeed(t, depth-1, mosts))
		}
		if n.Kind == rules.Choose {
			n.Count = rapid.IntRange(1, len(n.Needs)).Draw(t, "count")
		}
	}
	return n
}

// wordsOfCycles gives an amount words that look over the edge of a cycle or at its years; with them one more entry may make it worse.
func wordsOfCycles(t *rapid.T, n *rules.Need) {
	if n.Kind != rules.AtLeast {
		return
	}
	if rapid.IntRange(0, 2).Draw(t, "again after") == 0 {
		n.Once, n.OnceIn = true, rules.Span{Months: rapid.IntRange(1, 30).Draw(t, "months")}
	}
	if n.CountsAgain && rapid.Bool().Draw(t, "carries") {
		n.CarryOver, n.CarryOf, n.CarryLast = rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 12).Draw(t, "carry")), Unit: "hours"}, someFilter(t), rules.Span{Months: rapid.IntRange(0, 11).Draw(t, "last")}
	}
	for i := range n.Categories {
		if c := &n.Categories[i]; c.Each == "day" && rapid.Bool().Draw(t, "by year") {
			c.Each = rules.EachYear
		}
	}
}

func someProgram(t *rapid.T, mosts, cycle bool) *rules.Program {
	need := someNeed(t, 2, mosts)
	v := rules.Version{Needs: &need}
	if cycle {
		need.Walk(func(n *rules.Need) { wordsOfCycles(t, n) })
		v.Cycle = &rules.Cycle{Kind: rapid.SampledFrom([]string{rules.Rolling, rules.Calendar}).Draw(t, "cycle"), Length: rules.Span{Months: 12}}
		if v.Cycle.Kind == rules.Rolling && rapid.Bool().Draw(t, "probation") {
			v.Cycle.FirstLength = rules.Span{Months: 12 * rapid.IntRange(1, 3).Draw(t, "first length")}
		}
	}
	p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{v}})
	if len(wrong) > 0 {
		t.Skip("some competing amounts are refused")
	}
	return p
}

func evaluate(t *rapid.T, p *rules.Program, entries []rules.Entry, whatIf ...rules.Entry) *rules.Result {
	res, err := p.Evaluate(rules.NewPerson(rules.Facts{Entries: entries}), rules.Request{AsOf: asOf, WhatIf: whatIf, Explain: true})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func shown(t *rapid.T, r *rules.Result) string {
	v := rulefile.NewView(r)
	for i := range v.Entries {
		v.Entries[i].WhatIf = false
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestTheOrderOfEntriesDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, entries := someProgram(t, true, true), someEntries(t, 8)
		other := slices.Clone(entries)
		rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1)).Shuffle(len(other), reflect.Swapper(other))
		if a, b := shown(t, evaluate(t, p, entries)), shown(t, evaluate(t, p, other)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}

// worth writes where somebody stands in a tree, without the names of entries.
func worth(n *rules.Node) string {
	out := fmt.Sprint(n.Status, n.Counted, n.Missing, n.Due, n.MetOn, "[")
	for i := range n.Children {
		out += worth(&n.Children[i])
	}
	return out + "]"
}

// someSteps draws an order of amounts with categories, where what a step leaves to the next ones decides.
func someSteps(t *rapid.T) *rules.Program {
	order := rules.Need{Kind: rules.InOrder}
	for range rapid.IntRange(2, 3).Draw(t, "steps") {
		step := rules.Need{Kind: rapid.SampledFrom([]string{rules.AllOf, rules.AnyOf}).Draw(t, "step")}
		for range rapid.IntRange(1, 2).Draw(t, "amounts") {
			n := someNeed(t, 0, true)
			if n.Kind == rules.AtLeast {
				n.Amount.Hundredths = 25 * int64(rapid.IntRange(1, 8).Draw(t, "amount of a step"))
				n = fillable(n)
			}
			step.Needs = append(step.Needs, n)
		}
		order.Needs = append(order.Needs, step)
	}
	p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{{Needs: &order}}})
	if len(wrong) > 0 {
		t.Skip("some competing amounts are refused")
	}
	return p
}

func TestWhatEntriesAreCalledDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := someSteps(t)
		entries := someEntries(t, 6)
		for i := range entries { // on a day or two, so that steps have to choose
			entries[i].Day = asOf - rules.Day(rapid.IntRange(1, 2).Draw(t, "day"))
		}
		other := slices.Clone(entries)
		ids := rapid.Permutation(slices.Collect(func(yield func(string) bool) {
			for _, e := range entries {
				if !yield(e.ID) {
					return
				}
			}
		})).Draw(t, "ids")
		for i := range other {
			other[i].ID = ids[i]
		}
		a, b := evaluate(t, p, entries), evaluate(t, p, other)
		if worth(&a.Tree) != worth(&b.Tree) {
			t.Fatalf("%s\n%s", shown(t, a), shown(t, b))
		}
	})
}

func TestWhatIfIsLikeHaving(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, entries := someProgram(t, true, true), someEntries(t, 8)
		n := rapid.IntRange(0, len(entries)).Draw(t, "really")
		if a, b := shown(t, evaluate(t, p, entries)), shown(t, evaluate(t, p, entries[:n], entries[n:]...)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}

func rank(s rules.Status) int {
	return map[rules.Status]int{rules.Expired: 0, rules.NotYet: 1, rules.Partly: 2, rules.Met: 3, rules.DoesNotApply: 3}[s]
}

func TestOneMoreEntryNeverMakesItWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, entries := someProgram(t, true, false), someEntries(t, 8)
		before := evaluate(t, p, entries)
		after := evaluate(t, p, append(entries, someEntry(t, "zz")))
		if rank(after.Status) < rank(before.Status) {
			t.Fatalf("%s became %s\n%s\n%s", before.Status, after.Status, shown(t, before), shown(t, after))
		}
	})
}

// TestNothingCountsMoreThanItHolds adds up, for each entry, what counted of its minutes in amounts that do not count again.
func TestNothingCountsMoreThanItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, entries := someProgram(t, true, true), someEntries(t, 8)
		res := evaluate(t, p, entries)
		given := map[string]int64{}
		var walk func(n *rules.Node, exclusive bool)
		walk = func(n *rules.Node, exclusive bool) {
			once := map[string]int64{}
			sum := int64(0)
			for _, u := range n.Uses {
				if u.Entry.Kind == rules.Waived {
					continue
				}
				once[u.Entry.ID] += u.Parts
				sum += u.Parts
				if once[u.Entry.ID] > u.Entry.Minutes {
					t.Fatalf("%s counts %d of %d minutes at %s", u.Entry.ID, once[u.Entry.ID], u.Entry.Minutes, n.Path)
				}
				if exclusive && n.Need.Kind == rules.AtLeast && !n.Need.CountsAgain {
					if given[u.Entry.ID] += u.Parts; given[u.Entry.ID] > u.Entry.Minutes {
						t.Fatalf("%s counts twice, %d of %d minutes\n%s", u.Entry.ID, given[u.Entry.ID], u.Entry.Minutes, shown(t, res))
					}
				}
			}
			if n.Need != nil && n.Need.Kind == rules.AtLeast && sum+n.Carry != n.Counted {
				t.Fatalf("the entries of %s come to %d, not %d", n.Path, sum, n.Counted)
			}
			for _, c := range n.Categories {
				if c.Most >= 0 && c.Counted > c.Most && c.Needed < 0 && c.Each == "" {
					t.Fatalf("%s counts %d of at most %d", c.Name, c.Counted, c.Most)
				}
			}
			for i := range n.Children {
				walk(&n.Children[i], exclusive && n.Need.Kind != rules.InOrder && n.Need.Kind != rules.NoneOf)
			}
		}
		walk(&res.Tree, true)
	})
}

func TestALaterVersionChangesNoPast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, entries := someProgram(t, true, true), someEntries(t, 8)
		r := p.Rule()
		later := r
		need := someNeed(t, 1, true)
		later.Versions = append(slices.Clone(r.Versions), rules.Version{Name: "later", From: asOf + 1, Needs: &need})
		q, wrong := rules.Compile(later)
		if len(wrong) > 0 {
			t.Skip("refused")
		}
		if a, b := shown(t, evaluate(t, p, entries)), shown(t, evaluate(t, q, entries)); a != b {
			t.Fatalf("%s\n%s", a, b)
		}
	})
}
