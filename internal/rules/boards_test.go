package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// someLeast draws a requirement that asks for a least and nothing else, as far as it is wanted with what looks at cycles.
func someLeast(t *rapid.T, depth int, cycles bool) rules.Need {
	quarters := func(label string, most int) rules.Amount {
		return rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, most).Draw(t, label)), Unit: "hours"}
	}
	switch k := rapid.IntRange(0, 5).Draw(t, "need"); {
	case k == 0 && depth > 0:
		n := rules.Need{Kind: rapid.SampledFrom([]string{rules.AllOf, rules.AnyOf, rules.InOrder, rules.InOrder}).Draw(t, "holds"), SinceEnrolled: rapid.IntRange(0, 3).Draw(t, "since") == 0}
		for range rapid.IntRange(1, 2).Draw(t, "kids") {
			n.Needs = append(n.Needs, someLeast(t, depth-1, cycles && n.Kind != rules.InOrder))
		}
		return n
	case k == 1:
		return rules.Need{Kind: rules.HasServed, Target: "trustee", Lasting: rules.Span{Days: rapid.IntRange(1, 900).Draw(t, "lasting")}}
	case k == 2:
		return rules.Need{Kind: rules.HasPart, Target: "x", SinceEnrolled: rapid.Bool().Draw(t, "since")}
	}
	n := rules.Need{Kind: rules.AtLeast, Amount: quarters("amount", 24), Of: someFilter(t), SinceEnrolled: rapid.IntRange(0, 3).Draw(t, "since") == 0}
	switch {
	case cycles:
		n.CountsAgain = true
		if rapid.Bool().Draw(t, "carries") {
			n.CarryOver = quarters("carry over", 12)
		}
		if rapid.IntRange(0, 2).Draw(t, "yearly") == 0 {
			n.EachYear = quarters("each year", 6)
		}
		if rapid.Bool().Draw(t, "deadline") {
			n.ReportAfterEnd = rules.Span{Days: rapid.IntRange(1, 60).Draw(t, "after the end")}
		}
	case rapid.IntRange(0, 3).Draw(t, "ever") == 0:
		n.Over = "ever"
	case rapid.IntRange(0, 3).Draw(t, "categories") == 0:
		n.CountsAgain = true
		for i := range rapid.IntRange(1, 3).Draw(t, "categories") {
			n.Categories = append(n.Categories, rules.Category{Name: string(rune('k' + i)), Of: someFilter(t), AtLeast: quarters("least", 6)})
		}
		n = fillable(n)
	}
	return n
}

// someCycle draws a cycle, or none.
func someCycle(t *rapid.T, kinds ...string) *rules.Cycle {
	c := rules.Cycle{Kind: rapid.SampledFrom(kinds).Draw(t, "cycle"), Length: rules.Span{Months: 12 * rapid.IntRange(1, 3).Draw(t, "years")}}
	switch c.Kind {
	case "":
		return nil
	case rules.Rolling:
	default:
		c.Anchor = rules.Date(2024, 1, 1)
		c.First = rapid.SampledFrom([]string{"whole", "by month", "by year", "by full year", "none"}).Draw(t, "first")
	}
	return &c
}

