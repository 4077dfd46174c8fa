package rules_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// TestCyclesAgreeWithGoingFromDayToDay compares random rules of several versions with the slow evaluator. Ten thousand of them,
// with -rapid.checks=10000, take less than a minute.
func TestCyclesAgreeWithGoingFromDayToDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r, entries := someChain(t), someLife(t)
		p, wrong := rules.Compile(r)
		if len(wrong) > 0 {
			t.Fatal(wrong)
		}
		w := &world{rule: r, asOf: asOf, entries: slices.Clone(entries)}
		slices.SortFunc(w.entries, func(a, b rules.Entry) int { return int(a.Day-b.Day)*1000 + int(a.ID[0]) - int(b.ID[0]) })
		for _, e := range w.entries {
			if e.Kind == rules.Certified && e.Day <= asOf {
				w.opens = append(w.opens, e.Day)
			}
		}
		w.begin = w.opens[0]
		w.entries = slices.DeleteFunc(w.entries, func(e rules.Entry) bool { return e.Day > asOf })
		w.decide()
		w.walk()
		at, missed := w.present()
		want := w.stands(at, r.Versions[at.v].Needs, asOf)
		if missed {
			want = rules.Expired
		}
		grace := rules.Day(0)
		if at.due > at.end {
			grace = at.due
		}
		res := evaluate(t, p, entries)
		if res.Status != want || res.CycleFrom != at.start || res.CycleTo != at.end || res.GraceUntil != grace || res.Version != r.Versions[at.v].Name {
			t.Fatalf("%s, %s to %s by %s; from day to day %s, %s to %s by %s\n%s", res.Status, res.CycleFrom, res.CycleTo, res.Version, want, at.start, at.end, r.Versions[at.v].Name, shown(t, res))
		}
		if n := r.Versions[at.v].Needs; n.Kind == rules.AtLeast && !missed {
			if miss, _ := w.lacks(at, n, asOf); res.Tree.Missing != miss || res.Tree.Carry != at.carry[n.ID] {
				t.Fatalf("missing %d with %d carried over, from day to day %d with %d\n%s", res.Tree.Missing, res.Tree.Carry, miss, at.carry[n.ID], shown(t, res))
			}
		}
	})
}

// counts reports whether the entry fits an amount and was handed in soon enough after the end of the cycle, or of its grace.
func (t *term) counts(n *rules.Need, e *rules.Entry) bool {
	more, end := n.ReportAfterEnd.Months, t.end
	if e.Day > end {
		end = t.due
	}
	inTime := more == 0 || e.Reported <= max(months(end, more), months(end+1, more)-1)
	return e.Kind == rules.Learning && fits(n.Of, e) && inTime
}

// first and last are the days between which entries count for an amount.
func (t *term) first(n *rules.Need) rules.Day {
	if n.Over == "ever" {
		return 1
	}
	return t.lo
}

func (t *term) last(n *rules.Need, seen rules.Day) rules.Day {
	if n.Over == "ever" {
		return seen
	}
	return min(t.hi, seen)
}

// fitting lists what counts for an amount between two days, the same title once where the amount says so.
func (w *world) fitting(t *term, n *rules.Need, lo, hi rules.Day, used map[string]bool) (out []*rules.Entry) {
	titles := map[string]bool{"": true}
	for i := range w.entries {
		e := &w.entries[i]
		if e.Day < lo || e.Day > hi || !t.counts(n, e) || used[e.ID] || n.Once && e.Title != "" && titles[e.Title] {
			continue
		}
		titles[e.Title] = true
		out = append(out, e)
	}
	return out
}

// lacks says how much is missing of an amount, also of the years that must each have some, and whether one of them is over.
func (w *world) lacks(t *term, n *rules.Need, seen rules.Day) (lack int64, lapsed bool) {
	y := w.rule.Versions[t.v].Cycle
	less, whole := w.less(t, n, seen)
	lack = max(0, w.asks(t, n, seen)-w.have(t, n, seen))
	if n.EachYear.IsZero() || whole {
		return lack, false
	}
	years, all := int64(0), y.Length.Months/12
	for y.Kind != rules.Rolling && months(t.start, 12*all+12)-1 <= t.end {
		all++
	}
	for k := range all {
		from, to := months(t.start, 12*k), months(t.start, 12*k+12)-1
		first, last := from, to
		if k == 0 {
			first = min(from, t.lo)
		}
		if k == all-1 || to >= t.end {
			to, last = t.end, max(t.end, t.hi)
		}
		late := t.from > from
		if from > t.end || to < t.from || late && y.First != "by month" {
			continue
		}
		year := &term{start: from, from: max(from, t.from), end: to, plain: min(to, t.plain), v: t.v, early: true}
		w.owe(year)
		owed := year.owed(&rules.Need{Amount: w.yearly(t, n, to)})
		for _, e := range w.fitting(t, n, t.lo, min(t.hi, seen), nil) {
			if e.Day >= first && e.Day <= last {
				owed -= e.Minutes
			}
		}
		if off := min(less, owed); off > 0 {
			owed, less = owed-off, less-off
		}
		if owed > 0 {
			years += owed
			lapsed = lapsed || min(seen, w.asOf) > to && to < t.end
		}
	}
	return max(lack, years), lapsed && max(lack, years) > 0
}

