package rules

import "slices"

// The most that is listed of what did not count and of what did: more than that nobody reads.
const (
	maxRefusals = 20_000
	maxUses     = 200_000
)

// explainer writes into a tree, for each amount, what counted and what did not and why, and on which day what is met was met.
type explainer struct {
	refusals, uses int
	cut            bool
	// fits are the entries that fit any amount of a run. What fits none is said once, at the first amount.
	fits map[*run]bits
	said map[*run]bool
}

// explain explains the whole tree, and reports whether some of it was left out.
func (out *Node) explain() (cut bool) {
	x := &explainer{fits: map[*run]bits{}, said: map[*run]bool{}}
	x.collect(out)
	x.node(out)
	return x.cut
}

func (x *explainer) collect(out *Node) {
	for i := range out.Children {
		x.collect(&out.Children[i])
	}
	if o := out.out; o != nil {
		if x.fits[out.run] == nil {
			x.fits[out.run] = out.run.bits()
		}
		x.fits[out.run].or(out.run.fittingLeaf(o.leaf))
	}
}

// fittingLeaf returns what was done and fits a leaf, on whichever day.
func (r *run) fittingLeaf(l *leaf) bits {
	b := r.bits()
	copy(b, r.person.done)
	l.filter.apply(b, r.set, r.w)
	return b
}

func (x *explainer) node(out *Node) {
	for i := range out.Children {
		x.node(&out.Children[i])
	}
	if out.run != nil && out.run.work.over() {
		return
	}
	if out.out != nil {
		x.counted(out)
		x.refused(out)
	}
	if out.MetOn == 0 && out.Status == Met {
		out.MetOn = out.metOn()
	}
}

// counted lists what counted, and returns how much of each entry.
func (x *explainer) counted(out *Node) {
	o, r := out.out, out.run
	amounts := r.amountsOf(o.leaf)
	add := func(u Use) {
		// What fills the least of a category and what is over it are one to people.
		if k := len(out.Uses) - 1; k >= 0 && out.Uses[k].Entry == u.Entry && out.Uses[k].Category == u.Category {
			out.Uses[k].Parts += u.Parts
			return
		}
		if x.uses++; x.uses > maxUses {
			x.cut = true
			return
		}
		out.Uses = append(out.Uses, u)
	}
	if o.uses == nil {
		o.cand.each(func(i int) {
			if amounts[i] > 0 {
				add(Use{Entry: r.person.entries[i], Parts: amounts[i]})
			}
		})
	}
	for _, u := range o.uses {
		use := Use{Entry: r.person.entries[u.entry], Parts: u.parts}
		if u.cat >= 0 {
			use.Category = o.leaf.cats[u.cat].name
		}
		add(use)
	}
	if o.waived != nil {
		out.Uses = append(out.Uses, o.waived.by...)
	}
}

// refused lists what did not count, or not whole, and why.
func (x *explainer) refused(out *Node) {
	o, r, l := out.out, out.run, out.out.leaf
	r.work.spend(20 * len(r.person.entries))
	amounts, whole := r.amountsOf(l), r.amounts(l.measure)
	counted := make([]int64, len(whole))
	if o.uses == nil {
		o.cand.each(func(i int) { counted[i] = amounts[i] })
	}
	for _, u := range o.uses {
		counted[u.entry] += u.parts
	}
	elsewhere := r.bits()
	for _, other := range o.pool {
		if other != o {
			for _, u := range other.uses {
				elsewhere.set(u.entry)
			}
		}
	}
	fits, first := r.fittingLeaf(l), !x.said[r]
	x.said[r] = true
	lo, hi := r.window(l, out.fr)
	full := (*fullness)(nil)
	r.person.done.each(func(i int) {
		e := r.person.entries[i]
		left := whole[i] - counted[i]
		if counted[i] > 0 && left == 0 || !fits.has(i) && (!first || x.fits[r].has(i)) {
			return
		}
		if x.refusals++; x.refusals > maxRefusals {
			x.cut = true
			return
		}
		no := Refusal{Entry: e, Parts: left}
		switch {
		case !fits.has(i):
			no.Reason = DoesNotFit
		case e.Day > r.asOf:
			no.Reason = AfterAsOf
		case e.Day < lo && out.fr.facts > 1 && lo == out.fr.facts, out.fr.used != nil && out.fr.used.has(i):
			no.Reason = UsedBefore
		case out.fr.left != nil && out.fr.left.has(i):
			no.Reason = UsedElsewhere
		case e.Day < lo:
			no.Reason = BeforeTime
		case e.Day > hi:
			no.Reason = AfterTime
		case amounts[i] == 0:
			no.Reason = HasNoneOf
		case l.smallest > 0 && r.amounts(l.smallMeasure)[i] < l.smallest:
			no.Reason = TooSmall
		case l.need.late(e, out.fr):
			no.Reason = ReportedLate
		case l.need.Once && !o.cand.has(i):
			no.Reason = SameTitle
		case counted[i] == amounts[i]:
			no.Reason = TooLarge
		default:
			if no.Reason = UsedElsewhere; !elsewhere.has(i) {
				no.Reason = OverMost
				if full == nil {
					full = r.full(o, out.fr, counted)
				}
				no.Detail = full.name(i)
			}
		}
		out.Refused = append(out.Refused, no)
	})
}

// metOn returns the day from which a requirement that is met was met, or 0 where it is not known: where amounts
// compete, each of them has no day of its own.
func (out *Node) metOn() Day {
	if o := out.out; o != nil {
		return out.run.amountMetOn(o, out.fr)
	}
	var days []Day
	unknown := false
	for i := range out.Children {
		c := &out.Children[i]
		if c.Status == Met {
			days, unknown = append(days, c.MetOn), unknown || c.MetOn == 0
		}
	}
	if unknown || out.Need == nil || out.Need.Kind == NoneOf || out.Needed < 1 || int(out.Needed) > len(days) {
		return 0
	}
	slices.Sort(days)
	return days[out.Needed-1]
}

// amountMetOn looks for the first day on which an amount was reached.
func (r *run) amountMetOn(o *outcome, f *frame) Day {
	if o.pool != nil || o.full == 0 {
		return 0
	}
	lo, hi := Day(1), min(f.seen, f.asOf)
	if len(r.person.entries) > 0 {
		lo = min(r.person.entries[0].Day, hi)
	}
	for lo < hi {
		at := *f
		at.seen = (lo + hi) / 2
		if r.measureLeaf(o.leaf, &at, o.carry).missing == 0 {
			hi = at.seen
		} else {
			lo = at.seen + 1
		}
	}
	return max(lo, f.from)
}

// Say writes parts of the node's unit as a number of it, "1.5", cut to two digits: nobody is told to have more than they have.
func (out *Node) Say(parts int64) string { return sayRatio(parts, max(out.Scale, 1)) }

// SayMissing is Say for what is missing, rounded up: what is not there is never told to be nothing.
func (out *Node) SayMissing(parts int64) string {
	scale := max(out.Scale, 1)
	return sayRatio((parts*100+scale-1)/scale, 100)
}