// someBoard draws members with what they did, and the certificate and the leave of the board.
func someBoard(t *rapid.T) rules.Facts {
	f := rules.Facts{}
	if rapid.Bool().Draw(t, "certified") {
		f.Entries = append(f.Entries, rules.Entry{ID: "c", Kind: rules.Certified, Day: asOf - rules.Day(rapid.IntRange(1000, 2500).Draw(t, "certified ago"))})
	}
	if rapid.Bool().Draw(t, "on leave") {
		f.Entries = append(f.Entries, rules.Entry{ID: "l", Kind: rules.Leave, Day: asOf - 900, Until: asOf - 900 + rules.Day(rapid.IntRange(0, 500).Draw(t, "leave lasts"))})
	}
	for m := range rapid.IntRange(1, 3).Draw(t, "people") {
		who := rules.Facts{Who: fmt.Sprint("m", m)}
		for i := range rapid.IntRange(0, 6).Draw(t, "entries") {
			e := someEntry(t, fmt.Sprint(m, "-", i))
			switch e.Kind {
			case "award", "portfolio", "competency", "certified", "work":
				e.Kind, e.Name, e.Minutes = rapid.SampledFrom([]string{rules.Enrolled, rules.HeldRole}).Draw(t, "fact"), "", 0
				if e.Kind == rules.HeldRole {
					if e.Name = "trustee"; rapid.Bool().Draw(t, "ended") {
						e.Until = e.Day + rules.Day(rapid.IntRange(0, 900).Draw(t, "served"))
					}
				}
			default:
				if rapid.IntRange(0, 2).Draw(t, "handed in") == 0 {
					e.Reported = e.Day + rules.Day(rapid.IntRange(0, 200).Draw(t, "reported"))
				}
			}
			who.Entries = append(who.Entries, e)
		}
		f.Members = append(f.Members, who)
	}
	return f
}

// someBoardRule draws a rule of a board; a wild one may be an order, and its cycle may have a grace and take leaves into account.
func someBoardRule(t *rapid.T, wild bool) *rules.Program {
	cycle, root := someCycle(t, "", rules.Rolling, rules.Calendar), rules.Need{Kind: rules.AllOf}
	if wild && rapid.Bool().Draw(t, "in order") {
		root.Kind = rules.InOrder
	}
	if cycle != nil && wild {
		cycle.Grace = rules.Span{Days: rapid.IntRange(0, 200).Draw(t, "grace")}
		cycle.Leave = rapid.SampledFrom([]string{"", "reduces", "extends"}).Draw(t, "leave")
	}
	for range rapid.IntRange(1, 3).Draw(t, "needs") {
		n := rules.Need{Kind: rapid.SampledFrom([]string{rules.Each, rules.Each, rules.Together}).Draw(t, "asks"), Role: rapid.SampledFrom([]string{"", "trustee"}).Draw(t, "serving")}
		own := n.Kind == rules.Each && rapid.IntRange(0, 2).Draw(t, "own time") == 0
		if own {
			n.FinishWithin = rules.Span{Days: rapid.IntRange(1, 900).Draw(t, "finish within")}
		}
		n.Needs = []rules.Need{someLeast(t, 1, cycle != nil && !own)}
		root.Needs = append(root.Needs, n)
	}
	p, wrong := rules.Compile(rules.Rule{Key: "board", Binds: "group", Versions: []rules.Version{{Cycle: cycle, Needs: &root}}})
	if len(wrong) > 0 {
		t.Skip("some rules are refused")
	}
	return p
}

func board(t *rapid.T, p *rules.Program, f rules.Facts, on rules.Day) *rules.Result {
	res, err := p.Evaluate(rules.NewPerson(f), rules.Request{AsOf: on})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// told writes where a requirement stands and all inside it; members come by name.
func told(n *rules.Node, called func(string) string) string {
	var inside []string
	for i := range n.Children {
		inside = append(inside, told(&n.Children[i], called))
	}
	name := ""
	if n.Need != nil && strings.Contains(n.Path, ".each.needs") {
		name = called(n.Name)
	}
	slices.Sort(inside)
	return fmt.Sprint(name, " ", n.Path, " ", n.Status, " ", n.Needed, " ", n.Counted, " ", n.Missing, " ", n.Carry, " ", n.Due, " ", n.Years, " [", strings.Join(inside, "; "), "]")
}

func asCalled(name string) string { return name }

func TestTheNamesOfMembersDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := someBoardRule(t, true), someBoard(t)
		other := f
		other.Members = slices.Clone(f.Members)
		back := map[string]string{}
		for i := range other.Members {
			other.Members[i].Who = fmt.Sprint("z", len(f.Members)-i)
			back[other.Members[i].Who] = f.Members[i].Who
		}
		a, b := board(t, p, f, asOf), board(t, p, other, asOf)
		one, two := told(&a.Tree, asCalled), told(&b.Tree, func(s string) string { return back[s] })
		if a.Status != b.Status || one != two {
			t.Fatalf("%s %s\n%s %s", a.Status, one, b.Status, two)
		}
	})
}

func TestWhatComesLaterChangesNoEarlierDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := someBoardRule(t, true), someBoard(t)
		on := asOf - rules.Day(rapid.IntRange(0, 900).Draw(t, "before"))
		until := rules.Facts{}
		for _, e := range f.Entries {
			if e.Day <= on {
				until.Entries = append(until.Entries, e)
			}
		}
		for _, m := range f.Members {
			m.Entries = slices.DeleteFunc(slices.Clone(m.Entries), func(e rules.Entry) bool { return e.Day > on })
			until.Members = append(until.Members, m)
		}
		a, b := board(t, p, f, on), board(t, p, until, on)
		if one, two := told(&a.Tree, asCalled), told(&b.Tree, asCalled); a.Status != b.Status || one != two {
			t.Fatalf("%s %s\n%s %s", a.Status, one, b.Status, two)
		}
	})
}

func TestOneMoreHourMakesNoBoardWorse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, f := someBoardRule(t, false), someBoard(t)
		before := board(t, p, f, asOf)
		more := someEntry(t, "zz")
		more.Kind, more.Name = rules.Learning, ""
		of := &f.Members[rapid.IntRange(0, len(f.Members)-1).Draw(t, "of")]
		of.Entries = append(slices.Clone(of.Entries), more)
		if after := board(t, p, f, asOf); rank(after.Status) < rank(before.Status) && after.CycleFrom == before.CycleFrom {
			t.Fatalf("%s became %s\n%s\n%s", before.Status, after.Status, told(&before.Tree, asCalled), told(&after.Tree, asCalled))
		}
	})
}

// TestAMemberIsAskedAsOneAlone compares each member with a rule that binds persons: in the cycle of the board, or in a time of their own.
func TestAMemberIsAskedAsOneAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		each := rules.Need{Kind: rules.Each}
		cycle := someCycle(t, "", rules.Calendar)
		if cycle == nil {
			each.FinishWithin = rules.Span{Days: rapid.IntRange(1, 900).Draw(t, "finish within")}
		}
		each.Needs = []rules.Need{someLeast(t, 1, cycle != nil)}
		group, wrong := rules.Compile(rules.Rule{Key: "board", Binds: "group", Versions: []rules.Version{{Cycle: cycle, Needs: &each}}})
		alone, no := rules.Compile(rules.Rule{Key: "board", Versions: []rules.Version{{Cycle: cycle, FinishWithin: each.FinishWithin, Needs: &each.Needs[0]}}})
		if len(wrong)+len(no) > 0 {
			t.Skip("refused")
		}
		f := someBoard(t)
		of := board(t, group, f, asOf)
		for i, m := range f.Members {
			m.Entries = append(slices.Clone(f.Entries), m.Entries...)
			if has := func(kind string) bool {
				return slices.ContainsFunc(m.Entries, func(e rules.Entry) bool { return e.Kind == kind })
			}; cycle != nil && !has(rules.Certified) && has(rules.Enrolled) {
				continue // a cycle that is theirs would begin with it
			}
			one := board(t, alone, m, asOf)
			a, b := &of.Tree.Children[i], &one.Tree
			if a.Status != b.Status || a.Needed != b.Needed || a.Counted != b.Counted || a.Missing != b.Missing || a.Carry != b.Carry || fmt.Sprint(a.Years) != fmt.Sprint(b.Years) {
				t.Fatalf("in the board %s\nalone %s", told(a, asCalled), told(b, asCalled))
			}
		}
	})
}
