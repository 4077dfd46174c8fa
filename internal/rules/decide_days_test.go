package rules_test

import (
	"slices"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/rules"
)

// The slow evaluator of cycles reads decisions as a clerk does who opens the file on the day of each.

// more is a new last day of the cycle that begins on a day.
type more struct{ of, until rules.Day }

// longer is the last day of what begins on a day, with what decisions gave.
func (w *world) longer(from, end, last rules.Day) rules.Day {
	for _, m := range w.more {
		if m.of >= from && m.of <= end {
			last = max(last, m.until)
		}
	}
	return last
}

// decide looks, on the day of each decision about more time, in which cycle the person is.
func (w *world) decide() {
	var list []rules.Entry
	for _, e := range w.entries {
		if e.Kind == rules.Extended && e.Name == w.rule.Key && e.Day >= w.begin {
			list = append(list, e)
		}
	}
	slices.SortStableFunc(list, func(a, b rules.Entry) int { return int(a.Day-b.Day)*10000 + int(a.Until-b.Until) })
	for _, e := range list {
		on := &world{rule: w.rule, asOf: e.Day, begin: w.begin, more: w.more,
			entries: slices.DeleteFunc(slices.Clone(w.entries), func(o rules.Entry) bool { return o.Day > e.Day }),
			opens:   slices.DeleteFunc(slices.Clone(w.opens), func(d rules.Day) bool { return d > e.Day })}
		on.walk()
		t, missed := on.present()
		y := w.rule.Versions[t.v].Cycle
		back := func(t *term) bool {
			again := w.rule.Versions[t.v].Cycle.Reinstatement.Months
			return again > 0 && e.Day <= max(months(t.due, again), months(t.due+1, again)-1)
		}
		last := func(t *term) rules.Day {
			end := t.end
			for d := t.from; y.Kind != rules.Rolling && y.Leave == "extends" && d <= t.end; d++ {
				if on.onLeave(d) {
					end++
				}
			}
			return on.longer(t.from, t.end, end)
		}
		switch {
		case missed && !back(t):
			continue
		case !missed && on.lost && e.Until <= last(t) && back(on.terms[len(on.terms)-2]):
			t = on.terms[len(on.terms)-2]
			y = w.rule.Versions[t.v].Cycle
		}
		if e.Until > last(t) {
			w.more = append(w.more, more{t.from, e.Until})
		}
	}
}

// less is how much less is asked for by waivers up to the day, and whether nothing is.
func (w *world) less(t *term, n *rules.Need, seen rules.Day) (less int64, whole bool) {
	for _, e := range w.entries {
		if e.Kind != rules.Waived || e.Name != w.rule.Key || e.Day < t.lo || e.Day > min(t.hi, seen) {
			continue
		}
		named := slices.Contains(e.Covers, n.ID)
		for _, c := range e.Credits {
			if n.Kind == rules.AtLeast && (named || len(e.Covers) == 0 && n.Over != "ever") {
				less += c.Hundredths * 60 / 100
			}
		}
		whole = whole || named && len(e.Credits) == 0
	}
	return less, whole
}

// asks is what is owed of an amount without what was waived up to the day.
func (w *world) asks(t *term, n *rules.Need, seen rules.Day) int64 {
	less, whole := w.less(t, n, seen)
	if whole {
		return 0
	}
	return max(0, t.owed(n)-less)
}

// someDecisions draws what a board decided, now and then about another rule.
func someDecisions(t *rapid.T, on func(string) rules.Day) (out []rules.Entry) {
	rule := func() string {
		return rapid.SampledFrom([]string{"drawn", "drawn", "drawn", "another"}).Draw(t, "rule")
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "more time") {
		e := rules.Entry{ID: string(rune('U' + i)), Kind: rules.Extended, Name: rule(), Day: on("decided")}
		e.Until = e.Day + rules.Day(rapid.IntRange(0, 900).Draw(t, "last day"))
		out = append(out, e)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "waivers") {
		e := rules.Entry{ID: string(rune('X' + i)), Kind: rules.Waived, Name: rule(), Day: on("waived")}
		e.Covers = rapid.SampledFrom([][]string{nil, {"l0"}, {"l1"}, {"f"}, {"r"}, {"l0", "f"}}).Draw(t, "of")
		if e.Covers == nil || rapid.Bool().Draw(t, "in part") {
			e.Credits = []rules.Credit{{Unit: "hours", Hundredths: 25 * int64(rapid.IntRange(1, 10).Draw(t, "so much"))}}
		}
		out = append(out, e)
	}
	return out
}
