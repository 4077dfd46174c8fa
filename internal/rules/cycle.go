package rules

import "strings"

// begins returns the days that certificates are of, up to the day asked about, and the day of enrolling.
func (p *Person) begins(seen Day) (certified []Day, enrolled Day) {
	for _, e := range p.between(1, seen) {
		switch e.Kind {
		case Certified:
			certified = append(certified, e.Day)
		case Enrolled:
			enrolled = e.Day
		}
	}
	return certified, enrolled
}

// last returns the last day of a cycle that begins on the day.
func (y *Cycle) last(start Day) Day {
	end := y.Length.After(start) - 1
	if end >= MaxDay-1 { // the calendar is at its end
		return MaxDay
	}
	if y.Kind != Rolling {
		return end
	}
	switch y.Ends {
	case "":
	case "end of month":
		end = endOfMonth(end)
	case "end of year":
		year, _, _ := end.Civil()
		end = Date(year, 12, 31)
	default: // "06-30"
		m, _ := digits(y.Ends[:2])
		d, _ := digits(y.Ends[3:])
		year, _, _ := end.Civil()
		on := Date(year, m, min(d, monthLength(year, m)))
		if on < end {
			on = Date(year+1, m, min(d, monthLength(year+1, m)))
		}
		end = on
	}
	return end
}

// common returns the first day of the cycle of everybody that holds the day.
func (y *Cycle) common(d Day) Day {
	anchor := y.Anchor
	if y.Kind == Calendar {
		year := 2000
		if anchor != 0 {
			year, _, _ = anchor.Civil()
		}
		anchor = Date(year, 1, 1)
	}
	nth := func(k int) Day { return addSpan(anchor, k*y.Length.Months, k*y.Length.Days) }
	days := y.Length.Days
	if days == 0 {
		days = y.Length.Months * 30
	}
	k := int(d-anchor) / days
	for nth(k) > d && nth(k) > 1 {
		k--
	}
	for nth(k+1) <= d && nth(k+1) < MaxDay {
		k++
	}
	return nth(k)
}

// maxCycles bounds how far back a chain of cycles is followed.
const maxCycles = 60

// cycles returns the cycles of somebody up to the one that holds the day, the last 60 at most. There are none
// before the first has begun.
func (v *version) cycles(p *Person, asOf Day) (all []*frame, notes []Reason) {
	y := v.Cycle
	certified, enrolled := p.begins(asOf)
	begin := enrolled
	renewed := len(certified) > 1
	if len(certified) > 0 {
		begin = certified[len(certified)-1]
	}
	whole := func(start, end Day) *frame {
		f := &frame{lo: start, start: start, end: end, num: 1, den: 1, asOf: asOf}
		switch y.Leave {
		case "extends":
			f.end = min(f.end+leaveDays(p, start, end, asOf), MaxDay)
		case "reduces":
			if days := leaveDays(p, start, end, asOf); days > 0 {
				f.num, f.den = int64(end-start+1-days), int64(end-start+1)
			}
		}
		f.hi, f.due = f.end, y.Grace.After(f.end)
		return f
	}
	if y.Kind == Rolling {
		if begin == 0 {
			if _, later := p.begins(MaxDay); later != 0 || anyCertified(p) {
				return nil, []Reason{NotBegun}
			}
			return nil, []Reason{NoStart}
		}
		var starts []Day
		for start := begin; start <= asOf; {
			if starts = append(starts, start); len(starts) > maxCycles {
				starts = starts[1:]
			}
			end := y.last(start)
			if y.Leave == "extends" {
				end += leaveDays(p, start, end, asOf)
			}
			if end >= MaxDay {
				break
			}
			start = max(start, end) + 1
		}
		for _, start := range starts {
			f := whole(start, y.last(start))
			if start == begin && !renewed {
				f.lo = y.EarlyCredit.Before(start)
			}
			all = append(all, f)
		}
		return all, nil
	}
	if begin == 0 && anyCertified(p) {
		return nil, []Reason{NotBegun}
	}
	start := y.common(asOf)
	starts := []Day{start}
	// Grace and what is carried over look back, and so does the note that a cycle was missed.
	back := 0
	switch {
	case v.carries():
		back = 10
	case begin != 0 || !y.Grace.IsZero():
		back = 1
	}
	for first := y.common(max(begin, 1)); len(starts) <= back && starts[0] > 1; {
		before := y.common(starts[0] - 1)
		if begin != 0 && before < first || before >= starts[0] {
			break
		}
		starts = append([]Day{before}, starts...)
	}
	for _, s := range starts {
		f := whole(s, y.last(s))
		if begin > s && begin <= f.end && !renewed {
			f.lo = y.EarlyCredit.Before(begin)
			if y.EarlyCredit.IsZero() {
				f.lo = begin
			}
			y.prorate(f, begin)
			switch {
			case s != start:
			case strings.HasPrefix(y.First, "by "):
				notes = []Reason{FirstProrated}
			case y.First == "none":
				notes = []Reason{NothingOwed}
			}
		} else if begin == s && !renewed {
			f.lo = y.EarlyCredit.Before(s)
		}
		all = append(all, f)
	}
	return all, notes
}

