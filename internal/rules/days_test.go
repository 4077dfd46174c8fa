package rules_test

import (
	"slices"

	"learningcommons.dev/commons/internal/rules"
)

// A slow, obvious evaluator of cycles: it goes from day to day, as people with a calendar do.

// term is one cycle of the person.
type term struct {
	v                              int
	from, start, end, due, lo, hi  rules.Day
	plain                          rules.Day // the last day without a decision
	num, den                       int64
	carry                          map[string]int64
	judged, opened, closed, lapsed bool
	early                          bool  // closed before its end
	ran                            []int // the versions whose place v took
}

type world struct {
	rule    rules.Rule
	entries []rules.Entry // by day and id
	asOf    rules.Day
	begin   rules.Day
	opens   []rules.Day
	leave   map[rules.Day]bool
	terms   []*term
	more    []more // what decisions gave
	lost    bool   // the common cycle before the last was missed
	// rolling cycles are counted from the anchor
	anchor rules.Day
	k      int
}

func months(d rules.Day, n int) rules.Day {
	y, m, day := d.Civil()
	all := y*12 + m - 1 + n
	for { // the last day of the month where it has no such day
		to := rules.Date(all/12, all%12+1, day)
		if y, m, _ := to.Civil(); y*12+m-1 == all {
			return to
		}
		day--
	}
}

func (w *world) onLeave(d rules.Day) bool {
	if w.leave == nil {
		w.leave = map[rules.Day]bool{}
		for _, e := range w.entries {
			until := e.Until
			if until == 0 {
				until = w.asOf
			}
			for day := e.Day; e.Kind == rules.Leave && day <= until; day++ {
				w.leave[day] = true
			}
		}
	}
	return w.leave[d]
}

func (w *world) binds(v int, start rules.Day) bool {
	from := w.rule.Versions[v].From
	switch w.rule.Versions[v].Transition {
	case rules.NextCycle:
		return start >= from
	case rules.Newcomers:
		return w.begin >= from
	}
	return true
}

func (w *world) bindingOn(d rules.Day) int {
	for v := len(w.rule.Versions) - 1; v > 0; v-- {
		if w.rule.Versions[v].From <= d && w.binds(v, d) {
			return v
		}
	}
	return 0
}

// days returns the days of a cycle of a version: a rolling one from the day on, or the common one that holds it.
func (w *world) days(v int, d, anchor rules.Day, k int) (start, plain, end rules.Day, moved bool) {
	y := w.rule.Versions[v].Cycle
	if y.Kind == rules.Rolling {
		end = months(anchor, (k+1)*y.Length.Months) - 1
		if y.Leave == "extends" {
			for day := d; day <= end; day++ {
				if w.onLeave(day) {
					end, moved = end+1, true
				}
			}
		}
		plain = end
		end = w.longer(d, plain, plain)
		return d, plain, end, moved || end > plain
	}
	base := y.Anchor
	if y.Kind == rules.Calendar {
		base = rules.Date(2000, 1, 1)
		if y.Anchor != 0 {
			base = y.Anchor
		}
	}
	for n := -1000; ; n++ {
		if next := months(base, (n+1)*y.Length.Months); next > d {
			return months(base, n*y.Length.Months), next - 1, next - 1, false
		}
	}
}

func (w *world) begun(from rules.Day) *term {
	t := &term{v: w.bindingOn(from), from: from, judged: true}
	var last *term
	if len(w.terms) > 0 {
		last = w.terms[len(w.terms)-1]
	}
	if last == nil || last.v != t.v || w.anchor == 0 {
		w.anchor, w.k = from, 0
	} else {
		w.k++
	}
	moved := false
	if t.start, t.plain, t.end, moved = w.days(t.v, from, w.anchor, w.k); moved {
		w.anchor = 0
	}
	w.terms = append(w.terms, t)
	return t
}

