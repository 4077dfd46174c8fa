package rules

// explain writes into the tree, for each amount, what counted and what did not and why.
func (out *Node) explain() {
	for i := range out.Children {
		out.Children[i].explain()
	}
	o := out.out
	if o == nil {
		return
	}
	r, l := out.run, o.leaf
	amounts, whole := r.amountsOf(l), r.amounts(l.measure)
	counted := map[int]int64{}
	if o.uses == nil {
		o.cand.each(func(i int) {
			if amounts[i] > 0 {
				counted[i] = amounts[i]
				out.Uses = append(out.Uses, Use{Entry: &r.person.entries[i], Parts: amounts[i]})
			}
		})
	}
	for _, u := range o.uses {
		counted[u.entry] += u.parts
		use := Use{Entry: &r.person.entries[u.entry], Parts: u.parts}
		if u.cat >= 0 {
			use.Category = l.cats[u.cat].name
		}
		out.Uses = append(out.Uses, use)
	}
	elsewhere := map[int]bool{}
	for _, x := range o.pool {
		if x != o {
			for _, u := range x.uses {
				elsewhere[u.entry] = true
			}
		}
	}
	fits := r.bits()
	copy(fits, r.person.done)
	l.filter.apply(fits, r.set, r.w)
	lo, hi := r.window(l, out.fr)
	r.person.done.each(func(i int) {
		e := &r.person.entries[i]
		left := whole[i] - counted[i]
		if counted[i] > 0 && left == 0 {
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
		case e.Day < lo:
			no.Reason = BeforeTime
		case e.Day > hi:
			no.Reason = AfterTime
		case amounts[i] == 0:
			no.Reason = HasNoneOf
		case l.smallest > 0 && r.amounts(l.smallMeasure)[i] < l.smallest:
			no.Reason = TooSmall
		case !l.need.ReportWithin.IsZero() && late(e, l.need.ReportWithin):
			no.Reason = ReportedLate
		case counted[i] == amounts[i]:
			no.Reason = TooLarge
		default:
			if no.Reason = UsedElsewhere; !elsewhere[i] {
				no.Reason = OverMost
				no.Detail = r.capOf(l, i)
			}
		}
		out.Refused = append(out.Refused, no)
	})
}

// capOf names the category whose most the entry would use.
func (r *run) capOf(l *leaf, i int) string {
	for j := range l.cats {
		if l.cats[j].most < 0 {
			continue
		}
		b := r.bits()
		b.set(i)
		if l.cats[j].filter.apply(b, r.set, r.w); b.has(i) {
			return l.cats[j].name
		}
	}
	return ""
}

// Say writes parts of the node's unit as a number of it, "1.5", cut to two digits: nobody is told to have more than they have.
func (out *Node) Say(parts int64) string { return sayRatio(parts, max(out.Scale, 1)) }

// SayMissing is Say for what is missing, rounded up: what is not there is never told to be nothing.
func (out *Node) SayMissing(parts int64) string {
	scale := max(out.Scale, 1)
	return sayRatio((parts*100+scale-1)/scale, 100)
}
