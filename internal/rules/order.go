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

// want is an entry of the day on which a step was met.
type want struct {
	entry, steps int
	sum          int64
	brings       []int64 // to each amount of the later steps and to its categories
	takes        []int64 // likewise to this step
}

// wanted lists the entries of the day on which a step was met that count for it and could for later ones: first those that could
// for most steps, then those that bring them most, then those that bring the nearest most, then those that bring this one least. What brings a category
// its least brings more, what uses up a most brings less. Then all that they say decides, and never what they are called.
func (r *run) wanted(n *node, i int, met *frame) []int {
	first, end := r.person.until(met.seen-1), r.person.until(met.seen)
	list := make([]want, end-first)
	for e := range list {
		list[e].entry = first + e
	}
	after := *met
	after.facts = met.seen
	for k := i; k < len(n.own) && len(list) > 0; k++ {
		fits := make([]bool, len(list))
		for _, l := range n.own[k].leaves {
			if _, owes := r.owes(l); !owes || l.inNone {
				continue
			}
			r.bring(l, &after, list, fits, k > i)
		}
		for e := range list {
			if fits[e] && k > i {
				list[e].steps++
			}
		}
		if k == i {
			list = slices.DeleteFunc(list, func(w want) bool { return !fits[w.entry-first] })
		}
	}
	list = slices.DeleteFunc(list, func(w want) bool { return w.steps == 0 })
	slices.SortFunc(list, func(a, b want) int {
		if c := cmp.Or(cmp.Compare(b.steps, a.steps), cmp.Compare(b.sum, a.sum), slices.Compare(b.brings, a.brings), slices.Compare(a.takes, b.takes)); c != 0 {
			return c
		}
		return compareSaid(r.person.entries[a.entry], r.person.entries[b.entry])
	})
	out := make([]int, len(list))
	for e, w := range list {
		out[e] = w.entry
	}
	return out
}

// bring adds to each entry what it brings to an amount, of a later step or of this one, and marks those that bring it anything.
func (r *run) bring(l *leaf, f *frame, list []want, fits []bool, later bool) {
	b, amounts := r.bits(), r.amountsOf(l)
	r.candidates(l, f, b)
	add := func(of bits, sign int64) {
		for e := range list {
			w, brings := &list[e], int64(0)
			if of.has(w.entry) {
				brings = sign * amounts[w.entry]
			}
			if later {
				w.brings, w.sum = append(w.brings, brings), w.sum+brings
			} else {
				w.takes = append(w.takes, brings)
			}
		}
	}
	add(b, 1)
	for e := range list {
		fits[e] = fits[e] || b.has(list[e].entry) && amounts[list[e].entry] > 0
	}
	for j := range l.cats {
		r.work.spend(r.w * (4 + l.cats[j].filter.size()))
		of := r.bits()
		copy(of, b)
		l.cats[j].filter.apply(of, r.set, r.w)
		if l.cats[j].least >= 0 {
			add(of, 1)
		}
		if l.cats[j].most >= 0 || l.cats[j].each != "" {
			add(of, -1)
		}
	}
}
