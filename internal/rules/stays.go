package rules

import "slices"

// maxTries bounds the days on which a programme is looked at again.
const maxTries = 500

// onceMet looks for a day in the time to finish on which all was met, although some of it has faded since: what was
// met once in its time stays met. Nothing can have been met before the first day on which it would have been if
// nothing faded; from there on, only what the record says of a day can make it met.
func (r *run) onceMet(f *frame) (Node, bool) {
	last := min(r.asOf, f.limit)
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
