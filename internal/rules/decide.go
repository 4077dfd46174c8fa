package rules

import "slices"

// Decisions are facts about one person that every rule understands without a word of its own: more time (Extended), and less that is
// asked for (Waived, see waive.go).

// extension is more time for the cycle, or for the time to finish, that holds the day.
type extension struct {
	on, until Day
	by        *Entry
}

// given returns the person with the time that decisions up to the day gave. Each is about the cycle that they were in on its own day, as it
// was seen then: so it changes no day before, and nothing that comes later changes what it is about.
func (p *Program) given(person *Person, q Request, work *effort) *Person {
	for _, e := range person.extended {
		if e.Day > q.AsOf || work.over() {
			break
		}
		at := q
		at.AsOf = e.Day
		if on := p.running(person, at, e.Until, work); on != 0 {
			next := *person
			next.more = append(next.more[:len(next.more):len(next.more)], extension{on, e.Until, e})
			person = &next
		}
	}
	return person
}

// running returns the first day of the cycle, or of the time to finish, that a decision of the day is about; 0 where it moves no last day. The cycle is the one that runs, or the one before while its grace or its reinstatement does.
func (p *Program) running(person *Person, q Request, until Day, work *effort) Day {
	frames, _ := p.cycles(person, q.AsOf, q.AsOf, work)
	v := p.bindingOn(person, q.AsOf, frames)
	if v == nil || v.ends != 0 && q.AsOf > v.ends || until < q.AsOf {
		return 0
	}
	role, bound, err := p.roleOf(person, q, frames)
	if err != nil || !bound {
		return 0
	}
	r := p.run(v, person, role, q.AsOf, work)
	if v.Cycle == nil {
		if f := r.finishing().toFinish(q.AsOf); q.AsOf <= f.limit && until > f.limit {
			_, enrolled := person.begins(q.AsOf)
			return enrolled
		}
		return 0
	}
	if len(frames) == 0 {
		return 0
	}
	f, missed, _ := r.current(frames)
	switch {
	case f.v.Cycle == nil:
		return 0
	case missed:
		back := f.v.Cycle.Reinstatement
		if f.end >= q.AsOf || back.IsZero() || q.AsOf > back.until(f.due) {
			return 0
		}
	case until <= f.more && q.AsOf <= f.back:
		f = frames[len(frames)-2]
	}
	if until <= f.more {
		return 0
	}
	return f.from
}

// lastDay returns the last day of a time with what decisions gave to it, and the decisions that moved it.
func (p *Person) lastDay(from, end, last Day) (Day, []*Entry) {
	var by []*Entry
	for _, x := range p.more {
		if x.on >= from && x.on <= end && x.until > last {
			last, by = x.until, append(by, x.by)
		}
	}
	return last, by
}

// decidedBy returns the last day of a member's own time, with what decisions about them up to the day gave while it ran, and the decisions that moved it.
func (p *Person) decidedBy(begin, last, asOf Day) (Day, []*Entry) {
	var by []*Entry
	for _, e := range p.extended {
		if e.Day <= asOf && e.Day >= begin && e.Day <= last && e.Until > last {
			last, by = e.Until, append(by, e)
		}
	}
	return last, by
}

// decided says what there is to say of decisions in the time of a frame, each once.
func (r *run) decided(f *frame) (notes []Reason) {
	note := func(why Reason) {
		if !slices.Contains(notes, why) {
			notes = append(notes, why)
		}
	}
	if len(f.extended) > 0 {
		note(MoreTime)
	}
	moved := 0
	for _, e := range r.person.extended {
		switch {
		case e.Day > r.asOf:
		case moved < len(r.person.more) && r.person.more[moved].by == e:
			moved++
		case e.Day >= f.from:
			note(NoMoreTime)
		}
	}
	for _, e := range r.person.waived {
		switch {
		case e.Day < f.lo || e.Day > r.asOf:
		case !r.v.waives(e, r.program, false):
			note(WaivesNothing)
		case e.Day > min(f.hi, f.seen):
			note(WaivedLate)
		}
	}
	for _, m := range r.person.members {
		r.work.spend(len(m.facts))
		own := m.about(&r.program.rule)
		for _, e := range slices.Concat(own.extended, own.waived) {
			switch {
			case e.Day < f.lo || e.Day > r.asOf || r.heeds(m, e, f):
			case e.Kind == Extended:
				note(NoMoreTime)
			case !r.v.waives(e, r.program, true):
				note(WaivesNothing)
			default:
				note(WaivedLate)
			}
		}
	}
	return notes
}

// heeds reports whether a decision about a member changes what is asked of members one by one. One that was about an earlier time of their own is over.
func (r *run) heeds(m *Person, e *Entry, f *frame) bool {
	return slices.ContainsFunc(r.v.eaches, func(n *node) bool {
		at, own := f, !n.need.FinishWithin.IsZero()
		switch {
		case !n.need.isOf(m, f):
			return false
		case own:
			at = r.ownTime(m, n.need, f)
		}
		if e.Kind == Extended {
			return own && (e.Day < r.ownBegin(m, n.need, f) || slices.Contains(at.extended, e))
		}
		return e.Day >= at.lo && e.Day <= min(at.hi, at.seen) && r.v.waives(e, r.program, true)
	})
}
