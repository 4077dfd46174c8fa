package rules

import (
	"strconv"
	"strings"
)

// The units that every rule has.
const (
	minuteUnit   = "minute"
	hourUnit     = "hour"
	ceuUnit      = "ceu"
	activityUnit = "activity"
)

// UnitName brings the name of a unit to the form in which two are compared: small letters, singular.
func UnitName(s string) string {
	s = fold(s)
	switch {
	case s == "activities":
		return activityUnit
	case strings.HasSuffix(s, "ss"):
	case strings.HasSuffix(s, "sses"), strings.HasSuffix(s, "xes"), strings.HasSuffix(s, "ches"), strings.HasSuffix(s, "shes"):
		s = s[:len(s)-2]
	case strings.HasSuffix(s, "s") && len(s) > 2:
		s = s[:len(s)-1]
	}
	return s
}

// measure is a unit made ready. Amounts are kept in parts: scale parts make one unit, and every entry has a whole
// number of them. Hours are kept in minutes, CEU in tenths, activities whole, what only rounds or steps make in hundredths,
// and other units of the programme in parts of which both a minute and a hundredth have a whole number.
type measure struct {
	name, shown string
	scale       int64
	minutes     int64
	roundTo     int64
	round       string
	steps       []Step
	own         bool
	from        []Credit // unit names brought to the common form
	// class is the same for measures that count the same thing, such as minutes and hours.
	class int
}

func builtin() []measure {
	return []measure{
		{name: minuteUnit, shown: "minutes", scale: 1, minutes: 1, class: 0},
		{name: hourUnit, shown: "hours", scale: 60, minutes: 60, class: 0},
		{name: ceuUnit, shown: "CEU", scale: 10, class: 1},
		{name: activityUnit, shown: "activities", scale: 1, class: 2},
	}
}

// measureOf makes a unit of the programme ready.
func measureOf(u Unit, class int) measure {
	m := measure{name: UnitName(u.Name), shown: u.Name, scale: 100, minutes: u.Minutes, roundTo: u.RoundTo, round: u.Round, steps: u.Steps, own: true, class: class}
	if u.Minutes > 0 && u.RoundTo == 0 && len(u.Steps) == 0 {
		for m.scale = u.Minutes; m.scale%100 != 0; m.scale += u.Minutes {
		}
	}
	for _, b := range builtin() {
		if b.name == m.name {
			m.shown = b.shown
		}
	}
	for _, f := range u.From {
		m.from = append(m.from, Credit{UnitName(f.Unit), f.Hundredths})
	}
	return m
}

// parts turns hundredths of the unit into parts, rounded down.
func (m *measure) parts(hundredths int64) int64 { return hundredths * m.scale / 100 }

// whole reports whether the amount is a whole number of parts.
func (m *measure) whole(hundredths int64) bool { return hundredths*m.scale%100 == 0 }

// of returns how many parts of the unit an entry of a Person has, whose units are in the common form. What the entry states in the unit itself comes first, then
// what it states in a unit that converts, in the order of the rule, then its time.
func (m *measure) of(e *Entry) int64 { return min(m.all(e), maxParts) }

func (m *measure) all(e *Entry) int64 {
	switch m.name {
	case activityUnit:
		return 1
	case ceuUnit:
		if !m.own {
			return min(max(e.CEUTenths, 0), maxStated)
		}
		if e.CEUTenths > 0 {
			return m.parts(min(e.CEUTenths, maxStated) * 10)
		}
	case minuteUnit, hourUnit:
		if !m.own {
			return m.ofTime(min(max(e.Minutes, 0), maxStated))
		}
	}
	for i := range e.Credits {
		if c := &e.Credits[i]; c.Unit == m.name { // also that it is worth nothing
			return m.parts(min(max(c.Hundredths, 0), maxStated))
		}
	}
	for _, f := range m.from {
		if f.Unit == ceuUnit && e.CEUTenths > 0 {
			return m.parts(min(min(e.CEUTenths, maxStated)*f.Hundredths/10, maxConverted))
		}
		for i := range e.Credits {
			if c := &e.Credits[i]; c.Unit == f.Unit {
				return m.parts(min(min(max(c.Hundredths, 0), maxStated)*f.Hundredths/100, maxConverted))
			}
		}
	}
	return m.ofTime(min(max(e.Minutes, 0), maxStated))
}

// maxStated bounds what one entry can state, maxConverted what it becomes and maxParts its parts, so that the sum of
// half a million entries does not run over.
const (
	maxParts     = 4_000_000_000_000
	maxStated    = 100_000_000
	maxConverted = 1_000 * maxStated
)

func (m *measure) ofTime(minutes int64) int64 {
	if len(m.steps) > 0 {
		worth := int64(0)
		for _, s := range m.steps {
			if minutes >= s.Minutes {
				worth = s.Worth
			}
		}
		return worth
	}
	switch {
	case m.minutes == 0:
		return 0
	case m.roundTo == 0:
		return minutes * m.scale / m.minutes
	}
	// Rounding is done on the exact fraction minutes*100/(m.minutes*roundTo).
	num, den := minutes*100, m.minutes*m.roundTo
	switch m.round {
	case "up":
		num += den - 1
	case "nearest":
		num += den / 2
	}
	return num / den * m.roundTo
}

// sayRatio writes parts as a number of units: 90 of 60 are "1.5".
func sayRatio(n, scale int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := strconv.FormatInt(n/scale, 10)
	if r := n % scale; r != 0 {
		// Two digits, cut and not rounded: nobody is told to have more than they have.
		h := r * 100 / scale
		s += strings.TrimRight("."+string([]byte{byte('0' + h/10), byte('0' + h%10)}), "0")
		s = strings.TrimSuffix(s, ".")
	}
	return sign + s
}

// String writes the amount as the rule file has it.
func (a Amount) String() string {
	if a.IsZero() {
		return ""
	}
	return sayRatio(a.Hundredths, 100) + " " + a.Unit
}