// carries reports whether an amount goes over to the next cycle.
func (v *version) carries() bool {
	for _, l := range v.leaves {
		if l.carry > 0 {
			return true
		}
	}
	return false
}

func anyCertified(p *Person) bool {
	c, e := p.begins(MaxDay)
	return len(c) > 0 || e != 0
}

// prorate lowers what is owed in a first cycle that somebody enters on the day.
func (y *Cycle) prorate(f *frame, begin Day) {
	full := strings.HasPrefix(y.First, "by full")
	months, left := int64(monthsBetween(f.start, f.end, false)), int64(monthsBetween(begin, f.end, full))
	switch y.First {
	case "by month", "by full month":
	case "by full year":
		months, left = (months+11)/12, left/12
	case "by year":
		months, left = (months+11)/12, (left+11)/12
	case "none":
		left = 0
	default:
		return
	}
	f.num, f.den = f.num*left, f.den*months
}

// leaveDays counts the days of a span on which somebody was on leave.
func leaveDays(p *Person, from, to, asOf Day) Day {
	days, after := Day(0), from
	for _, e := range p.between(1, min(to, asOf)) {
		if e.Kind != Leave {
			continue
		}
		last := e.Until
		if last == 0 {
			last = asOf
		}
		a, b := max(e.Day, after), min(last, to)
		if b >= a {
			days += b - a + 1
			after = b + 1
		}
	}
	return days
}

// current finds the cycle that the person is in: the first one that ended without being met, when its grace still
// runs or it broke the chain; else the one that holds the day.
func (r *run) current(all []*frame) (f *frame, missed bool, notes []Reason) {
	y := r.v.Cycle
	now := r.roleName
	for k, f := range all {
		f.previous = all[:k]
		r.as(now)
		if k < len(all)-1 && !r.asIn(f) {
			continue
		}
		f.seen = min(r.asOf, f.due)
		if k == len(all)-1 {
			f.seen = r.asOf
			return f, false, notes
		}
		at := *f
		at.seen = f.end
		if r.standsIn(&at) == Met {
			continue
		}
		at.hi, at.seen = f.due, f.seen
		if !y.Grace.IsZero() && r.standsIn(&at) == Met {
			all[k+1].lo = max(all[k+1].lo, r.metOn(&at)+1)
			notes = append(notes, MadeUpInGrace)
			f.hi = all[k+1].lo - 1
			continue
		}
		if r.asOf <= f.due {
			f.hi = f.due
			return f, false, notes
		}
		if y.Kind == Rolling {
			f.hi = f.due
			return f, true, notes
		}
		notes = []Reason{MissedBefore}
	}
	return nil, false, notes
}

// as makes the run one of another role of the same person.
func (r *run) as(role string) { r.role, r.roleName = fold(role), role }

// asIn gives the run the role that the record shows in an earlier cycle, and the one that was asked about where the
// record shows none at all. It reports whether the rule bound the person then: with other roles only, it did not.
func (r *run) asIn(f *frame) bool {
	if len(r.program.rule.Roles) == 0 {
		return true
	}
	if role := r.program.roleIn(r.person, f.start, f.end); role != "" {
		r.as(role)
		return true
	}
	for _, e := range r.person.between(1, f.end) {
		if e.Kind == HeldRole && (e.Until == 0 || e.Until >= f.start) {
			return false
		}
	}
	r.as(r.said)
	return true
}

// standsIn says where the person stood in a cycle, by the version that was in force at its end.
func (r *run) standsIn(f *frame) Status {
	at := *f
	at.asOf = min(at.seen, r.asOf)
	v := r.program.versionFor(r.person, at.asOf, f.start)
	if v == nil {
		return Met
	}
	s := r
	if v != r.v {
		s = r.program.run(v, r.person, r.said, at.asOf)
		s.as(r.roleName)
	}
	return s.tree(&at).Status
}

// metOn returns the first day of the frame on which all is met, when it is met at its end.
func (r *run) metOn(f *frame) Day {
	lo, hi := f.start, f.seen
	for lo < hi {
		at := *f
		at.seen = (lo + hi) / 2
		if r.standsIn(&at) == Met {
			hi = at.seen
		} else {
			lo = at.seen + 1
		}
	}
	return lo
}

// versionFor returns the version that binds a person on a day in a cycle that began on the start, or nil.
func (p *Program) versionFor(person *Person, asOf, start Day) *version {
	for i := len(p.versions) - 1; i >= 0; i-- {
		v := p.versions[i]
		if v.From > asOf {
			continue
		}
		switch {
		case i == 0:
		case v.Transition == NextCycle:
			if start != 0 && start < v.From {
				continue
			}
		case v.Transition == Newcomers:
			if _, enrolled := person.begins(asOf); enrolled != 0 && enrolled < v.From {
				continue
			}
		}
		return v
	}
	return nil
}
