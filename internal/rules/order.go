package rules

import (
	"cmp"
	"slices"
)

// maxKept bounds the entries of one day that are found to be needed by a step one by one.
const maxKept = 60

// inOrder evaluates steps one after the other: each counts only from the day on which the one before was met, and
// not what that one counted. A step that is met shows what met it.
func (r *run) inOrder(n *node, f *frame, out *Node) {
	out.Children = r.nodes(len(n.own))
	at := *f
	blocked := false
	for i, k := range n.own {
		c := &out.Children[i]
		step := at
		*c = r.tree(k, &step)
		if c.Status == DoesNotApply {
			continue
		}
		if blocked {
			switch over := f.due != 0 && f.asOf > f.due; {
			case over:
				c.Status, c.Reason = Expired, StepBefore
			case c.Status != Expired: // what can be met no more stays so
				c.Status, c.Reason = NotYet, StepBefore
			}
			continue
		}
		if blocked = c.Status != Met; blocked {
			continue
		}
		// The first day on which the step was met.
		lo, hi := max(at.facts, 1), at.seen
		for lo < hi {
			try := at
			try.seen = (lo + hi) / 2
			if x := r.tree(k, &try); x.Status == Met {
				hi = try.seen
			} else {
				lo = try.seen + 1
			}
		}
		met := step
		met.seen = lo
		*c, at.used = r.leave(n, i, &met)
		at.facts, c.MetOn = lo, lo
	}
	out.group(len(out.Children))
}

// leave returns a step as it was met on the last day of the frame, and what is used up by it. Of the entries of that day it leaves
// those to later steps that it is met without, the most wanted first; those of earlier days count for no later step anyhow.
func (r *run) leave(n *node, i int, met *frame) (Node, bits) {
	list := r.wanted(n, i, met)
	left, used := r.bits(), r.bits()
	try := *met
	try.left = r.bits()
	for at, kept := 0, 0; at < len(list) && kept <= maxKept; kept++ {
		lo, hi := at, len(list)
		for lo < hi { // as many at once as it is met without
			mid := (lo + hi + 1) / 2
			copy(try.left, left)
			for _, e := range list[at:mid] {
				try.left.set(e)
			}
			if x := r.tree(n.own[i], &try); x.Status == Met {
				lo = mid
			} else {
				hi = mid - 1
			}
		}
		for _, e := range list[at:lo] {
			left.set(e)
		}
		at = lo + 1
	}
	if met.used != nil {
		used.or(met.used)
	}
	for _, e := range list {
		if !left.has(e) {
			used.set(e)
		}
	}
	as := *met
	as.left = left
	return r.tree(n.own[i], &as), used
}

// wanted lists the entries of the day on which a step was met that count for it and could for later ones: first those that could
// for most steps, then those that bring them most, then those that bring the nearest most, then those that bring this one least.
func (r *run) wanted(n *node, i int, met *frame) []int {
	first, end := r.person.until(met.seen-1), r.person.until(met.seen)
	type want struct {
		entry, steps int
		sum          int64
		brings       []int64 // to each amount of the later steps
		takes        []int64 // this step, for each of its amounts
	}
	list := make([]want, end-first)
	after := *met
	after.facts = met.seen
	for k := i; k < len(n.own) && len(list) > 0; k++ {
		fits := make([]bool, len(list))
		for _, l := range n.own[k].leaves {
			if _, owes := r.owes(l); !owes || l.inNone {
				continue
			}
			b, amounts := r.bits(), r.amountsOf(l)
			r.candidates(l, &after, b)
			for e := range list {
				w, brings := &list[e], int64(0)
				if w.entry = first + e; b.has(w.entry) {
					brings = amounts[w.entry]
				}
				if k == i {
					w.takes = append(w.takes, brings)
				} else {
					w.brings, w.sum, fits[e] = append(w.brings, brings), w.sum+brings, fits[e] || brings > 0
				}
			}
		}
		for e, ok := range fits {
			if ok {
				list[e].steps++
			}
		}
	}
	list = slices.DeleteFunc(list, func(w want) bool {
		return w.steps == 0 || !slices.ContainsFunc(w.takes, func(n int64) bool { return n > 0 })
	})
	slices.SortStableFunc(list, func(a, b want) int {
		return cmp.Or(cmp.Compare(b.steps, a.steps), cmp.Compare(b.sum, a.sum), slices.Compare(b.brings, a.brings), slices.Compare(a.takes, b.takes))
	})
	out := make([]int, len(list))
	for e, w := range list {
		out[e] = w.entry
	}
	return out
}
