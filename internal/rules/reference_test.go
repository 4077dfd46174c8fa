package rules_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// A slow, obvious evaluator of amounts: every quarter of an hour of every entry is tried in every place.

// place is where a quarter may go: a requirement, and a least of it or (-1) outside. Of a most for each of something it is one of them.
type place struct {
	leaf, cat int
	one       string
}

// oneOf is what a most for each of something is one of.
func oneOf(c rules.Category, e *rules.Entry) string {
	return map[string]string{"title": e.Title, "provider": e.Provider, "day": e.Day.String()}[c.Each]
}

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
	over   map[place]int // what counts of an overlay
	best   []int         // what is filled of each demand in the order in which they are filled
	// carried says of an entry whether it may be carried over, after all that is owed.
	carried func(*rules.Entry) bool
}

// onTop is the place of what may be carried over.
const onTop = -2

func quarters(a rules.Amount) int { return int(a.Hundredths / 25) }

// demands lists what is demanded: leasts and the rest of each amount, and then the overlays.
func demands(leaves []rules.Need) (out, overlays []int) {
	for _, n := range leaves {
		least := 0
		for _, c := range n.Categories {
			switch {
			case c.Overlay:
				overlays = append(overlays, quarters(c.AtLeast))
			case !c.AtLeast.IsZero():
				out = append(out, quarters(c.AtLeast))
				least += quarters(c.AtLeast)
			}
		}
		out = append(out, max(0, quarters(n.Amount)-least))
	}
	return out, overlays
}

// filled says how much of each demand is there.
func (s *trial) filled() (out []int) {
	var overlays []int
	for k, n := range s.leaves {
		least := 0
		outside := s.given[place{k, -1, ""}]
		for j, c := range n.Categories {
			q := quarters(c.AtLeast)
			switch {
			case c.Overlay:
				overlays = append(overlays, min(q, s.over[place{k, j, ""}]))
			case !c.AtLeast.IsZero():
				least += q
				out = append(out, min(q, s.given[place{k, j, ""}]))
				outside += max(0, s.given[place{k, j, ""}]-q)
			}
		}
		out = append(out, min(max(0, quarters(n.Amount)-least), outside))
	}
	if s.carried != nil {
		out = append(out, s.given[place{0, onTop, ""}])
	}
	return append(out, overlays...)
}

// better compares what is filled: with several amounts by how much it is in all, for then any of them may lack it; else by the
// order of the demands.
func (s *trial) better(now []int) bool {
	if len(s.leaves) == 1 {
		return slices.Compare(now, s.best) > 0
	}
	return total(now) > total(s.best)
}

func total(list []int) (sum int) {
	for _, n := range list {
		sum += n
	}
	return sum
}

func (s *trial) search(i int) {
	if i == len(s.units) {
		if now := s.filled(); s.best == nil || s.better(now) {
			s.best = now
		}
		return
	}
	e := s.units[i]
	s.search(i + 1)
	for k, n := range s.leaves {
		if !fits(n.Of, e) {
			continue
		}
		var mosts, overs []place
		room := true
		for j, c := range n.Categories {
			switch at := (place{k, j, oneOf(c, e)}); {
			case !fits(c.Of, e):
			case !c.AtMost.IsZero():
				mosts = append(mosts, at)
				room = room && s.caps[at] < quarters(c.AtMost)
			case c.Overlay:
				overs = append(overs, at)
			}
		}
		if !room {
			continue
		}
		add := func(by int) {
			for _, at := range mosts {
				s.caps[at] += by
			}
			for _, at := range overs {
				s.over[at] += by
			}
		}
		add(1)
		for j := -1; j < len(n.Categories); j++ {
			if j >= 0 && (n.Categories[j].AtLeast.IsZero() || n.Categories[j].Overlay || !fits(n.Categories[j].Of, e)) {
				continue
			}
			s.given[place{k, j, ""}]++
			s.search(i + 1)
			s.given[place{k, j, ""}]--
		}
		if s.carried != nil && s.carried(e) {
			s.given[place{k, onTop, ""}]++
			s.search(i + 1)
			s.given[place{k, onTop, ""}]--
		}
		add(-1)
	}
}

