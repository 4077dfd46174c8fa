package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// newest keeps one of the copies of each event: the highest SEQUENCE, then the
// latest change, then the last in the file. Its overrides go with their series.
func (rd *reader) newest(list []*entry) []*series {
	best := map[entryKey]*entry{}
	for _, e := range list {
		old, seen := best[e.key()]
		if !seen {
			best[e.key()] = e
			continue
		}
		win, lose := e, old
		if e.olderThan(old) {
			win, lose = old, e
		}
		best[e.key()] = win
		if win.found.Sequence == lose.found.Sequence && (win.found.Summary != lose.found.Summary || !win.start.t.Equal(lose.start.t)) {
			rd.problem(lose.c, remark(lose.c.line, "Another event has the same UID and is newer or comes later (line %d); this one was passed over.", win.c.line))
		} else {
			win.note(remark(lose.c.line, "An older copy of this event was passed over."))
		}
	}
	byUID := map[string]*series{}
	var order []*series
	for _, e := range list {
		if best[e.key()] != e {
			continue
		}
		s := byUID[e.found.UID]
		if s == nil {
			s = &series{}
			byUID[e.found.UID] = s
			order = append(order, s)
		}
		if e.rid.IsZero() {
			s.master = e
		} else {
			s.overrides = append(s.overrides, e)
		}
	}
	return order
}

// entryKey names an event, or one instance of it.
type entryKey struct {
	uid string
	rid int64
}

func (e *entry) key() entryKey { return entryKey{uid: e.found.UID, rid: e.rid.Unix()} }

func (e *entry) olderThan(other *entry) bool {
	if e.found.Sequence != other.found.Sequence {
		return e.found.Sequence < other.found.Sequence
	}
	return e.found.LastModified.Before(other.found.LastModified)
}

// series is an event with the instances of it that were changed.
type series struct {
	master    *entry // nil when the file holds changed instances alone
	overrides []*entry
}

// fitTo reads the RECURRENCE-ID as its series means it, where one of them is a
// date and the other a time: as the instance of that day.
func (e *entry) fitTo(master *entry) {
	if master == nil || master.noStart || e.ridWall.date == master.start.date {
		return
	}
	if master.start.date {
		e.rid = e.ridWall.day()
		return
	}
	clock := master.start.t.Sub(master.start.t.Truncate(24 * time.Hour))
	e.rid = wall{t: e.ridWall.t.Add(clock), utc: master.start.utc}.instant(master.zone)
}

// emit adds the events of a series to the feed.
func (rd *reader) emit(s *series) {
	changed := map[int64]bool{}
	for _, o := range s.overrides {
		o.fitTo(s.master)
		changed[o.rid.Unix()] = true
	}
	for _, o := range s.overrides {
		if o.future && !o.shifts(s.master) && !o.ends(s.master) {
			o.note(remark(o.c.one["RECURRENCE-ID"].line, "The change is meant for all later times too; it was taken for this one."))
		}
	}
	var out []Found
	if m := s.master; m != nil {
		switch {
		case m.noStart:
			out = append(out, m.found)
		case m.repeats():
			out = s.shifted(rd.instances(m, changed))
		default:
			f := m.found
			f.Start, f.End = m.start.instant(m.zone), m.length(m.start.t)
			out = append(out, f)
		}
	}
	for _, o := range s.overrides {
		f := o.found
		f.Repeats, f.RecurrenceID = true, o.rid
		if !o.noStart {
			f.Start, f.End = o.start.instant(o.zone), o.length(o.start.t)
		}
		if s.master != nil && s.master.found.Status == Cancelled {
			f.Status = Cancelled
		}
		if rd.inWindow(o.rid) || rd.inWindow(f.Start) {
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Found) int { return a.Start.Compare(b.Start) })
	rd.feed.Events = append(rd.feed.Events, out...)
}

// shifted gives the instances behind a change that is meant for all later ones too (RANGE=THISANDFUTURE) what the change says, as far from their own times as it is from its
// own (RFC 5545, section 3.2.13). One that calls off and says no more calls them off.
func (s *series) shifted(list []Found) []Found {
	for i, f := range list {
		var from *entry
		for _, o := range s.overrides {
			if (o.shifts(s.master) || o.ends(s.master)) && o.rid.Before(f.RecurrenceID) && (from == nil || from.rid.Before(o.rid)) {
				from = o
			}
		}
		if from == nil {
			continue
		}
		if from.noStart {
			list[i].Status = Cancelled
			continue
		}
		zone := s.master.zone.loc
		start := from.start.t.Add(wallIn(f.RecurrenceID, zone).Sub(wallIn(from.rid, zone)))
		if from.start.utc {
			start = from.start.t.Add(f.RecurrenceID.Sub(from.rid))
		}
		later := from.found
		later.Repeats, later.RecurrenceID, later.Notes = true, f.RecurrenceID, nil
		later.Start, later.End = wall{t: start, date: from.start.date, utc: from.start.utc}.instant(from.zone), from.length(start)
		list[i] = later
	}
	return list
}

