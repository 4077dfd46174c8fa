package rules

import (
	"slices"
	"strings"
)

// begins returns the days that certificates are of, each once, up to the day asked about, and the latest day of enrolling.
func (p *Person) begins(seen Day) (certified []Day, enrolled Day) {
	upTo := func(days []Day) []Day { n, _ := slices.BinarySearch(days, seen+1); return days[:n] }
	if e := upTo(p.enrolled); len(e) > 0 {
		enrolled = e[len(e)-1]
	}
	return upTo(p.certified), enrolled
}

// hasBegin reports whether any day of a certificate or of enrolling is known, also one to come.
func (p *Person) hasBegin() bool { return len(p.certified)+len(p.enrolled) > 0 }

// nth returns the first day of the cycle that begins k lengths after the anchor. It is counted from the anchor, so
// that cycles from the 29th to the 31st come back to their day after a short month, and leave no day out.
func (y *Cycle) nth(anchor Day, k int) Day {
	return addSpan(anchor, k*y.Length.Months, k*y.Length.Days)
}

// last returns the last day of the k-th rolling cycle of an anchor, and whether `ends` may have moved it.
func (y *Cycle) last(anchor Day, k int) (end Day, moved bool) {
	end = y.nth(anchor, k+1) - 1
	if end >= MaxDay-1 { // the calendar is at its end
		return MaxDay, false
	}
	switch y.Ends {
	case "":
		return end, false
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
	return min(end, MaxDay), true
}

// common returns the first and the last day of the cycle of everybody that holds the day.
func (y *Cycle) common(d Day) (start, end Day) {
	anchor := y.Anchor
	if y.Kind == Calendar {
		year := 2000
		if anchor != 0 {
			year, _, _ = anchor.Civil()
		}
		anchor = Date(year, 1, 1)
	}
	days := y.Length.Days
	if days == 0 {
		days = y.Length.Months * 30
	}
	k := int(d-anchor) / days
	for y.nth(anchor, k) > d && y.nth(anchor, k) > 1 {
		k--
	}
	for y.nth(anchor, k+1) <= d && y.nth(anchor, k+1) < MaxDay {
		k++
	}
	end = y.nth(anchor, k+1) - 1
	if end >= MaxDay-1 {
		end = MaxDay
	}
	return y.nth(anchor, k), end
}

// until returns the last day of a time that begins on the day after another: two months after 28 February last to
// 30 April. It never ends before the same day of the month.
func (s Span) until(end Day) Day {
	if s.IsZero() {
		return end
	}
	return max(s.After(end), s.After(min(end+1, MaxDay))-1)
}

// prorate lowers what is owed in a cycle that somebody enters on the day.
func (f *frame) prorate(first string, begin Day) {
	full := strings.HasPrefix(first, "by full")
	months, left := int64(monthsBetween(f.start, f.end, false)), int64(monthsBetween(begin, f.end, full))
	switch first {
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
	if f.num, f.den = f.num*left, f.den*max(months, 1); left == 0 {
		f.note = NothingOwed
	} else {
		f.note = FirstProrated
	}
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

// away reports whether a leave without a last day has begun up to the day.
func (p *Person) away(on Day) bool {
	return slices.ContainsFunc(p.between(1, on), func(e *Entry) bool { return e.Kind == Leave && e.Until == 0 })
}

// paused returns the last day of a rolling cycle that waits while somebody is on leave.
func paused(p *Person, from, end, asOf Day, work *effort) Day {
	for to := end; ; {
		if work.spend(len(p.facts)); work.over() {
			return to
		}
		next := min(end+leaveDays(p, from, to, asOf), MaxDay)
		if next <= to {
			return to
		}
		to = next
	}
}
