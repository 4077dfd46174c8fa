package tabular

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// TimeOfDay is a time as it stands in a cell.
type TimeOfDay struct {
	Hour, Minute, Second int
	// Zone is the time zone that stands beside it: a name of the IANA database
	// or an offset such as "UTC-05:00", both for LoadZone; empty when there is none.
	Zone string
}

// String returns the time as 14:00, with seconds only where they count, and its zone.
func (t TimeOfDay) String() string {
	s := fmt.Sprintf("%02d:%02d", t.Hour, t.Minute)
	if t.Second != 0 {
		s += fmt.Sprintf(":%02d", t.Second)
	}
	return strings.TrimSpace(s + " " + t.Zone)
}

// Location returns the zone of the time, or fallback when it names none.
func (t TimeOfDay) Location(fallback *time.Location) (*time.Location, error) {
	if t.Zone == "" {
		return fallback, nil
	}
	return LoadZone(t.Zone)
}

var (
	timePattern = regexp.MustCompile(`(?i)^(\d{1,2})(?:[:.h](\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?)?\s*(?:([ap])\.?\s?m\b\.?)?\s*(.*)$`)
	noonPattern = regexp.MustCompile(`(?i)^(?:12(?::00)?\s*)?noon\b\s*(.*)$`)
	timeRange   = regexp.MustCompile(`(?i)^(?:-|–|—|to\b|until\b)\s*(?:\d|noon)`)
	// compactTime is the time of 20270408T230000Z.
	compactTime = regexp.MustCompile(`^(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?$`)
	// hourApart is 15 h 30; clockBehind is what stands behind a time on the 24-hour clock: 14:00 hrs, 14:00 Uhr.
	hourApart   = regexp.MustCompile(`(?i)^(\d{1,2}) h (\d{2})\b`)
	clockBehind = regexp.MustCompile(`(?i)^(\d{1,2}[:.]\d{2}) ?(?:hrs?|hours|horas|uhr|h)\b\.?`)
	// partOfDay is what a spreadsheet shows of a time that has lost its form: 0.416666666666667 is 10:00.
	partOfDay = regexp.MustCompile(`^0?\.\d{3,}$`)
	// plainHours are the 24-hour clock without a colon: 1400 ET, 1400 hrs, 14 h.
	plainHours = regexp.MustCompile(`(?i)^([01]?\d|2[0-3])(?:([0-5]\d)(?:\s?h|\s?hrs?|\s?hours)?\b|\s?h\b)\s*(\(?[a-z].*)?$`)
)

// ParseTime reads a time of day with or without a zone: 2:00pm ET, 14:00,
// 2 pm, noon, 14:00 Europe/London, 14:00:30Z. A time without am or pm is on the 24-hour
// clock; the note says so where that is easily missed. Errors are Invalid, in words that cite
// the cell.
func ParseTime(cell string) (t TimeOfDay, note string, err error) {
	return parseTime(cell, false)
}