// shifts reports whether a change is meant for all later instances of its series and can be moved to them: the start of both is a day, or of both a time.
func (e *entry) shifts(master *entry) bool {
	return e.future && !e.noStart && master != nil && master.repeats() && !master.noStart && e.start.date == master.start.date
}

// ends reports whether a change calls off its instance and all later ones without saying more.
func (e *entry) ends(master *entry) bool {
	return e.future && e.noStart && master != nil && master.repeats() && !master.noStart
}

func (rd *reader) inWindow(t time.Time) bool {
	return (rd.opts.From.IsZero() || !t.Before(rd.opts.From)) && (rd.opts.To.IsZero() || t.Before(rd.opts.To))
}

func (e *entry) repeats() bool { return len(e.c.many["RRULE"]) > 0 || len(e.c.many["RDATE"]) > 0 }

// instances expands a repeating event within the window. The start is always
// an instance; rules that leave it out are common and mean it too.
func (rd *reader) instances(m *entry, changed map[int64]bool) []Found {
	rd.zones.floating = m.c.calendar.floating
	if rd.instancesLeft == 0 {
		rd.problem(m.c, ruleRemark(m.c.line, errBudget))
		return nil
	}
	set := newInstanceSet(rd, m)
	if set.endless {
		m.note(remark(m.c.line, "The event repeats without an end, or nearly so; its times from %s to %s are taken.", set.from.Format(time.DateOnly), set.to.Format(time.DateOnly)))
	}
	limit := min(rd.opts.MaxInstances, rd.instancesLeft)
	set.rules(len(changed))
	set.dates()
	set.exclude()
	var out []Found
	for _, in := range set.sorted() {
		if changed[in.start.Unix()] {
			continue
		}
		if len(out) == limit {
			set.more = true
			break
		}
		f := m.found
		f.Repeats, f.RecurrenceID = true, in.start
		f.Start, f.End = in.start, in.end
		out = append(out, f)
	}
	rd.instancesLeft -= len(out)
	if set.more {
		rd.problem(m.c, remark(m.c.line, "The event repeats more often than is taken; only the first %d times are.", len(out)))
	}
	return out
}

// longestSeries is how long an event may repeat up to its end and be taken as a whole, however far ahead it is.
const longestSeries = 366 * 24 * time.Hour

// goesOn reports whether a rule has no end, a far one after the window for endless events, or a count that is more than is taken.
func goesOn(rule string, start time.Time, o Options) bool {
	for part := range strings.SplitSeq(strings.ToUpper(strings.ReplaceAll(rule, " ", "")), ";") {
		name, value, _ := strings.Cut(part, "=")
		switch name {
		case "COUNT":
			n, err := strconv.Atoi(value)
			return err == nil && n > o.MaxInstances
		case "UNTIL":
			w, ok := parseWall(value)
			return ok && w.t.After(o.EndlessTo) && w.t.Sub(start) > longestSeries
		}
	}
	return true
}

// maxRules bounds the RRULEs of one event; RFC 5545 wants one.
const maxRules = 5

// instance is one time of a repeating event.
type instance struct{ start, end time.Time }

// instanceSet gathers the instances of one repeating event, by their start.
type instanceSet struct {
	rd   *reader
	m    *entry
	all  map[int64]instance
	more bool
	// endless says that the rules alone would not come to an end in time; from and to bound what is taken.
	endless  bool
	from, to time.Time
}

func newInstanceSet(rd *reader, m *entry) *instanceSet {
	s := &instanceSet{rd: rd, m: m, all: map[int64]instance{}, from: rd.opts.From, to: rd.opts.To}
	if !rd.opts.EndlessTo.IsZero() && slices.ContainsFunc(m.c.many["RRULE"], func(p property) bool { return goesOn(p.value, m.start.t, rd.opts) }) {
		s.endless = true
		if s.to.IsZero() || rd.opts.EndlessTo.Before(s.to) {
			s.to = rd.opts.EndlessTo
		}
		if first := m.start.t.Add(48 * time.Hour); first.After(s.to) {
			s.to = first // what begins later than the window is told of by its first time
		}
		if rd.opts.EndlessFrom.After(s.from) {
			s.from = rd.opts.EndlessFrom
		}
	}
	if !rd.opts.RulesAlone || len(m.c.many["RRULE"]) == 0 {
		s.addWall(m.start.t)
	}
	return s
}