// yearly returns what a year that ends on the day must have, by the version that was in force then.
func (w *world) yearly(t *term, n *rules.Need, to rules.Day) rules.Amount {
	v := t.v
	for i := len(t.ran) - 1; i >= 0 && w.rule.Versions[v].From > to; i-- {
		v = t.ran[i]
	}
	root := w.rule.Versions[v].Needs
	for _, o := range append([]rules.Need{*root}, root.Needs...) {
		if o.ID == n.ID {
			return o.EachYear
		}
	}
	return rules.Amount{}
}

// steps goes from day to day until a step has what it needs, and leaves of that day to later steps what it can be without.
func (w *world) steps(t *term, n *rules.Need, seen rules.Day, say func(rules.Status)) {
	used := map[string]bool{}
	day, blocked := w.entries[0].Day, false
	for i := range n.Needs {
		if blocked {
			say(rules.NotYet)
			continue
		}
		step := &n.Needs[i]
		lo, hi := max(t.first(step), day), t.last(step, seen)
		have := func(upTo rules.Day) (sum int64) {
			for _, e := range w.fitting(t, step, lo, min(hi, upTo), used) {
				sum += e.Minutes
			}
			return sum
		}
		if blocked = have(hi) < w.asks(t, step, seen); blocked {
			if have(hi) > 0 {
				say(rules.Partly)
			} else {
				say(rules.NotYet)
			}
			continue
		}
		say(rules.Met)
		for have(day) < w.asks(t, step, day) {
			day++
		}
		today := w.fitting(t, step, max(lo, day), min(hi, day), used)
		brings := map[string]int64{}
		for k := range n.Needs[i+1:] {
			later := &n.Needs[i+1+k]
			for _, e := range w.fitting(t, later, max(t.first(later), day), min(t.last(later, seen), day), used) {
				brings[e.ID] += e.Minutes
			}
		}
		slices.SortStableFunc(today, func(a, b *rules.Entry) int { return int(brings[b.ID] - brings[a.ID]) })
		for _, e := range today { // whoever is left stays in used until the step is over
			used[e.ID] = brings[e.ID] > 0
			if have(day) < w.asks(t, step, day) {
				used[e.ID] = false
			}
		}
		for _, e := range today {
			used[e.ID] = !used[e.ID]
		}
	}
}

