package calendar

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// Budget is the work that recurrence rules of one file may cause, in days of
// the calendar that are looked at, each as often as there are times in it.
// rrule-go works out a whole period of a rule at once, walks day by day through
// whatever lies between two instances, and to the year 9999 when none are left.
type Budget struct{ days int }

// NewBudget allows what takes two seconds or so.
func NewBudget() *Budget { return &Budget{days: 20_000_000} }

var (
	errRule   = errors.New("not a rule that is understood")
	errFine   = errors.New("repeats more often than daily")
	errBudget = errors.New("the rules of the file are too much work")
)

// recurrence is a rule ready to run. COUNT and UNTIL are kept here and not
// given to rrule-go, so that it is never asked to look beyond them.
type recurrence struct {
	option rrule.ROption
	count  int       // 0: without
	until  time.Time // wall time, inclusive; zero: without
	times  int       // times of day in the rule
}

// period is how many days rrule-go works out at once for a frequency.
var period = map[rrule.Frequency]int{rrule.YEARLY: 366, rrule.MONTHLY: 31, rrule.WEEKLY: 7, rrule.DAILY: 1}

// expandRule returns the first wall times of the rule, as many as most, that lie in
// [from, to); a zero time leaves that side open. It works on wall times
// because 9:00 stays 9:00 over a change of the clock; loc is only there to
// turn an UNTIL in UTC into a wall time.
func expandRule(text string, start wall, loc *time.Location, from, to time.Time, most int, b *Budget) ([]time.Time, error) {
	r, err := parseRule(text, start, loc)
	if err != nil {
		return nil, err
	}
	return r.expand(from, to, most, b)
}

// expand runs rrule-go, which may index out of range on rules that name days
// which do not exist; that is a bad rule, not a fault.
func (r recurrence) expand(from, to time.Time, most int, b *Budget) (out []time.Time, err error) {
	defer func() {
		if p := recover(); p != nil {
			out, err = nil, fmt.Errorf("%w: %v", errRule, p)
		}
	}()
	rule, err := rrule.NewRRule(r.option)
	if err != nil {
		return nil, fmt.Errorf("%w: %v", errRule, err)
	}
	next := rule.Iterator()
	last := r.option.Dtstart
	b.days -= r.times * period[r.option.Freq]
	for n := 1; r.count == 0 || n <= r.count; n++ {
		if b.days <= 0 {
			return out, errBudget
		}
		t, ok := next()
		if !ok {
			// There was nothing more to find up to the end of the calendar.
			b.days -= r.times * (rrule.MAXYEAR - last.Year()) * 365
			return out, nil
		}
		b.days -= 1 + r.times*int(t.Sub(last).Hours()/24)
		last = t
		switch {
		case !to.IsZero() && !t.Before(to), !r.until.IsZero() && t.After(r.until):
			return out, nil
		case !from.IsZero() && t.Before(from):
		default:
			if out = append(out, t); len(out) == most {
				return out, nil
			}
		}
	}
	return out, nil
}

// parseRule reads an RRULE. What is refused is either outside RFC 5545 or
// would make rrule-go build tables out of all proportion.
func parseRule(text string, start wall, loc *time.Location) (recurrence, error) {
	r := recurrence{}
	if len(text) > 1000 {
		return r, errRule
	}
	var rest []string
	freq := ""
	for part := range strings.SplitSeq(strings.ToUpper(strings.ReplaceAll(text, " ", "")), ";") {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "":
			continue
		case "FREQ":
			freq = value
		case "COUNT":
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 {
				return r, errRule
			}
			r.count = n
			continue
		case "UNTIL":
			u, ok := parseUntil(value, start, loc)
			if !ok {
				return r, errRule
			}
			r.until = u
			continue
		case "INTERVAL":
			if n, err := strconv.Atoi(value); err != nil || n < 1 || n > 10_000 {
				return r, errRule
			}
		case "RSCALE": // RFC 7529: other calendars than ours
			if value != "GREGORIAN" {
				return r, errRule
			}
			continue
		case "BYEASTER", "DTSTART": // rrule-go's own
			return r, errRule
		}
		rest = append(rest, part)
	}
	switch freq {
	case "DAILY", "WEEKLY", "MONTHLY", "YEARLY":
	case "HOURLY", "MINUTELY", "SECONDLY":
		return r, errFine
	default:
		return r, errRule
	}
	option, err := rrule.StrToROption(strings.Join(rest, ";"))
	if err != nil {
		return r, fmt.Errorf("%w: %v", errRule, err)
	}
	if start.date {
		option.Byhour, option.Byminute, option.Bysecond = nil, nil, nil
	}
	r.times = max(1, len(option.Byhour)) * max(1, len(option.Byminute)) * max(1, len(option.Bysecond))
	if r.times > 48 {
		return r, errFine
	}
	for _, d := range option.Byweekday {
		perMonth := option.Freq == rrule.MONTHLY || len(option.Bymonth) > 0
		if n := d.N(); n > 53 || n < -53 || perMonth && (n > 5 || n < -5) {
			return r, errRule
		}
	}
	option.Dtstart = start.t
	// Left open, rrule-go stops 292 years after the start, and Outlook's zones start in 1601.
	option.Until = time.Date(rrule.MAXYEAR, 12, 31, 0, 0, 0, 0, time.UTC)
	r.option = *option
	return r, nil
}

// parseUntil returns the last wall time that UNTIL allows. A date lets the
// whole day in, which is what those mean who write one for an event with a time.
func parseUntil(s string, start wall, loc *time.Location) (time.Time, bool) {
	u, ok := parseWall(s)
	switch {
	case !ok:
		return time.Time{}, false
	case u.date:
		return u.t.AddDate(0, 0, 1).Add(-time.Second), true
	case start.date && u.t.Second() == 0:
		return u.day(), true
	case u.utc && !start.utc && !start.date:
		return wallIn(u.t, loc), true
	}
	return u.t, true
}

// ruleRemark says in words what went wrong with a rule.
func ruleRemark(line int, err error) Remark {
	switch {
	case errors.Is(err, errFine):
		return remark(line, "The event repeats more often than daily; only its first time is taken.")
	case errors.Is(err, errBudget):
		return remark(line, "The repetitions in this file are more than is taken; this event is taken in part or not at all.")
	}
	return remark(line, "The rule of repetition is not understood; only the first time is taken.")
}
