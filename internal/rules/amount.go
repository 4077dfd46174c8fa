package rules

import (
	bits64 "math/bits"
	"slices"
)

// frame is the time in which somebody is looked at.
type frame struct {
	lo, hi Day // in which amounts of the cycle count
	seen   Day // what came later is not known
	asOf   Day
	// last is the last day of which enrolling is known: that of the cycle, or the one that was asked about. A look at an
	// earlier day in it does not change it.
	last  Day
	from  Day // on which the cycle begins for this person
	start Day // of the cycle
	end   Day // last day of the cycle, or of the time to finish; 0 when there is none
	due   Day // end with its grace
	facts Day // first day of facts, for a later step
	limit Day // last day of facts, from the time to finish; 0 when there is none
	// num/den is the share of the amounts that is owed; first says how a member comes to it, where their group does.
	num, den int64
	first    string
	used     bits // by earlier steps
	left     bits // to later steps
	lenient  bool // what fades does not: looks for the first day on which all may have been met
	previous []*frame
	v        *version
	ran      []*version // those whose place v took while the cycle ran
	role     string     // by which somebody is looked at in the cycle
	bound    bool       // whether the rule bound that role
	judged   bool       // whether anything was asked for at its end
	opened   bool       // begun by a certificate
	closed   bool       // renewed by a certificate before or at its end
	lapsed   bool       // after a missed cycle, before a new certificate
	leave    bool       // a leave changed it
	waits    bool       // an open leave moves its end or its grace on
	// plain is the last day without a decision, more the one with leave and decisions and without its grace; extended are the decisions that moved it.
	plain, more Day
	length      Span // of the cycle, as the rule says it: the first one may be of another
	extended    []*Entry
	waivers     []*Entry
	note        Reason
	back        Day // until when one may come back after the cycle before, which was missed
}

// owed returns the share of parts of an amount that is owed, rounded up to a whole part. What looks at other times than the
// cycle is owed whole, however short that is.
func (f *frame) owed(l *leaf, parts int64) int64 {
	if f.num == f.den || !l.need.ofCycle() {
		return parts
	}
	hi, lo := bits64.Mul64(uint64(parts), uint64(f.num))
	q, rest := bits64.Div64(hi, lo, uint64(f.den)) // no more than parts, for the share is one at most
	if rest > 0 {
		q++
	}
	return int64(q)
}

// most returns what a most of an amount comes to: its share, and the whole of it where nothing is owed.
func (f *frame) most(l *leaf, parts int64) int64 {
	if f.num == 0 {
		return parts
	}
	return f.owed(l, parts)
}

// ofCycle reports whether an amount is counted in the cycle, not in all time or looking back.
func (n *Need) ofCycle() bool { return n.Over != "ever" && n.Within.IsZero() }

// outcome is what a leaf came to.
type outcome struct {
	leaf                          *leaf
	need, counted, missing, carry int64
	// full is what is owed without waivers, waived what they take off it: nil where there is none.
	full   int64
	waived *waiving
	cand   bits
	pool   []*outcome // those that it competed with
	// uses is nil when every candidate counts whole.
	uses []share
	cats []CategoryNode
	// years are the years of the cycle, where each must have as much.
	years []CategoryNode
	// yearDue is the last day of the running year, where that has less than it must have.
	yearDue Day
	// lapsed says that a year of the cycle has ended with less than it must have.
	lapsed bool
}

// share is what of an entry counts for a leaf; cat is -1 outside its categories.
type share struct {
	entry int
	parts int64
	cat   int
}

// amounts returns what each entry has in a unit.
func (r *run) amounts(measure int) []int64 {
	if a := r.byMeasure[measure]; a != nil {
		return a
	}
	m := &r.program.measures[measure]
	r.work.spend(r.person.size * (4 + len(m.from)))
	a := make([]int64, len(r.person.entries))
	for i := range r.person.entries {
		a[i] = m.of(r.person.entries[i])
	}
	r.byMeasure[measure] = a
	return a
}

// amountsOf returns what each entry can bring to a leaf.
func (r *run) amountsOf(l *leaf) []int64 {
	a := r.amounts(l.measure)
	if l.largest == 0 {
		return a
	}
	if capped := r.capped[l.index]; capped != nil {
		return capped
	}
	out := make([]int64, len(a))
	for i, n := range a {
		out[i] = min(n, l.largest)
	}
	if r.capped == nil {
		r.capped = map[int][]int64{}
	}
	r.capped[l.index] = out
	return out
}

// window returns the days in which the entries of a leaf lie.
func (r *run) window(l *leaf, f *frame) (lo, hi Day) {
	n := l.need
	lo, hi = f.lo, f.hi
	if !n.ofCycle() {
		lo, hi = 1, f.seen
		if f.limit != 0 {
			hi = min(hi, f.limit)
		}
	}
	if !n.Within.IsZero() && !f.lenient {
		lo = n.Within.FirstBack(f.asOf)
	}
	lo = max(lo, r.since(l.since, f), f.facts)
	if n.Until != 0 {
		hi = min(hi, n.Until)
	}
	return lo, min(hi, f.seen)
}