// someChain draws a rule of one to three versions with cycles of one kind.
func someChain(t *rapid.T) rules.Rule {
	hours := func(least, most int, label string) rules.Amount {
		return rules.Amount{Hundredths: 100 * int64(rapid.IntRange(least, most).Draw(t, label)), Unit: "hours"}
	}
	r := rules.Rule{Key: "drawn"}
	kind := rapid.SampledFrom([]string{rules.Rolling, rules.Rolling, rules.Fixed, rules.Calendar}).Draw(t, "kind")
	from := rules.Day(0)
	for v := range rapid.IntRange(1, 3).Draw(t, "versions") {
		y := &rules.Cycle{Kind: kind, Length: rules.Span{Months: 12 * rapid.IntRange(1, 3).Draw(t, "years")}, Leave: rapid.SampledFrom([]string{"", "reduces", "extends"}).Draw(t, "leave")}
		if kind != rules.Rolling {
			y.First = rapid.SampledFrom([]string{"whole", "by month"}).Draw(t, "first")
			y.Anchor = rules.Date(2019+rapid.IntRange(0, 3).Draw(t, "anchor"), 1, 1)
		}
		if kind == rules.Fixed {
			y.Anchor += rules.Day(rapid.SampledFrom([]int{0, 30, 58, 181}).Draw(t, "day"))
		}
		if rapid.Bool().Draw(t, "grace") {
			y.Grace = rules.Span{Months: rapid.IntRange(1, 5).Draw(t, "months")}
		}
		if rapid.IntRange(0, 2).Draw(t, "comes back") == 0 {
			y.Reinstatement = rules.Span{Months: rapid.IntRange(1, 12).Draw(t, "until")}
		}
		if v == 0 && rapid.Bool().Draw(t, "early") {
			y.EarlyCredit = rules.Span{Months: 6}
		}
		leaf := func(id string) rules.Need {
			n := rules.Need{Kind: rules.AtLeast, ID: id, Amount: hours(1, 4, "amount"), Of: someFilter(t), CountsAgain: true}
			if rapid.Bool().Draw(t, "every year") {
				n.EachYear = rules.Amount{Hundredths: 25 * int64(rapid.IntRange(1, 6).Draw(t, "a year")), Unit: "hours"}
			}
			if rapid.IntRange(0, 3).Draw(t, "handed in") == 0 {
				n.ReportAfterEnd = rules.Span{Months: 1}
			}
			n.Once = rapid.IntRange(0, 3).Draw(t, "once") == 0
			if rapid.Bool().Draw(t, "carries") {
				n.CarryOver = hours(1, 3, "carry")
			}
			if n.EachYear.IsZero() && n.ReportAfterEnd.IsZero() && n.CarryOver.IsZero() && rapid.Bool().Draw(t, "ever") {
				n.Over = "ever"
			}
			return n
		}
		folio := rules.Need{Kind: rules.HasFolio, ID: "f", Target: "x", Over: rapid.SampledFrom([]string{"", "cycle"}).Draw(t, "over")}
		if rapid.Bool().Draw(t, "fresh") {
			folio.Within = rules.Span{Months: 12}
		}
		root := leaf("l0")
		if kinds := []string{"", rules.AllOf, rules.AnyOf, rules.Choose, rules.InOrder}; true {
			if k := rapid.SampledFrom(kinds).Draw(t, "root"); k != "" {
				root = rules.Need{Kind: k, ID: "r", Needs: []rules.Need{root, leaf("l1")}}
				if k != rules.InOrder && rapid.Bool().Draw(t, "portfolio") {
					root.Needs = append(root.Needs, folio)
				}
				if k == rules.Choose {
					root.Needs, root.Count = append(root.Needs, leaf("l2")), 2
				}
				for i := range root.Needs {
					if k == rules.InOrder {
						root.Needs[i].CarryOver, root.Needs[i].EachYear = rules.Amount{}, rules.Amount{}
					}
				}
			}
		}
		version := rules.Version{Name: string(rune('A' + v)), From: from, Cycle: y, Needs: &root}
		if v > 0 {
			version.Transition = rapid.SampledFrom([]string{rules.AtOnce, rules.NextCycle, rules.Newcomers}).Draw(t, "transition")
		}
		r.Versions = append(r.Versions, version)
		from = max(from, rules.Date(2019, 1, 1)) + rules.Day(rapid.IntRange(1, 1200).Draw(t, "from"))
	}
	return r
}

// someLife draws what somebody did, was certified of and was away for in eight years.
func someLife(t *rapid.T) (out []rules.Entry) {
	on := func(label string) rules.Day {
		return rules.Date(2018, 1, 1) + rules.Day(rapid.IntRange(0, 3100).Draw(t, label))
	}
	for i := range rapid.IntRange(0, 12).Draw(t, "entries") {
		e := someEntry(t, string(rune('a'+i)))
		e.Kind, e.Name, e.Day, e.Minutes, e.Until, e.Credits, e.Covers = rules.Learning, "", on("day"), e.Minutes+60, 0, nil, nil
		e.Title = rapid.SampledFrom([]string{"", "", "p", "q"}).Draw(t, "title")
		if rapid.IntRange(0, 2).Draw(t, "late") == 0 {
			e.Reported = e.Day + rules.Day(rapid.IntRange(0, 800).Draw(t, "reported"))
		}
		out = append(out, e)
	}
	out = append(out, rules.Entry{ID: "C", Kind: rules.Certified, Day: min(on("certified"), asOf-1)})
	for i := range rapid.IntRange(0, 2).Draw(t, "renewals") {
		out = append(out, rules.Entry{ID: string(rune('D' + i)), Kind: rules.Certified, Day: on("renewed")})
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "portfolios") {
		out = append(out, rules.Entry{ID: string(rune('P' + i)), Kind: rules.Portfolio, Name: "x", Day: on("shown")})
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "leaves") {
		e := rules.Entry{ID: string(rune('L' + i)), Kind: rules.Leave, Day: on("left")}
		if rapid.Bool().Draw(t, "back") {
			e.Until = e.Day + rules.Day(rapid.IntRange(0, 400).Draw(t, "for"))
		}
		out = append(out, e)
	}
	return append(out, someDecisions(t, on)...)
}
