package rules

// maxCycles bounds how far back a chain of cycles is followed.
const maxCycles = 60

// walk follows the cycles of one person forward, from the first one on. Each is of the version that binds on its
// first day; a version that comes at once while it runs takes its place.
type walk struct {
	p      *Program
	person *Person
	asOf   Day // versions that come later are not seen
	work   *effort
	// Rolling cycles are counted in lengths from the anchor, as long as nothing moves an end: next is where the k-th
	// of them begins, by the cycle of one version.
	anchor, next Day
	begin        Day // of the first of them
	k            int
	by           *Cycle
}

// cycles returns the cycles of somebody up to the one that holds the day, the last ones at most; none before the
// first has begun, or where no version has cycles.
func (p *Program) cycles(person *Person, asOf, to Day, work *effort) (all []*frame, notes []Reason) {
	w := &walk{p: p, person: person, asOf: asOf, work: work}
	keep, any := w.keeps()
	if !any {
		return nil, nil
	}
	opens, begin := person.begins(to)
	if len(opens) > 0 {
		begin = opens[0]
	}
	first := begin
	w.begin = begin
	if begin == 0 {
		v := p.versionFor(person, asOf, 0)
		switch {
		case v == nil || v.Cycle == nil:
			return nil, nil
		case person.hasBegin():
			return nil, []Reason{NotBegun}
		case v.Cycle.Kind == Rolling:
			return nil, []Reason{NoStart}
		}
		if keep == 2 {
			keep = 1 // nobody knows whether anything was asked for before
		}
		if first = w.back(to, v, keep); len(person.more) > 0 {
			first = min(first, person.more[0].on)
		}
	}
	if len(person.more) > 0 {
		keep = maxCycles
	}
	for from := first; from <= to && !work.over(); {
		work.spend(200 + 4*len(person.facts) + 4*len(p.versions))
		from = w.jump(from, to, opens)
		f := w.cycle(from, nextAfter(opens, from))
		if f.opened = from == begin; f.opened {
			w.early(f)
		}
		for len(opens) > 0 && opens[0] <= from {
			f.opened = f.opened || opens[0] == from
			opens = opens[1:]
		}
		if len(opens) > 0 && f.judged && f.v.Cycle.Kind == Rolling && opens[0] <= f.end+1 && f.end < MaxDay {
			late := opens[0]-from < f.end+1-opens[0] && !f.opened && len(all) > 0
			if from = w.renew(f, opens[0]); late {
				// A new certificate renews the cycle whose end lies nearest: what was begun meanwhile is none.
				all[len(all)-1].closed = true
				continue
			}
		} else {
			from = f.end + 1
		}
		if all = append(all, f); len(all) > 2*keep {
			all = append(all[:0], all[len(all)-keep:]...)
		}
		if f.end >= MaxDay {
			break
		}
	}
	return all[max(0, len(all)-keep):], nil
}

// nextAfter returns the first of the days after another, or the end of the calendar.
func nextAfter(days []Day, d Day) Day {
	for _, next := range days {
		if next > d {
			return next
		}
	}
	return MaxDay
}

// renew ends a rolling cycle before the day of a new certificate, and returns that day.
func (w *walk) renew(f *frame, day Day) Day {
	f.closed = true
	if day <= f.end {
		f.end = day - 1
		f.plain, f.more, f.extended = min(f.plain, f.end), f.end, nil
		f.hi, f.due, f.last, f.num, f.den, f.leave, f.waits = f.end, f.end, f.end, 1, 1, false, false
		w.reduce(f)
	}
	w.by = nil
	return day
}

// keeps says how many cycles matter, and whether there are any. Rolling ones break when one is missed, what is
// carried over and grace look back, and so does the note that the cycle before was missed.
func (w *walk) keeps() (keep int, any bool) {
	keep = 2
	for _, v := range w.p.versions {
		y := v.Cycle
		if y == nil || v.From > w.asOf {
			continue
		}
		any = true
		switch {
		case y.Kind == Rolling || v.carries() || y.Times > 0:
			keep = maxCycles
		case !y.Grace.IsZero() || y.Leave == "extends":
			keep = max(keep, 10)
		}
	}
	return keep, any
}

