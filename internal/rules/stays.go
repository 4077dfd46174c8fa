package rules

import (
	"slices"
	"sort"
)

// toFinish is the time up to the day, of a programme that must be finished so long after enrolling: the whole of it where nobody
// knows of that.
func (r *run) toFinish(asOf Day) *frame {
	f := &frame{v: r.v, role: r.roleName, lo: 1, hi: asOf, seen: asOf, asOf: asOf, last: asOf, num: 1, den: 1, waivers: r.person.waived}
	if _, enrolled := r.person.begins(r.asOf); enrolled != 0 && !r.v.FinishWithin.IsZero() {
		f.limit = r.v.FinishWithin.After(enrolled) - 1
		f.limit, f.extended = r.person.lastDay(enrolled, f.limit, f.limit)
		f.hi, f.end, f.due = min(f.hi, f.limit), f.limit, f.limit
	}
	return f
}

// finishing returns the run for the version by which somebody finishes. One that comes later takes their time over, unless all was
// met by then, or their time, by it or by the one before, had already passed.
func (r *run) finishing() *run {
	_, enrolled := r.person.begins(r.asOf)
	if enrolled == 0 {
		return r
	}
	var at *run
	for _, v := range r.program.versions {
		if v.From > r.v.From || v.Cycle != nil || !r.program.binds(v, r.person, r.asOf, 0) {
			continue
		}
		next := r.in(&frame{v: v, role: r.roleName})
		if at == nil || v.From <= enrolled || at.v.FinishWithin.IsZero() {
			at = next
			continue
		}
		if passed := func(s *run) bool { f := s.toFinish(r.asOf); return f.limit != 0 && f.limit < v.From }; passed(at) || passed(next) {
			continue
		}
		if !at.finished(v.From - 1) {
			at = next
		}
	}
	return at
}

// finished reports whether all was met in its time up to the day.
func (r *run) finished(on Day) bool {
	f := r.toFinish(on)
	if tree := r.tree(r.v.top, f); tree.Status == Met || !r.v.fades {
		return tree.Status == Met
	}
	_, ok := r.onceMet(f)
	return ok
}

// maxTries bounds the days on which a programme is looked at again.
const maxTries = 500

// onceMet looks for a day in the time to finish on which all was met, although some of it has faded since: what was
// met once in its time stays met.
func (r *run) onceMet(f *frame) (Node, bool) {
	if len(r.person.entries) == 0 {
		return Node{}, false
	}
	last := min(f.asOf, f.limit)
	on := func(d Day, lenient bool) Node {
		try := *f
		try.seen, try.asOf, try.hi, try.lenient = d, d, d, lenient
		return r.tree(r.v.top, &try)
	}
	first := r.firstMet(min(r.person.entries[0].Day, last), last, true, func(d Day, lenient bool) bool { return on(d, lenient).Status == Met })
	if first == 0 {
		return Node{}, false
	}
	tree := on(first, false)
	tree.MetOn = first
	return tree, true
}

// firstMet returns the first of some days on which all is met, 0 where it is met on none. Nothing can be met before the first day on which it
// would be if nothing faded; from there on, what the record says of a day makes it met, or the time that goes by until the next one does.
func (r *run) firstMet(from, to Day, fades bool, met func(on Day, lenient bool) bool) Day {
	if from > to || !met(to, fades) {
		return 0
	}
	first := func(lo, hi Day, lenient bool) Day {
		return lo + Day(sort.Search(int(hi-lo), func(n int) bool { return met(lo+Day(n), lenient) }))
	}
	lo := first(from, to, fades)
	if !fades || met(lo, false) {
		return lo
	}
	var days []Day
	for i := r.person.until(lo); i < len(r.person.entries); i++ {
		days = append(days, r.person.entries[i].Day)
	}
	for _, e := range r.person.facts {
		if e.Until >= lo {
			days = append(days, e.Until+1)
		}
	}
	slices.Sort(days)
	days = slices.DeleteFunc(slices.Compact(days), func(d Day) bool { return d >= to })
	for _, d := range append(days[:min(len(days), maxTries)], to) {
		if met(d, false) {
			return first(lo+1, d, false)
		}
		lo = d
	}
	return 0
}