func (s *instanceSet) addWall(t time.Time) {
	w := wall{t: t, date: s.m.start.date, utc: s.m.start.utc}
	s.add(instance{start: w.instant(s.m.zone), end: s.m.length(t)})
}

func (s *instanceSet) add(in instance) {
	if (s.from.IsZero() || !in.start.Before(s.from)) && (s.to.IsZero() || in.start.Before(s.to)) {
		s.all[in.start.Unix()] = in
	}
}

// rules adds the instances of the RRULE; changed tells how many will be left out again.
func (s *instanceSet) rules(changed int) {
	list := s.m.c.many["RRULE"]
	if old := s.m.c.many["EXRULE"]; len(old) > 0 {
		s.m.note(remark(old[0].line, "A rule of exceptions (EXRULE) is no longer in use and was passed over."))
	}
	// The window in wall time, a day wider than it can be off in any zone.
	from, to := s.from, s.to
	if !from.IsZero() {
		from = from.AddDate(0, 0, -1)
	}
	if !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	// Enough to see that there are too many, even after the exceptions.
	excluded := 0
	for _, p := range s.m.c.many["EXDATE"] {
		excluded += 1 + strings.Count(p.value, ",")
	}
	most := s.rd.opts.MaxInstances + 2 + min(changed+excluded, 10_000)
	for _, rule := range list[:min(len(list), maxRules)] {
		walls, err := expandRule(rule.value, s.m.start, s.m.zone.loc, from, to, most, s.rd.budget)
		if err != nil {
			s.rd.problem(s.m.c, ruleRemark(rule.line, err))
		}
		for _, t := range walls {
			s.addWall(t)
		}
	}
	if len(list) > maxRules {
		s.m.note(remark(list[maxRules].line, "The event has more than %d rules of repetition; the others were passed over.", maxRules))
	}
}

// dates adds the RDATEs: dates, times, or periods with an end or a duration.
func (s *instanceSet) dates() {
	for _, p := range s.m.c.many["RDATE"] {
		for value := range strings.SplitSeq(p.value, ",") {
			if len(s.all) > s.rd.opts.MaxInstances+maxRepeats {
				s.more = true
				return
			}
			begin, rest, period := strings.Cut(value, "/")
			one := p
			one.value = begin
			w, z, bad := s.rd.moment(one)
			if bad == nil && w.date != s.m.start.date {
				r := remark(p.line, "%q does not fit the event's start.", clip(value))
				bad = &r
			}
			if bad != nil {
				s.m.note(*bad)
				continue
			}
			in := instance{start: w.instant(z)}
			in.end = s.m.length(wallIn(in.start, s.m.zone.loc))
			if period {
				one.value = rest
				if d, ok := parseSpan(rest); ok {
					in.end = d.after(w.t, z.loc)
				} else if e, ez, bad := s.rd.moment(one); bad == nil && !e.instant(ez).Before(in.start) {
					in.end = e.instant(ez)
				}
			}
			s.add(in)
		}
	}
}

// exclude takes out the EXDATEs. A date takes out whatever starts on that day.
func (s *instanceSet) exclude() {
	days := map[string]bool{}
	for _, p := range s.m.c.many["EXDATE"] {
		for value := range strings.SplitSeq(p.value, ",") {
			one := p
			one.value = value
			w, z, bad := s.rd.moment(one)
			switch {
			case bad != nil:
				s.m.note(*bad)
			case w.date || s.m.start.date:
				days[w.day().Format(dateForm)] = true
			default:
				delete(s.all, w.instant(z).Unix())
			}
		}
	}
	if len(days) == 0 {
		return
	}
	for k, in := range s.all {
		day := in.start
		if !s.m.start.date {
			day = wallIn(in.start, s.m.zone.loc)
		}
		if days[day.Format(dateForm)] {
			delete(s.all, k)
		}
	}
}

func (s *instanceSet) sorted() []instance {
	list := make([]instance, 0, len(s.all))
	for _, in := range s.all {
		list = append(list, in)
	}
	slices.SortFunc(list, func(a, b instance) int { return a.start.Compare(b.start) })
	return list
}