// since returns the first day that counts.
func (r *run) since(s since, f *frame) Day {
	if s.enrolled {
		_, enrolled := r.person.begins(min(r.asOf, f.last))
		return max(s.day, enrolled)
	}
	return s.day
}

// candidates fills b with the entries that may count for the leaf.
func (r *run) candidates(l *leaf, f *frame, b bits) {
	r.work.spend(100 + r.w*(4+l.filter.size()))
	copy(b, r.person.done)
	lo, hi := r.window(l, f)
	from := r.person.until(lo - 1)
	b.keep(from, max(from, r.person.until(hi)))
	l.filter.apply(b, r.set, r.w)
	if f.used != nil {
		b.andNot(f.used)
	}
	if f.left != nil {
		b.andNot(f.left)
	}
	r.sift(l, f, b)
	switch {
	case !l.need.OnceIn.IsZero():
		r.onceIn(l, f, b)
	case l.need.Once:
		r.once(b, r.amountsOf(l))
	}
}

// sift takes out what is too small or was handed in too late.
func (r *run) sift(l *leaf, f *frame, b bits) {
	if l.smallest > 0 {
		r.work.spend(4 * b.count())
		a := r.amounts(l.smallMeasure)
		b.each(func(i int) {
			if a[i] < l.smallest {
				b[i>>6] &^= 1 << (i & 63)
			}
		})
	}
	if n := l.need; !n.ReportWithin.IsZero() || !n.ReportAfterEnd.IsZero() {
		r.work.spend(20 * b.count())
		b.each(func(i int) {
			if n.late(r.person.entries[i], f) {
				b[i>>6] &^= 1 << (i & 63)
			}
		})
	}
}

// onceIn takes out what has the title of an entry that counted less than so long before, also in an earlier cycle or before the first. Only the
// days decide: what fits and brings something counted, whether or not it was needed.
func (r *run) onceIn(l *leaf, f *frame, b bits) {
	all, amounts := r.fittingLeaf(l), r.amountsOf(l)
	all.keep(0, r.person.until(f.seen))
	r.sift(l, f, all)
	r.work.spend(150*all.count() + r.person.size)
	last := map[[2]string]Day{}
	all.each(func(i int) {
		e := r.person.entries[i]
		same := [2]string{e.Who, fold(e.Title)}
		if same[1] == "" || amounts[i] == 0 {
			return
		}
		if before := last[same]; before != 0 && e.Day < l.need.OnceIn.After(before) {
			b[i>>6] &^= 1 << (i & 63)
			return
		}
		last[same] = e.Day
	})
}

// once leaves of the entries of one person that have the same title the first that brings anything.
func (r *run) once(b bits, amounts []int64) {
	r.work.spend(100*b.count() + r.person.size)
	seen := map[[2]string]bool{}
	b.each(func(i int) {
		e := r.person.entries[i]
		same := [2]string{e.Who, fold(e.Title)}
		if same[1] == "" || amounts[i] == 0 {
			return
		}
		if seen[same] {
			b[i>>6] &^= 1 << (i & 63)
		}
		seen[same] = true
	})
}

// late reports whether the entry was handed in too late, after its day or after the end of the cycle: after that of the grace
// for what was done in it. One that does not say when is in time, and where nobody knows the end, all is.
func (n *Need) late(e *Entry, f *frame) bool {
	if e.Reported == 0 {
		return false
	}
	end := f.end
	if e.Day > end {
		end = f.due
	}
	return !n.ReportWithin.IsZero() && e.Reported > n.ReportWithin.After(e.Day) || !n.ReportAfterEnd.IsZero() && f.end != 0 && e.Reported > n.ReportAfterEnd.until(end)
}

// owes returns what the role owes of the leaf, and whether it is asked for anything.
func (r *run) owes(l *leaf) (int64, bool) { return l.owedBy(r.role) }

func (l *leaf) owedBy(role string) (int64, bool) {
	for _, roles := range l.only {
		if !slices.Contains(roles, role) {
			return 0, false
		}
	}
	if l.byRole == nil {
		return l.parts, true
	}
	parts, ok := l.byRole[role]
	return parts, ok
}

// measureLeaf works out a leaf by itself: what counts when no other requirement takes anything away.
func (r *run) measureLeaf(l *leaf, f *frame, carry int64) *outcome {
	o := r.outcome()
	parts, _ := r.owes(l)
	o.leaf, o.carry = l, carry
	r.asks(o, parts, f)
	o.cand = r.bits()
	r.candidates(l, f, o.cand)
	if len(l.cats) == 0 {
		r.work.spend(len(r.person.entries))
		o.counted = o.cand.sum(r.amountsOf(l)) + carry
		o.missing = max(0, o.need-o.counted)
	} else {
		r.shareOut([]*leaf{l}, []*outcome{o}, f, ^uint64(0))
	}
	if l.eachYear > 0 && f.start != 0 && (o.waived == nil || o.waived.whole == nil) {
		r.eachYear(l, f, o)
	}
	return o
}
