package tabular

import (
	"regexp"
	"strings"
)

var (
	// spanCell is two times with one of the signs or words between them that mean "until".
	spanCell      = regexp.MustCompile(`(?i)^((?:(?:12(?::00)? ?)?noon|\d{1,2}(?:[:.h]\d{2})?)(?: ?[ap]\.? ?m\b\.?)?)( [^-–—]*?)? ?(?:-|–|—|\bto\b|\buntil\b) ?((?:(?:12(?::00)? ?)?noon|\d{1,2}(?:[:.h]\d{2})?).*)$`)
	offsetFromUTC = regexp.MustCompile(`(?i)\b(?:utc|gmt) ?[-\x{2212}]\d{1,2}(?::?\d{2})?\)?$`)
	halfDay       = regexp.MustCompile(`(?i)(?:\d|noon) ?([ap])\.? ?m\b`)
	bareHour      = regexp.MustCompile(`^\d{1,2}( |$)`)
	// elsewhere begins the same moment in other zones: 2 pm Eastern / 1 pm Central, 2 pm ET (11 am PT).
	elsewhere = regexp.MustCompile(`(?i) ?[/(|;,=] ?(?:\d|noon)`)
)

// ParseSpan reads a time of day that may say when it ends as well: 2:00 - 3:00 PM CT, 14:00-15:30,
// 10 am to noon ET. Without an end, to is nil. The zone of one is that of the other, and
// so is am or pm as far as the order of the two allows. An end that is not after the beginning is meant for
// the day after. Notes and errors are as for ParseTime.
func ParseSpan(cell string) (from TimeOfDay, to *TimeOfDay, note string, err error) {
	return parseSpan(cell, false)
}

func parseSpan(cell string, instant bool) (from TimeOfDay, to *TimeOfDay, note string, err error) {
	s := strings.Join(strings.Fields(trim(cell)), " ")
	m := spanCell.FindStringSubmatch(s)
	if m == nil || instant || offsetFromUTC.MatchString(s) || len(s) > 2*maxDateText {
		from, note, err = parseTime(cell, instant)
		return from, nil, note, err
	}
	begin, zone, end := m[1], strings.TrimSpace(m[2]), m[3]
	beginHalf, endHalf := halfDay.FindStringSubmatch(begin), halfDay.FindStringSubmatch(end)
	noon := func(s string) bool { return strings.Contains(strings.ToLower(s), "noon") }
	half := func(s, half string) (TimeOfDay, string, error) {
		clock, rest, _ := strings.Cut(s, " ")
		if noon(s) {
			return ParseTime(s)
		}
		return ParseTime(clock + " " + half + "m " + rest)
	}
	fail := func(err error) (TimeOfDay, *TimeOfDay, string, error) { return TimeOfDay{}, nil, "", err }
	var last TimeOfDay
	var endNote string
	switch {
	case beginHalf == nil && !noon(begin) && endHalf == nil && !noon(end):
		// The 24-hour clock; hours alone could be anything.
		if bareHour.MatchString(begin) || bareHour.MatchString(end) {
			return fail(notATime(cell))
		}
		if from, note, err = ParseTime(begin); err != nil {
			return fail(err)
		}
		last, endNote, err = ParseTime(end)
	case beginHalf == nil && !noon(begin):
		if last, endNote, err = ParseTime(end); err != nil {
			return fail(err)
		}
		first, second := "p", "a"
		if last.Hour < 12 {
			first, second = "a", "p"
		}
		if from, note, err = half(begin, first); err == nil && from.seconds() >= last.seconds() {
			from, note, err = half(begin, second)
		}
	case endHalf == nil && !noon(end):
		if from, note, err = ParseTime(begin); err != nil {
			return fail(err)
		}
		first, second := "p", "a"
		if from.Hour < 12 {
			first, second = "a", "p"
		}
		if last, endNote, err = half(end, first); err == nil && from.seconds() >= last.seconds() {
			last, endNote, err = half(end, second)
		}
	default:
		if from, note, err = ParseTime(begin); err != nil {
			return fail(err)
		}
		last, endNote, err = ParseTime(end)
	}
	if err != nil {
		return fail(err)
	}
	if zone != "" {
		if from.Zone, err = ParseZone(zone); err != nil {
			return fail(err)
		}
	} else {
		from.Zone = last.Zone
	}
	if last.Zone == "" {
		last.Zone = from.Zone
	}
	return from, &last, strings.TrimSpace(note + " " + endNote), nil
}

func (t TimeOfDay) seconds() int { return t.Hour*3600 + t.Minute*60 + t.Second }

// cutElsewhere splits what stands behind a time into its zone and the same moment in other zones.
func cutElsewhere(zone string) (first, rest string, found bool) {
	at := elsewhere.FindStringIndex(zone)
	if at == nil || at[0] == 0 {
		return zone, "", false
	}
	return zone[:at[0]], zone[at[0]:], true
}

// sameElsewhere reads the other zones' times, and refuses a cell in which they are another moment.
func sameElsewhere(cell string, t TimeOfDay, rest string) error {
	parts := strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune("/()|;,=", r) })
	for _, part := range parts {
		if trim(part) == "" {
			continue
		}
		other, _, err := ParseTime(part)
		if err != nil {
			return err
		}
		if other.Zone == "" || !sameMoment(t, other) {
			return invalid("%s contradicts itself: its times are not the same moment.", quote(cell))
		}
	}
	return nil
}

// sameMoment reports whether two times with their zones are one moment, in winter or in summer.
func sameMoment(a, b TimeOfDay) bool {
	la, err := LoadZone(a.Zone)
	if err != nil {
		return false
	}
	lb, err := LoadZone(b.Zone)
	if err != nil {
		return false
	}
	for _, day := range []Date{{2026, 1, 15}, {2026, 7, 15}} {
		ta, _, errA := Local(day, a, la)
		tb, _, errB := Local(day, b, lb)
		// The clocks may show another day there.
		if gap := ta.Sub(tb).Hours(); errA == nil && errB == nil && (gap == 0 || gap == 24 || gap == -24) {
			return true
		}
	}
	return false
}