// back returns the first day from which the cycles of everybody are followed, where nobody knows when somebody began:
// that of a cycle of the first version, before any other came, as far back as any matters.
func (w *walk) back(to Day, v *version, keep int) Day {
	on := to
	if first := w.p.versions[0]; first.Cycle != nil && first.Cycle.Kind != Rolling {
		v = first
		for _, o := range w.p.versions[1:] {
			if o.From <= w.asOf {
				on = min(on, o.From)
			}
		}
	}
	start, _ := v.Cycle.common(on)
	for n := 1; n < keep && start > 1; n++ {
		start, _ = v.Cycle.common(start - 1)
	}
	return start
}

// jump passes over cycles of a few days that lie too far back to matter, up to the next certificate and the next version.
func (w *walk) jump(from, to Day, opens []Day) Day {
	v := w.p.versionFor(w.person, min(from, w.asOf), from)
	if v == nil || v.Cycle == nil {
		return from
	}
	y := v.Cycle
	if y.Length.Days == 0 || from == w.begin && !y.FirstLength.IsZero() || y.Ends != "" || y.Kind == Rolling && (y.Leave == "extends" || len(w.person.more) > 0) {
		return from
	}
	if y.Kind == Rolling {
		to = min(to, nextAfter(opens, from)-1)
	}
	for _, o := range w.p.versions {
		if o.From > from {
			to = min(to, o.From-1)
		}
	}
	if n := int(to-from)/y.Length.Days - 2*maxCycles; n > 0 {
		if y.Kind != Rolling {
			from, _ = y.common(from)
		}
		w.by = nil
		return from + Day(n*y.Length.Days)
	}
	return from
}

// cycle returns the cycle that begins on the day, or that everybody is in on it. Versions that come after the next
// certificate do not reach it.
func (w *walk) cycle(from, next Day) *frame {
	v := w.p.versionFor(w.person, min(from, w.asOf), from)
	judged := v != nil && v.Cycle != nil
	if !judged {
		later := w.firstWithCycles(from)
		if later == nil {
			return w.endless(v, from)
		}
		v = later // its cycles are counted from here, and nothing is asked in them before it is in force
	}
	d := w.bounds(v.Cycle, from)
	var ran []*version
	for _, n := range w.p.versions {
		if n.From <= from || n.From > min(w.asOf, d.end) || n.From >= next && v.Cycle.Kind == Rolling || !w.p.binds(n, w.person, w.asOf, from) || judged && n.From <= v.From {
			continue
		}
		if n.Cycle == nil {
			if w.firstWithCycles(n.From) == nil {
				return w.endless(n, from)
			}
			judged = false
			continue
		}
		on := from
		if n.Cycle.Kind != Rolling {
			on = n.From
		}
		switch o := w.bounds(n.Cycle, on); {
		case o.end < n.From: // shorter than what has passed: this one ends as it began
		case n.Cycle.Kind != Rolling && o.start > from && !judged:
			return w.frame(v, from, days{d.start, o.start - 1, o.start - 1}, false) // before the first cycle of everybody nothing is asked for
		default:
			if judged {
				ran = append(ran, v)
			}
			o.start = min(o.start, from)
			v, d, judged = n, o, true
		}
	}
	if judged && v.ends != 0 && v.ends < d.end && v.ends < w.asOf {
		judged = false // no rule was in force at its end
	}
	f := w.frame(v, from, d, judged)
	f.ran = ran
	return f
}

// firstWithCycles returns the first version that has cycles and comes after the day.
func (w *walk) firstWithCycles(from Day) *version {
	for _, v := range w.p.versions {
		if v.From > from && v.From <= w.asOf && v.Cycle != nil {
			return v
		}
	}
	return nil
}

// endless is the time under a version without cycles.
func (w *walk) endless(v *version, from Day) *frame {
	return &frame{v: v, from: from, lo: 1, hi: w.asOf, end: MaxDay, last: MaxDay, asOf: w.asOf, num: 1, den: 1, waivers: w.person.waived}
}

// days are the first and the last day of a cycle, and plain is what the last one is without a decision.
type days struct{ start, plain, end Day }