// fillable asks for no less in the whole than in the categories.
func fillable(n rules.Need) rules.Need {
	leasts := int64(0)
	for _, c := range n.Categories {
		if !c.Overlay {
			leasts += c.AtLeast.Hundredths
		}
	}
	n.Amount.Hundredths = max(n.Amount.Hundredths, leasts)
	return n
}

// without is what amounts ask for after a waiver, written as amounts without one.
func without(leaves []rules.Need, e rules.Entry) []rules.Need {
	out := slices.Clone(leaves)
	for k := range out {
		n := &out[k]
		n.Categories = slices.Clone(n.Categories)
		less := func(of, by int64) int64 { return max(0, of-by) }
		whole := n.Amount.Hundredths
		for _, c := range e.Credits {
			if len(e.Covers) == 0 || slices.Contains(e.Covers, n.ID) {
				n.Amount.Hundredths = less(n.Amount.Hundredths, c.Hundredths)
			}
		}
		if len(e.Credits) == 0 && slices.Contains(e.Covers, n.ID) {
			n.Amount.Hundredths = 0
		}
		left := n.Amount.Hundredths
		for j := range n.Categories {
			c := &n.Categories[j]
			if slices.Contains(e.Covers, c.Name) && len(e.Credits) == 0 {
				c.AtLeast.Hundredths = 0
			} else if slices.Contains(e.Covers, c.Name) {
				c.AtLeast.Hundredths = less(c.AtLeast.Hundredths, e.Credits[0].Hundredths)
			}
			switch {
			case whole == n.Amount.Hundredths:
			case c.Overlay:
				c.AtLeast.Hundredths = min(c.AtLeast.Hundredths, n.Amount.Hundredths)
			case !c.AtLeast.IsZero():
				c.AtLeast.Hundredths = min(c.AtLeast.Hundredths, left)
				left -= c.AtLeast.Hundredths
			}
		}
	}
	return out
}

// TestSharingAgreesWithTryingEverything compares random amounts, alone with categories and several that compete, with the slow evaluator,
// at times after something was waived.
func TestSharingAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := func(label string) rules.Amount {
			return rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 3).Draw(t, label)), Unit: "hours"}
		}
		var leaves []rules.Need
		count := rapid.IntRange(1, 3).Draw(t, "leaves")
		for range count {
			n := rules.Need{Kind: rules.AtLeast, ID: rapid.SampledFrom([]string{"n", "m"}).Draw(t, "id"), Amount: small("amount"), Of: someFilter(t)}
			mosts := rapid.Bool().Draw(t, "mosts")
			for j := range rapid.IntRange(0, 3).Draw(t, "categories") {
				c := rules.Category{Name: string(rune('k' + j)), Of: someFilter(t)}
				switch {
				case mosts && (count > 1 || rapid.Bool().Draw(t, "most")):
					c.AtMost = small("most")
					if count == 1 {
						c.Each = rapid.SampledFrom([]string{"", "title", "provider", "day"}).Draw(t, "each")
					}
				default:
					c.AtLeast = small("least")
					c.Overlay = count == 1 && rapid.Bool().Draw(t, "overlay")
				}
				n.Categories = append(n.Categories, c)
			}
			leaves = append(leaves, fillable(n))
		}
		waiver := rules.Entry{ID: "z", Kind: rules.Waived, Name: "drawn", Day: asOf}
		waiver.Covers = rapid.SampledFrom([][]string{nil, {"n"}, {"k"}, {"m", "l"}}).Draw(t, "waived of")
		if waiver.Covers == nil || rapid.Bool().Draw(t, "in part") {
			waiver.Credits = []rules.Credit{{Unit: "hours", Hundredths: 25 * int64(rapid.IntRange(0, 2).Draw(t, "waived"))}}
		}
		asked := without(leaves, waiver)
		s := &trial{leaves: asked, given: map[place]int{}, caps: map[place]int{}, over: map[place]int{}}
		var entries []rules.Entry
		for i := range rapid.IntRange(1, 4).Draw(t, "entries") {
			e := someEntry(t, string(rune('a'+i)))
			e.Kind, e.Day = rules.Learning, asOf-rules.Day(rapid.IntRange(0, 2).Draw(t, "day"))
			e.Name, e.Covers, e.Credits = "", nil, nil
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
		res := evaluate(t, p, append(entries, waiver))
		s.search(0)
		demand, overlays := demands(asked)
		want := total(demand) - total(s.best[:len(demand)])
		for j, q := range overlays {
			want = max(want, q-s.best[len(demand)+j])
		}
		missing := 0
		for k := range leaves {
			missing += int(res.Tree.Children[k].Missing / 15)
		}
		if missing != want {
			t.Fatalf("missing %d quarters, by trying everything %d\n%s", missing, want, shown(t, res))
		}
	})
}