// walk lives through the days.
func (w *world) walk() {
	w.begun(w.begin).opened = true
	for d := w.begin; d <= w.asOf; d++ {
		t := w.terms[len(w.terms)-1]
		rolling := w.rule.Versions[t.v].Cycle.Kind == rules.Rolling
		certified := d > w.begin && slices.Contains(w.opens, d)
		switch {
		case certified && rolling && d <= t.end:
			if w.anchor = 0; d-t.from < t.end+1-d && !t.opened && len(w.terms) > 1 {
				w.terms = w.terms[:len(w.terms)-1]
				w.terms[len(w.terms)-1].closed = true
			} else {
				t.end, t.plain, t.closed, t.early = d-1, min(t.plain, d-1), true, true
			}
			w.begun(d).opened = true
		case d > t.end:
			if certified && rolling {
				t.closed, w.anchor = true, 0
			}
			w.begun(d).opened = certified
		default:
			w.takeOver(t, d)
		}
	}
	for _, t := range w.terms {
		w.owe(t)
	}
	y := w.rule.Versions[w.terms[0].v].Cycle
	w.terms[0].lo = y.EarlyCredit.Before(w.begin)
}

// takeOver lets a version that comes on the day have the running cycle.
func (w *world) takeOver(t *term, d rules.Day) {
	for v := 1; v < len(w.rule.Versions); v++ {
		n := w.rule.Versions[v]
		if n.From != d || t.from >= d || !w.binds(v, t.from) {
			continue
		}
		if n.Cycle.Kind == rules.Rolling {
			if _, plain, end, moved := w.days(v, t.from, t.from, 0); end >= d {
				if t.ran, t.v, t.plain, t.end, w.anchor, w.k = append(t.ran, t.v), v, plain, end, t.from, 0; moved {
					w.anchor = 0
				}
			}
			continue
		}
		start, _, end, _ := w.days(v, d, 0, 0)
		t.ran, t.v, t.start, t.plain, t.end = append(t.ran, t.v), v, min(start, t.from), end, end
	}
}

// owe works out what share is owed in a cycle, and its grace.
func (w *world) owe(t *term) {
	y := w.rule.Versions[t.v].Cycle
	t.num, t.den, t.lo, t.hi, t.due = 1, 1, t.from, t.end, t.end
	leave := rules.Day(0)
	for d := t.from; d <= t.plain; d++ {
		if w.onLeave(d) {
			leave++
		}
	}
	if y.Kind != rules.Rolling && y.Leave == "extends" {
		t.due += leave
	}
	if !t.early {
		t.due = w.longer(t.from, t.plain, t.due)
	}
	if last := t.due; !y.Grace.IsZero() && !t.early {
		t.due = max(months(last, y.Grace.Months), months(last+1, y.Grace.Months)-1)
	}
	if t.from > t.start && y.First == "by month" {
		all, left := int64(0), int64(0)
		for n := 0; months(t.start, n) <= t.end; n++ {
			all++
		}
		for n := 0; months(t.from, n) <= t.end; n++ {
			left++
		}
		t.num, t.den = left, all
	}
	if y.Leave == "reduces" {
		t.num, t.den = t.num*int64(t.plain-t.from+1-leave), t.den*int64(t.plain-t.from+1)
	}
}

func (t *term) owed(n *rules.Need) int64 {
	all := n.Amount.Hundredths * 60 / 100
	if n.Over == "ever" {
		return all
	}
	all *= t.num
	return (all + t.den - 1) / t.den
}

// have adds up what counts for an amount, day by day and entry by entry.
func (w *world) have(t *term, n *rules.Need, seen rules.Day) int64 {
	sum := t.carry[n.ID]
	for _, e := range w.fitting(t, n, t.first(n), t.last(n, seen), nil) {
		sum += e.Minutes
	}
	return sum
}