// bounds returns the days of the cycle that begins on the day, or of the common one that holds it.
func (w *walk) bounds(y *Cycle, from Day) days {
	if y.Kind != Rolling {
		start, end := y.common(from)
		return days{start, end, end}
	}
	anchor, k := from, 0
	if w.by == y && w.next == from {
		anchor, k = w.anchor, w.k
	}
	if length := w.length(y, from); length != y.Length {
		first := *y
		first.Length = length
		y, anchor, k = &first, from, 0
	}
	end, _ := y.last(anchor, k)
	if y.Leave == "extends" {
		end = paused(w.person, from, end, w.asOf, w.work)
	}
	end = max(from, end)
	last, _ := w.person.lastDay(from, end, end)
	return days{from, end, last}
}

// length returns how long the cycle that begins on the day is.
func (w *walk) length(y *Cycle, from Day) Span {
	if y.Kind == Rolling && from == w.begin && !y.FirstLength.IsZero() {
		return y.FirstLength
	}
	return y.Length
}

// frame makes a cycle ready to be looked at, and remembers where the next rolling one begins.
func (w *walk) frame(v *version, from Day, d days, judged bool) *frame {
	y, end := v.Cycle, d.end
	f := &frame{v: v, judged: judged, from: from, lo: from, start: d.start, length: w.length(y, from), plain: d.plain, end: end, hi: end, last: end, asOf: w.asOf, num: 1, den: 1, waivers: w.person.waived}
	last := d.plain
	if y.Kind == Rolling {
		w.count(y, from, end)
		f.leave = y.Leave == "extends" && leaveDays(w.person, from, d.plain, w.asOf) > 0
	} else if y.Leave == "extends" {
		// The next cycle of everybody begins all the same: the days of leave are a grace.
		days := leaveDays(w.person, from, end, w.asOf)
		last, f.leave = min(end+days, MaxDay), days > 0
	}
	f.more, f.extended = w.person.lastDay(from, d.plain, last)
	f.due = y.Grace.until(f.more)
	f.waits = f.leave && f.extended == nil && y.Leave == "extends" && w.asOf <= end && w.person.away(w.asOf)
	if from > d.start {
		f.prorate(y.First, from)
	}
	w.reduce(f)
	return f
}

// reduce takes the share of a leave off what is owed.
func (w *walk) reduce(f *frame) {
	if f.v.Cycle.Leave != "reduces" {
		return
	}
	if days, all := leaveDays(w.person, f.from, f.plain, w.asOf), f.plain-f.from+1; days > 0 {
		f.leave, f.num, f.den = true, f.num*int64(all-days), f.den*int64(all)
	}
}

// count remembers where the next rolling cycle begins. What moves an end is where the next ones are counted from.
func (w *walk) count(y *Cycle, from, end Day) {
	if w.by != y || w.next != from {
		w.by, w.anchor, w.k = y, from, 0
	}
	plain, moved := y.last(w.anchor, w.k)
	if w.next = end + 1; moved || plain != end {
		w.anchor, w.k = w.next, 0
	} else {
		w.k++
	}
}

// early lets count what was done shortly before the first cycle.
func (w *walk) early(f *frame) {
	if f.v != nil && f.v.Cycle != nil {
		f.lo = f.v.Cycle.EarlyCredit.Before(f.from)
	}
}

// versionFor returns the version that binds a person on a day in a cycle that began on the start, or nil.
func (p *Program) versionFor(person *Person, asOf, start Day) *version {
	for i := len(p.versions) - 1; i >= 0; i-- {
		if v := p.versions[i]; v.From <= asOf && p.binds(v, person, asOf, start) {
			return v
		}
	}
	return nil
}

// binds reports whether the transition of a version lets it bind somebody whose cycle began on the start.
func (p *Program) binds(v *version, person *Person, asOf, start Day) bool {
	switch {
	case v == p.versions[0]:
	case v.Transition == NextCycle:
		return start == 0 || start >= v.From
	case v.Transition == Newcomers:
		certified, began := person.begins(asOf)
		if began == 0 && len(certified) > 0 {
			began = certified[0]
		}
		return began == 0 || began >= v.From
	}
	return true
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