// TestWhatIsCarriedOverAgreesWithTryingEverything compares what the next cycle is given with the slow evaluator.
func TestWhatIsCarriedOverAgreesWithTryingEverything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		small := func(label string) rules.Amount {
			return rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 3).Draw(t, label)), Unit: "hours"}
		}
		n := rules.Need{Kind: rules.AtLeast, Amount: small("amount"), CarryOver: small("carry"), CarryLast: rules.Span{Months: 3}, CarryOf: someFilter(t)}
		for j := range rapid.IntRange(0, 3).Draw(t, "categories") {
			c := rules.Category{Name: string(rune('k' + j)), Of: someFilter(t)}
			if rapid.Bool().Draw(t, "most") {
				c.AtMost, c.Each = small("most"), rapid.SampledFrom([]string{"", "title", "provider"}).Draw(t, "each")
			} else {
				c.AtLeast = small("least")
			}
			n.Categories = append(n.Categories, c)
		}
		n = fillable(n)
		s := &trial{leaves: []rules.Need{n}, given: map[place]int{}, caps: map[place]int{}, over: map[place]int{}}
		late := rules.Date(2025, 10, 1)
		s.carried = func(e *rules.Entry) bool { return e.Day >= late && fits(n.CarryOf, e) }
		var entries []rules.Entry
		for i := range rapid.IntRange(1, 4).Draw(t, "entries") {
			e := someEntry(t, string(rune('a'+i)))
			e.Kind, e.Day, e.Name = rules.Learning, late-rules.Day(rapid.IntRange(0, 1).Draw(t, "early")), ""
			e.Minutes = 15 * int64(rapid.IntRange(1, 2).Draw(t, "length"))
			entries = append(entries, e)
		}
		for i := range entries {
			for range entries[i].Minutes / 15 {
				s.units = append(s.units, &entries[i])
			}
		}
		p, wrong := rules.Compile(rules.Rule{Key: "drawn", Versions: []rules.Version{{Needs: &n, Cycle: &rules.Cycle{Kind: rules.Calendar, Length: rules.Span{Months: 12}}}}})
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		s.search(0)
		demand, _ := demands(s.leaves)
		want := min(quarters(n.CarryOver), s.best[len(demand)])
		if total(s.best[:len(demand)]) < total(demand) {
			t.Skip("a cycle that lacks something carries what its whole has above, which another test looks at")
		}
		res, err := p.Evaluate(rules.NewPerson(rules.Facts{Entries: append(entries, rules.Entry{Kind: rules.Certified, Day: rules.Date(2025, 1, 1)})}), rules.Request{AsOf: rules.Date(2026, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		if got := int(res.Tree.Carry / 15); got != want {
			t.Fatalf("%d quarters are carried over, by trying everything %d: %+v", got, want, n)
		}
	})
}