// parseTime is ParseTime; instant says that the time comes from an ISO 8601
// instant, in which -05:00 can only be an offset and not the end of a span.
func parseTime(cell string, instant bool) (t TimeOfDay, note string, err error) {
	s := strings.Join(strings.Fields(trim(cell)), " ")
	if s == "" {
		return TimeOfDay{}, "", invalid("The time is missing.")
	}
	if len(s) > 2*maxDateText {
		return TimeOfDay{}, "", notATime(cell)
	}
	s = hourApart.ReplaceAllString(s, "${1}h${2}")
	s = clockBehind.ReplaceAllString(s, "$1")
	if m := compactTime.FindStringSubmatch(s); m != nil && instant {
		s = m[1] + ":" + m[2] + ":" + cmp.Or(m[3], "00") + m[4]
	}
	if partOfDay.MatchString(s) {
		if x, err := strconv.ParseFloat(s, 64); err == nil {
			s, _ = serial(x, cellFormat{clock: true}, false)
		}
	}
	if m := plainHours.FindStringSubmatch(s); m != nil && (len(m[1]) == 2 || m[2] == "") && (m[3] != "" || strings.ContainsAny(s, "hH")) {
		s = m[1] + ":" + cmp.Or(m[2], "00") + " " + m[3]
	}
	if strings.HasPrefix(strings.ToLower(s), "midnight") {
		return TimeOfDay{}, "", invalid("%s can be the beginning or the end of the day. Write 00:00 and the date of the day that begins.", quote(cell))
	}
	zone := ""
	if m := noonPattern.FindStringSubmatch(s); m != nil {
		t.Hour, zone = 12, m[1]
	} else if m := timePattern.FindStringSubmatch(s); m != nil {
		if t, err = clockTime(cell, m); err != nil {
			return TimeOfDay{}, "", err
		}
		zone = m[5]
		instant = instant || m[3] != ""
		if m[4] == "" && len(m[1]) == 1 && t.Hour > 0 && t.Hour < 8 {
			note = fmt.Sprintf("%s was read as %02d:%02d in the morning, because there is no pm.", quote(cell), t.Hour, t.Minute)
		}
	} else {
		return TimeOfDay{}, "", notATime(cell)
	}
	if timeRange.MatchString(zone) && !(instant && zoneOffset.MatchString(zone)) {
		return TimeOfDay{}, "", isSpan(cell)
	}
	if zone == "" {
		return t, note, nil
	}
	if t.Zone, err = ParseZone(zone); err == nil {
		return t, note, nil
	}
	named, rest, more := cutElsewhere(zone)
	if !more {
		return TimeOfDay{}, "", err
	}
	if t.Zone, err = ParseZone(named); err != nil {
		return TimeOfDay{}, "", err
	}
	return t, note, sameElsewhere(cell, t, rest)
}

func isSpan(cell string) error {
	return invalid("%s is a span of time. Give the beginning alone.", quote(cell))
}

// clockTime checks the numbers of a match of timePattern.
func clockTime(cell string, m []string) (TimeOfDay, error) {
	var t TimeOfDay
	// The pattern lets only one or two digits through, or nothing, which is 0.
	t.Hour, _ = strconv.Atoi(m[1])
	t.Minute, _ = strconv.Atoi(m[2])
	t.Second, _ = strconv.Atoi(m[3])
	half := strings.ToLower(m[4])
	switch {
	case half == "" && m[2] == "":
		return t, notATime(cell)
	case half == "" && t.Hour > 23:
		return t, invalid("%s is not a time: hours go from 0 to 23.", quote(cell))
	case half != "" && (t.Hour < 1 || t.Hour > 12):
		return t, invalid("%s is not a time: with am and pm, hours go from 1 to 12.", quote(cell))
	case t.Minute > 59 || t.Second > 59:
		return t, invalid("%s is not a time: minutes and seconds go from 0 to 59.", quote(cell))
	}
	if half != "" {
		t.Hour %= 12
	}
	if half == "p" {
		t.Hour += 12
	}
	return t, nil
}

func notATime(cell string) error {
	return invalid("%s is not a time that can be read. Write it as 14:00 or 2:00 pm.", quote(cell))
}

// Local returns the instant, in UTC, at which clocks in a zone show the date and
// the time; t.Zone is not looked at. A time that the clocks jump over is
// Invalid; of a time that they show twice the first is taken, and the note says so.
func Local(d Date, t TimeOfDay, loc *time.Location) (at time.Time, note string, err error) {
	wall := time.Date(d.Year, d.Month, d.Day, t.Hour, t.Minute, t.Second, 0, time.UTC)
	shown := func(offset int) (time.Time, bool) {
		u := wall.Add(-time.Duration(offset) * time.Second)
		_, real := u.In(loc).Zone()
		return u, real == offset
	}
	// Offsets a day before and a day after are those on both sides of any change near by.
	_, before := wall.AddDate(0, 0, -1).In(loc).Zone()
	_, after := wall.AddDate(0, 0, 1).In(loc).Zone()
	first, firstOK := shown(before)
	second, secondOK := shown(after)
	switch {
	case firstOK && secondOK && !first.Equal(second):
		if second.Before(first) {
			first = second
		}
		return first, fmt.Sprintf("%s on %s comes twice in %s, because the clocks go back; the first was taken.", clockWords(t), d.Words(), loc), nil
	case firstOK:
		return first, "", nil
	case secondOK:
		return second, "", nil
	}
	return time.Time{}, "", invalid("%s on %s does not exist in %s: the clocks jump over it.", clockWords(t), d.Words(), loc.String())
}

func clockWords(t TimeOfDay) string {
	t.Zone = ""
	return t.String()
}
