package rules_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// A slow, obvious evaluator of amounts: every quarter of an hour of every entry is tried in every place.

// place is where a quarter may go: a requirement, and a least of it or (-1) outside.
type place struct{ leaf, cat int }

func fits(f *rules.Filter, e *rules.Entry) bool {
	one := func(list []string, has ...string) bool {
		return len(list) == 0 || slices.ContainsFunc(has, func(s string) bool { return slices.Contains(list, s) })
	}
	if f == nil {
		return true
	}
	if !one(f.Areas, e.Areas...) || !one(f.Formats, e.Format) {
		return false
	}
	if f.Assurance == "third-party" && e.Assurance != "third-party" && e.Assurance != "association" {
		return false
	}
	if len(f.Any) > 0 && !slices.ContainsFunc(f.Any, func(x rules.Filter) bool { return fits(&x, e) }) {
		return false
	}
	return f.Not == nil || !fits(f.Not, e)
}

// trial is the state of the search. Amounts are in quarters.
type trial struct {
	leaves []rules.Need
	units  []*rules.Entry // one for each quarter
	given  map[place]int
	caps   map[place]int
	best   int
}

func quarters(a rules.Amount) int { return int(a.Hundredths / 25) }

// filled adds up how much of what is demanded is there.
func (s *trial) filled() int {
	total := 0
	for k, n := range s.leaves {
		least := 0
		over := s.given[place{k, -1}]
		for j, c := range n.Categories {
			if c.AtLeast.IsZero() {
				continue
			}
			q := quarters(c.AtLeast)
			least += q
			total += min(q, s.given[place{k, j}])
			over += max(0, s.given[place{k, j}]-q)
		}
		total += min(max(0, quarters(n.Amount)-least), over)
	}
	return total
}

func (s *trial) search(i int) {
	if i == len(s.units) {
		s.best = max(s.best, s.filled())
		return
	}
	e := s.units[i]
	s.search(i + 1)
	for k, n := range s.leaves {
		if !fits(n.Of, e) {
			continue
		}
		limit := place{k, -1}
		for j, c := range n.Categories {
			if !c.AtMost.IsZero() && fits(c.Of, e) {
				limit = place{k, j}
				break
			}
		}
		if limit.cat >= 0 && s.caps[limit] == quarters(n.Categories[limit.cat].AtMost) {
			continue
		}
		s.caps[limit]++
		for j := -1; j < len(n.Categories); j++ {
			if j >= 0 && (n.Categories[j].AtLeast.IsZero() || !fits(n.Categories[j].Of, e)) {
				continue
			}
			s.given[place{k, j}]++
			s.search(i + 1)
			s.given[place{k, j}]--
		}
		s.caps[limit]--
	}
}

// TestSharingAgreesWithTryingEverything compares random amounts, alone with categories and several that compete, with the slow evaluator.
func TestSharingAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := func(label string) rules.Amount {
			return rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 3).Draw(t, label)), Unit: "hours"}
		}
		var leaves []rules.Need
		count := rapid.IntRange(1, 3).Draw(t, "leaves")
		for range count {
			n := rules.Need{Kind: rules.AtLeast, Amount: small("amount"), Of: someFilter(t)}
			mosts := rapid.Bool().Draw(t, "mosts")
			for j := range rapid.IntRange(0, 2).Draw(t, "categories") {
				c := rules.Category{Name: string(rune('k' + j)), Of: someFilter(t)}
				if mosts && (count > 1 || rapid.Bool().Draw(t, "most")) {
					c.AtMost = small("most")
				} else {
					c.AtLeast = small("least")
				}
				n.Categories = append(n.Categories, c)
			}
			leaves = append(leaves, n)
		}
		s := &trial{leaves: leaves, given: map[place]int{}, caps: map[place]int{}}
		var entries []rules.Entry
		for i := range rapid.IntRange(1, 3).Draw(t, "entries") {
			e := someEntry(t, string(rune('a'+i)))
			e.Kind, e.Day, e.Name = rules.Learning, asOf-rules.Day(i), ""
			e.Minutes = 15 * int64(rapid.IntRange(1, 2).Draw(t, "length"))
			entries = append(entries, e)
		}
		for i := range entries {
			for range entries[i].Minutes / 15 {
				s.units = append(s.units, &entries[i])
			}
		}
		root := rules.Need{Kind: rules.AllOf, Needs: leaves}
		p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{{Needs: &root}}})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		res := evaluate(t, p, entries)
		s.search(0)
		demand, missing := 0, 0
		for k, n := range leaves {
			least := 0
			for _, c := range n.Categories {
				if !c.AtLeast.IsZero() {
					least += quarters(c.AtLeast)
				}
			}
			demand += max(least, quarters(n.Amount))
			missing += int(res.Tree.Children[k].Missing / 15)
		}
		if missing != demand-s.best {
			t.Fatalf("missing %d quarters, by trying everything %d\n%s", missing, demand-s.best, shown(t, res))
		}
	})
}
