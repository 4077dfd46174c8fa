package rules

import "slices"

// current finds the cycle that the person is in: the first one that ended without being met, when its grace still
// runs or it broke the chain; else the one that holds the day.
func (r *run) current(all []*frame) (f *frame, missed bool, notes []Reason) {
	number, taken := 0, Day(0)
	for k, f := range all {
		f.previous = all[:k]
		f.lo = max(f.lo, taken+1) // what made an old cycle up counts in no later one
		f.seen = min(r.asOf, max(f.due, f.end))
		if f.v.Cycle != nil { // in a grace for renewal what is missing at the end stays missing
			f.seen = min(f.seen, f.makeUp())
		}
		last := k == len(all)-1
		r.place(f, last)
		if !f.lapsed {
			number++
		}
		if y := f.v.Cycle; y != nil && y.Times > 0 && number > y.Times {
			f.seen = r.asOf
			return f, true, append(notes, NoMoreCycles)
		}
		if last {
			f.seen = r.asOf
			return f, false, notes
		}
		if !f.judged || !f.bound || f.lapsed {
			continue
		}
		at, next := *f, all[k+1]
		at.seen = f.end
		if r.standsIn(&at) == Met {
			if f.renewedBy(next) {
				next.lo = f.end + 1
			}
			continue
		}
		if on := r.madeUp(f, next); on != 0 {
			taken = max(taken, on)
			if (k == len(all)-2 || on >= all[len(all)-1].from) && !slices.Contains(notes, MadeUpInGrace) {
				notes = append(notes, MadeUpInGrace)
			}
			continue
		}
		if f.closed {
			f.hi = f.end
			continue
		}
		if r.asOf <= f.due {
			return f, false, notes
		}
		if f.v.Cycle.Kind == Rolling && !lapse(all[k+1:]) {
			return f, true, notes
		}
		if f.hi = f.end; k == len(all)-2 && f.v.Cycle.Kind != Rolling {
			notes = append(notes, MissedBefore)
			if back := f.v.Cycle.Reinstatement; !back.IsZero() {
				all[k+1].back = back.until(f.due)
			}
		}
	}
	return nil, false, notes
}

// lapse marks what follows a missed cycle up to a new certificate, and reports whether there is one.
func lapse(after []*frame) bool {
	for i, f := range after {
		if f.opened {
			for _, g := range after[:i] {
				g.lapsed = true
			}
			return true
		}
	}
	return false
}

// renewedBy reports whether the certificate that begins the next cycle renews this one. What was done in between, where it came
// late, counts in the next one if this one was met.
func (f *frame) renewedBy(next *frame) bool { return f.closed && next.opened }

// madeUp returns the day on which what was missing at the end of a cycle was made up in its grace, before it was renewed; 0 where it was on none.
// What has faded since undoes nothing.
func (r *run) madeUp(f, next *frame) Day {
	last := f.makeUp()
	if last <= f.end {
		return 0
	}
	f.hi = last
	if f.closed {
		f.hi = min(last, next.from-1)
		f.seen = min(f.seen, f.hi)
	}
	on := r.firstMet(f.end+1, f.seen, f.v.fades, func(d Day, lenient bool) bool {
		at := *f
		at.seen, at.lenient = d, lenient
		return r.standsIn(&at) == Met
	})
	if on == 0 {
		return 0
	}
	if f.renewedBy(next) {
		next.lo = f.end + 1
	}
	f.hi = on
	return on
}

// makeUp returns the last day on which what is missing at the end may still be made up: that of the grace, or where that is for renewal only,
// the one that a decision gave.
func (f *frame) makeUp() Day {
	switch {
	case f.v.Cycle.makesUp():
		return f.due
	case f.extended != nil:
		return f.more
	}
	return f.end
}

// makesUp reports whether in the grace what is missing may still be made up.
func (y *Cycle) makesUp() bool { return y.GraceFor != ForRenewal }

// place says by which role somebody is looked at in a cycle: the one that was asked about in the present one; else the one
// that the record shows in it, and the one that was asked about where the record shows none at all. With other
// roles only, the rule did not bind.
func (r *run) place(f *frame, present bool) {
	f.role, f.bound = r.said, true
	if present {
		f.role = r.roleName
		return
	}
	if len(r.program.rule.Roles) == 0 {
		return
	}
	if role := r.program.roleIn(r.person, f.start, f.end); role != "" {
		f.role = role
		return
	}
	for _, e := range r.person.between(1, f.end) {
		if e.Kind == HeldRole && (e.Until == 0 || e.Until >= f.start) {
			f.bound = false
			return
		}
	}
}

// in returns the run for the version and the role of a cycle.
func (r *run) in(f *frame) *run {
	if f.v == r.v && f.role == r.roleName {
		return r
	}
	for _, o := range *r.kin {
		if f.v == o.v && f.role == o.roleName {
			return o
		}
	}
	o := r.program.run(f.v, r.person, f.role, r.asOf, r.work)
	o.said, o.kin = r.said, r.kin
	*r.kin = append(*r.kin, o)
	return o
}

// standsIn says where the person stood in a cycle.
func (r *run) standsIn(f *frame) Status {
	at := *f
	at.asOf = min(at.seen, r.asOf)
	s := r.in(f)
	return s.tree(s.v.top, &at).Status
}

// carrying is an amount in the cycle that begins on a day.
type carrying struct {
	leaf  *leaf
	cycle Day
}

// carried returns what the cycle before brings into this one, of the person of the run. It is worked out once: a cycle that is past does not change
// while the chain is followed. What was too much is measured by the version of its own cycle; no more is carried
// than both versions let.
func (r *run) carried(l *leaf, f *frame) int64 {
	if l.carry == 0 || len(f.previous) == 0 || f.v != r.v {
		return 0
	}
	at := carrying{l, f.from}
	if in, ok := r.carryIn[at]; ok {
		return in
	}
	over, before := int64(0), f.previous[len(f.previous)-1]
	if before.judged && before.bound && !before.lapsed && !f.lapsed {
		s := r.in(before)
		if from := s.v.sameAs(l, r.v); from != nil {
			if _, owes := s.owes(from); owes {
				over = min(l.carry, s.tooMuch(from, before))
			}
		}
	}
	if r.carryIn == nil {
		r.carryIn = map[carrying]int64{}
	}
	r.carryIn[at] = over
	return over
}

// tooMuch returns what of an amount may be carried over from a cycle: what it had above what was owed, and did not bring along. What may not be
// carried fills what is owed first, and what was waived is no more too much than it was done.
func (r *run) tooMuch(l *leaf, f *frame) int64 {
	carry, of := r.carried(l, f), l
	if l.carrying != nil {
		of = l.carrying
	}
	at := *f
	at.waivers = nil
	o := r.measureLeaf(of, &at, carry)
	over := min(l.carry, o.counted-o.need, o.counted-o.carry)
	if of != l {
		over = min(over, o.cats[len(o.cats)-1].Counted)
	}
	return max(0, over)
}

// sameAs returns the amount of the version that is the same as one of another version: by its id or name, else by its
// place.
func (v *version) sameAs(l *leaf, of *version) *leaf {
	if v == of {
		return l
	}
	var place *leaf
	for _, o := range v.leaves {
		if o.class != l.class {
			continue
		}
		if l.need.ID != "" && o.need.ID == l.need.ID || l.need.ID == "" && l.need.Name != "" && o.need.Name == l.need.Name {
			return o
		}
		if o.place == l.place {
			place = o
		}
	}
	return place
}
