package calendar

import (
	"strconv"
	"strings"
	"time"
)

// unescapeText undoes escapeText and what other programs do instead: a
// backslash before any other punctuation is dropped, before a letter or digit
// it is kept, as in a Windows path.
func unescapeText(s string) string {
	if !strings.ContainsRune(s, '\\') {
		return normalText(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c == 'n' || c == 'N':
			b.WriteByte('\n')
		case c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= 0x80:
			b.WriteByte('\\')
			b.WriteByte(c)
		default:
			b.WriteByte(c)
		}
	}
	return normalText(b.String())
}

// splitTexts cuts a list of TEXT values at its unescaped commas.
func splitTexts(s string) []string {
	var out []string
	add := func(raw string) {
		if t := oneLine(plainText(unescapeText(raw))); t != "" {
			out = append(out, t)
		}
	}
	begin := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case ',':
			add(s[begin:i])
			begin = i + 1
		}
	}
	add(s[begin:])
	return out
}

// wall is what a clock shows: a date, perhaps with a time of day, as if it
// were UTC. It becomes an instant in a zone.
type wall struct {
	t    time.Time
	date bool // a date without a time
	utc  bool // the value ended in Z: t is the instant itself
}

// parseWall reads a DATE or DATE-TIME. The shape of the value decides, not the
// VALUE parameter, which is often wrong. Seconds may be missing, and an offset stand behind the time, as in ISO 8601.
func parseWall(s string) (wall, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if i := strings.IndexByte(s, 'T'); i > 0 {
		if j := strings.LastIndexAny(s, "+-"); j > i {
			w, ok := parseWall(s[:j])
			off, okOff := parseOffset(strings.ReplaceAll(s[j:], ":", ""))
			w.t, w.utc = w.t.Add(-time.Duration(off)*time.Second), true
			return w, ok && okOff && !w.date
		}
	}
	if strings.Count(s, "-") == 2 {
		s = strings.NewReplacer("-", "", ":", "").Replace(s)
	}
	s, utc := strings.CutSuffix(s, "Z")
	for _, form := range []string{localForm, dateForm, "20060102T1504"} {
		if len(s) != len(form) {
			continue
		}
		t, err := time.Parse(form, s)
		if err != nil && form == localForm && strings.HasSuffix(s, "60") {
			// A leap second, which Go does not know: the next second.
			if t, err = time.Parse(form, s[:len(s)-2]+"59"); err == nil {
				t = t.Add(time.Second)
			}
		}
		if err == nil && t.Year() >= 1 {
			return wall{t: t, date: form == dateForm, utc: utc && form != dateForm}, true
		}
	}
	return wall{}, false
}

// day returns the date that a wall time stands for beside an all-day event.
// Exchange names such days by the local midnight, even in UTC: the nearest
// midnight is the one that is meant, in every zone.
func (w wall) day() time.Time {
	if w.utc {
		return w.t.Add(12 * time.Hour).Truncate(24 * time.Hour)
	}
	return w.t.Truncate(24 * time.Hour)
}

// span is a DURATION. Days and weeks are days of the calendar, which are not
// always 24 hours long (RFC 5545, section 3.3.6).
type span struct {
	days int
	time time.Duration
}

// after returns the instant one span later than the wall time start in the zone.
func (d span) after(start time.Time, loc *time.Location) time.Time {
	if d.days == 0 {
		return instantOf(start, loc).Add(d.time)
	}
	return instantOf(start.AddDate(0, 0, d.days), loc).Add(d.time)
}

// parseSpan reads a DURATION that is not negative and no longer than ten years.
func parseSpan(s string) (span, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.TrimPrefix(s, "+")
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return span{}, false
	}
	var d span
	inTime := false
	for rest != "" {
		if after, ok := strings.CutPrefix(rest, "T"); ok && !inTime {
			rest, inTime = after, true
			continue
		}
		i := strings.IndexFunc(rest, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 || i > 9 {
			return span{}, false
		}
		n, err := strconv.Atoi(rest[:i])
		if err != nil {
			return span{}, false
		}
		switch unit := rest[i]; {
		case unit == 'W' && !inTime:
			d.days += 7 * n
		case unit == 'D' && !inTime:
			d.days += n
		case unit == 'H' && inTime:
			d.time += time.Duration(n) * time.Hour
		case unit == 'M' && inTime:
			d.time += time.Duration(n) * time.Minute
		case unit == 'S' && inTime:
			d.time += time.Duration(n) * time.Second
		default:
			return span{}, false
		}
		if d.days > 3660 || d.time > 3660*24*time.Hour {
			return span{}, false
		}
		rest = rest[i+1:]
	}
	return d, true
}

// parseOffset reads a UTC-OFFSET in seconds.
func parseOffset(s string) (int, bool) {
	s = strings.TrimSpace(s)
	if (len(s) != 5 && len(s) != 7) || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	n, err := strconv.ParseUint(s[1:], 10, 32)
	if err != nil {
		return 0, false
	}
	if len(s) == 5 {
		n *= 100
	}
	hours, minutes, seconds := int(n/10000), int(n/100%100), int(n%100)
	if hours > 18 || minutes > 59 || seconds > 59 {
		return 0, false
	}
	off := hours*3600 + minutes*60 + seconds
	if s[0] == '-' {
		off = -off
	}
	return off, true
}

// instantOf returns the instant at which clocks in the zone show the wall time.
// One that comes twice is the first of the two; one that is leapt over counts
// with the offset before the leap (RFC 5545, section 3.3.5).
func instantOf(wall time.Time, loc *time.Location) time.Time {
	first, _ := instantsOf(wall, loc)
	return first
}

// instantsOf returns the first and the last instant at which clocks show the
// wall time: two different ones in the hour that a change of the clock repeats.
func instantsOf(wall time.Time, loc *time.Location) (first, last time.Time) {
	offset := func(t time.Time) time.Duration {
		_, s := t.In(loc).Zone()
		return time.Duration(s) * time.Second
	}
	before, after := offset(wall.Add(-24*time.Hour)), offset(wall.Add(24*time.Hour))
	first, last = wall.Add(-before), wall.Add(-after)
	switch firstHolds, lastHolds := offset(first) == before, offset(last) == after; {
	case firstHolds && lastHolds:
		return first, last
	case lastHolds:
		return last, last
	}
	return first, first
}

// wallIn returns what clocks in the zone show at the instant, as if it were UTC.
func wallIn(t time.Time, loc *time.Location) time.Time {
	_, s := t.In(loc).Zone()
	return t.UTC().Add(time.Duration(s) * time.Second)
}
