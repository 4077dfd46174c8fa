package recordweb

import (
	"strconv"
	"strings"
)

// maxHours bounds what a field of hours takes, so that minutes never overflow.
const maxHours = 100_000

// parseHours reads contact time as people write it, "1.5", "1,5", "1:30" or "90 min", and returns
// whole minutes. Empty is 0.
func parseHours(s string) (minutes int, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if s == "" {
		return 0, true
	}
	for _, unit := range []string{"minutes", "mins", "min"} {
		if n, found := strings.CutSuffix(s, unit); found {
			return digits(strings.TrimSpace(n), maxHours*60)
		}
	}
	for _, unit := range []string{"hours", "hour", "hrs", "hr", "h"} {
		if n, found := strings.CutSuffix(s, unit); found {
			s = strings.TrimSpace(n)
			break
		}
	}
	if h, m, found := strings.Cut(s, ":"); found {
		hours, ok := digits(h, maxHours)
		rest, ok2 := digits(m, 59)
		return hours*60 + rest, ok && ok2 && len(m) == 2
	}
	whole, fraction, found := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if whole == "" && found {
		whole = "0"
	}
	hours, ok := digits(whole, maxHours)
	if !ok || !found {
		return hours * 60, ok
	}
	if len(fraction) > 4 {
		return 0, false
	}
	part, ok := digits(fraction, 9999)
	scale := 1
	for range len(fraction) {
		scale *= 10
	}
	return hours*60 + (part*60+scale/2)/scale, ok
}

// digits reads a whole number from 0 to most that is written in digits alone.
func digits(s string, most int) (int, bool) {
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > most {
		return 0, false
	}
	return n, true
}

// formatHours writes minutes as parseHours reads them: "1:30", "2"; nothing for 0.
func formatHours(minutes int) string {
	switch {
	case minutes == 0:
		return ""
	case minutes%60 == 0:
		return strconv.Itoa(minutes / 60)
	}
	rest := strconv.Itoa(minutes % 60)
	if len(rest) == 1 {
		rest = "0" + rest
	}
	return strconv.Itoa(minutes/60) + ":" + rest
}

// parseTenths reads CEU with at most one decimal, "0.2" or "1,1", as tenths.
func parseTenths(s string) (tenths int, ok bool) {
	whole, fraction, found := strings.Cut(strings.Replace(strings.TrimSpace(s), ",", ".", 1), ".")
	if whole == "" && !found {
		return 0, true
	}
	n, ok := digits(whole, 10_000)
	if !ok || !found {
		return n * 10, ok
	}
	t, ok := digits(fraction, 9)
	return n*10 + t, ok && len(fraction) == 1
}