func (w *world) stands(t *term, n *rules.Need, seen rules.Day) rules.Status {
	at := min(seen, w.asOf)
	worst := func(s rules.Status) rules.Status {
		if s != rules.Met && at > t.due {
			return rules.Expired
		}
		return s
	}
	if _, whole := w.less(t, n, seen); whole {
		return rules.Met
	}
	count := map[rules.Status]int{}
	want := len(n.Needs)
	switch n.Kind {
	case rules.AtLeast:
		have := w.have(t, n, seen)
		lack, lapsed := w.lacks(t, n, seen)
		switch {
		case lack == 0:
			return rules.Met
		case lapsed:
			return rules.Expired
		case have > 0:
			return worst(rules.Partly)
		}
		return worst(rules.NotYet)
	case rules.HasFolio:
		if w.shows(t, n, seen) {
			return rules.Met
		}
		return worst(rules.NotYet)
	case rules.InOrder:
		w.steps(t, n, seen, func(s rules.Status) { count[worst(s)]++ })
	default:
		for i := range n.Needs {
			count[w.stands(t, &n.Needs[i], seen)]++
		}
	}
	if n.Kind == rules.AnyOf {
		want = 1
	} else if n.Kind == rules.Choose {
		want = n.Count
	}
	switch {
	case count[rules.Met] >= want:
		return rules.Met
	case len(n.Needs)-count[rules.Expired] < want:
		return worst(rules.Expired)
	case count[rules.Met]+count[rules.Partly] > 0:
		return worst(rules.Partly)
	}
	return worst(rules.NotYet)
}

// shows reports whether there is a portfolio in the cycle, or in the time before the day, where the requirement says so.
func (w *world) shows(t *term, n *rules.Need, seen rules.Day) bool {
	return slices.ContainsFunc(w.entries, func(e rules.Entry) bool {
		inCycle := n.Over != "cycle" || e.Day >= t.lo && e.Day <= t.hi
		fresh := n.Within.IsZero() || months(e.Day, n.Within.Months) > min(seen, w.asOf)
		return e.Kind == rules.Portfolio && e.Name == n.Target && e.Day <= seen && inCycle && fresh
	})
}

// present returns the cycle that the person is in, and whether it was missed.
func (w *world) present() (t *term, missed bool) {
	taken := rules.Day(0) // the last day on which an old cycle was made up
	for k, t := range w.terms {
		t.lo = max(t.lo, taken+1)
		w.bring(k)
		if k == len(w.terms)-1 {
			return t, false
		}
		if !t.judged || t.lapsed {
			continue
		}
		made, next, last := false, w.terms[k+1], min(t.due, w.asOf)
		if t.closed {
			last = min(last, next.from-1)
		}
		for d := t.end; d <= max(t.end, last) && !made; d++ {
			if t.hi = d; w.stands(t, w.rule.Versions[t.v].Needs, d) == rules.Met {
				made, next.lo, taken = true, d+1, max(taken, d)
			}
		}
		if made {
			continue
		}
		if t.closed {
			t.hi = t.end
			continue
		}
		if t.hi = t.due; w.asOf <= t.due {
			return t, false
		}
		if w.rule.Versions[t.v].Cycle.Kind != rules.Rolling {
			t.hi, w.lost = t.end, k == len(w.terms)-2
			continue
		}
		again := slices.IndexFunc(w.terms[k+1:], func(t *term) bool { return t.opened })
		if again < 0 {
			return t, true
		}
		t.hi = t.end
		for _, o := range w.terms[k+1 : k+1+again] {
			o.lapsed = true
		}
	}
	return nil, false
}

// bring carries over from the cycle before.
func (w *world) bring(k int) {
	t := w.terms[k]
	t.carry = map[string]int64{}
	if k == 0 || t.lapsed || !w.terms[k-1].judged || w.terms[k-1].lapsed {
		return
	}
	before := w.terms[k-1]
	each := func(root *rules.Need) []rules.Need {
		if root.Kind == rules.AtLeast {
			return []rules.Need{*root}
		}
		return root.Needs
	}
	for _, n := range each(w.rule.Versions[t.v].Needs) {
		for _, o := range each(w.rule.Versions[before.v].Needs) {
			if n.ID != o.ID || n.CarryOver.IsZero() || o.CarryOver.IsZero() {
				continue
			}
			have := w.have(before, &o, min(w.asOf, max(before.due, before.end)))
			most := min(n.CarryOver.Hundredths, o.CarryOver.Hundredths) * 60 / 100
			t.carry[n.ID] = max(0, min(most, have-before.owed(&o), have-before.carry[o.ID]))
		}
	}
}
