package rules

import "slices"

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
// met once in its time stays met. Nothing can have been met before the first day on which it would have been if
// nothing faded; from there on, only what the record says of a day can make it met.
func (r *run) onceMet(f *frame) (Node, bool) {
	last := min(f.asOf, f.limit)
	on := func(d Day, lenient bool) Node {
		try := *f
		try.seen, try.asOf, try.hi, try.lenient = d, d, d, lenient
		return r.tree(r.v.top, &try)
	}
	if len(r.person.entries) == 0 || on(last, true).Status != Met {
		return Node{}, false
	}
	lo, hi := min(r.person.entries[0].Day, last), last
	for lo < hi {
		if mid := (lo + hi) / 2; on(mid, true).Status == Met {
			hi = mid
		} else {
			lo = mid + 1
		}
	}
	days := []Day{lo}
	for i := r.person.until(lo); i < len(r.person.entries); i++ {
		days = append(days, r.person.entries[i].Day)
	}
	for _, e := range r.person.facts {
		if e.Until > lo {
			days = append(days, e.Until+1)
		}
	}
	slices.Sort(days)
	days = slices.Compact(days)
	for _, d := range days[:min(len(days), maxTries)] {
		if d > last {
			break
		}
		if tree := on(d, false); tree.Status == Met {
			tree.MetOn = d
			return tree, true
		}
	}
	return Node{}, false
}
