package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// zoneSpan is a zone and the time for which a file needs it.
type zoneSpan struct {
	name     string
	loc      *time.Location
	from, to time.Time
}

// onset is the moment at which a zone changes its offset.
type onset struct {
	at       time.Time // instant
	wall     time.Time // what clocks showed until then, as if it were UTC
	from, to int       // seconds east of UTC
	name     string
	daylight bool
}

// writeZone writes a VTIMEZONE with every change of the zone from the year
// before the first event to the year after the last one. Changes that follow a
// yearly rule to the end of that time are written as the rule, because that is
// what calendar programs are used to; the others are listed one by one.
func writeZone(l lineWriter, s zoneSpan) {
	l.raw("BEGIN:VTIMEZONE")
	l.raw("TZID:" + s.name)
	begin := time.Date(s.from.In(s.loc).Year()-1, 1, 1, 0, 0, 0, 0, s.loc)
	end := time.Date(s.to.In(s.loc).Year()+2, 1, 1, 0, 0, 0, 0, s.loc)
	onsets := zoneOnsets(s.loc, begin, end)
	if len(onsets) == 0 || onsets[0].at.After(s.from) {
		// Nothing has changed yet when the first event starts: say what holds.
		name, off := begin.Zone()
		o := onset{at: begin, wall: wallIn(begin, s.loc), from: off, to: off, name: name, daylight: begin.IsDST()}
		if len(onsets) == 0 {
			o.wall = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
		}
		writeObservance(l, []onset{o}, "")
	}
	for _, group := range groupOnsets(onsets) {
		run, rule := yearlyRun(group, end.Year()-1)
		if listed := group[:len(group)-run]; len(listed) > 0 {
			writeObservance(l, listed, "")
		}
		if run > 0 {
			writeObservance(l, group[len(group)-run:], rule)
		}
	}
	l.raw("END:VTIMEZONE")
}

// zoneOnsets lists the changes of the zone after begin and before end.
func zoneOnsets(loc *time.Location, begin, end time.Time) []onset {
	var list []onset
	t := begin
	for {
		_, next := t.In(loc).ZoneBounds()
		if next.IsZero() || !next.Before(end) {
			return list
		}
		if !next.After(t) {
			// For the years that a zone's rule foretells, Go's bounds end with
			// the 365th day of the year, and on the 366th they lie behind us.
			t = t.Add(time.Hour)
			continue
		}
		t = next
		before := next.Add(-time.Second).In(loc)
		after := next.In(loc)
		_, from := before.Zone()
		name, to := after.Zone()
		if from == to && before.IsDST() == after.IsDST() {
			continue // such a bound, or a new name only
		}
		// Where summer time is the standard (Ireland), the public data marks
		// the winter; calendar programs expect the forward leap as daylight.
		daylight := after.IsDST()
		if before.IsDST() != after.IsDST() {
			daylight = to > from
		}
		list = append(list, onset{
			at: next, wall: next.UTC().Add(time.Duration(from) * time.Second),
			from: from, to: to, name: name, daylight: daylight,
		})
	}
}

// groupOnsets puts changes of the same kind together, in order of their first one.
func groupOnsets(list []onset) [][]onset {
	type kind struct {
		from, to int
		name     string
		daylight bool
	}
	index := map[kind]int{}
	var groups [][]onset
	for _, o := range list {
		k := kind{o.from, o.to, o.name, o.daylight}
		i, seen := index[k]
		if !seen {
			i = len(groups)
			index[k] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], o)
	}
	return groups
}

// yearlyRun returns how many changes at the end of the group follow one rule
// "the nth (or last) weekday of a month at a time of day", one a year, up to
// the given last year, and that rule. A run of one is no rule.
func yearlyRun(group []onset, last int) (int, string) {
	end := group[len(group)-1].wall
	if end.Year() != last {
		return 0, ""
	}
	best, rule := 0, ""
	for _, nth := range []int{-1, (end.Day()-1)/7 + 1} {
		if nth == -1 && !isLastWeekday(end) {
			continue
		}
		n := 1
		for i := len(group) - 2; i >= 0; i-- {
			w := group[i].wall
			fits := w.Year() == group[i+1].wall.Year()-1 && w.Month() == end.Month() && w.Weekday() == end.Weekday() &&
				w.Hour() == end.Hour() && w.Minute() == end.Minute() && w.Second() == end.Second()
			if nth == -1 {
				fits = fits && isLastWeekday(w)
			} else {
				fits = fits && (w.Day()-1)/7+1 == nth
			}
			if !fits {
				break
			}
			n++
		}
		if n > best {
			day := strings.ToUpper(end.Weekday().String()[:2])
			best, rule = n, fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", int(end.Month()), nth, day)
		}
	}
	if best < 2 {
		return 0, ""
	}
	return best, rule
}

// isLastWeekday reports whether no later day of the month falls on the same weekday.
func isLastWeekday(t time.Time) bool { return t.AddDate(0, 0, 7).Month() != t.Month() }

func writeObservance(l lineWriter, list []onset, rule string) {
	o := list[0]
	kind := "STANDARD"
	if o.daylight {
		kind = "DAYLIGHT"
	}
	l.raw("BEGIN:" + kind)
	l.raw("DTSTART:" + o.wall.Format(localForm))
	l.raw("TZOFFSETFROM:" + formatOffset(o.from))
	l.raw("TZOFFSETTO:" + formatOffset(o.to))
	l.text("TZNAME", o.name)
	switch {
	case rule != "":
		l.raw("RRULE:" + rule)
	case len(list) > 1:
		// The first is named again: ical.js does not count DTSTART beside RDATE.
		for _, r := range list {
			l.raw("RDATE:" + r.wall.Format(localForm))
		}
	}
	l.raw("END:" + kind)
}

// formatOffset writes seconds east of UTC as +HHMM, or +HHMMSS for the local
// mean times of long ago.
func formatOffset(seconds int) string {
	sign := "+"
	if seconds < 0 {
		sign, seconds = "-", -seconds
	}
	out := sign + pad2(seconds/3600) + pad2(seconds/60%60)
	if s := seconds % 60; s != 0 {
		out += pad2(s)
	}
	return out
}

func pad2(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
