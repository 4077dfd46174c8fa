package registration

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

// maxStay is the longest duration that is taken for one and not for a slip.
const maxStay = 24 * time.Hour

var (
	thousands   = regexp.MustCompile(`^[1-9]\d{0,2}[.,]\d{3}$`)
	plainNumber = regexp.MustCompile(`^\d{1,6}([.,]\d{1,4})?$`)
	clockSpan   = regexp.MustCompile(`^(\d{1,3}):([0-5]\d):([0-5]\d)$`)
	wordSpan    = regexp.MustCompile(`(?i)^(?:(\d{1,3})\s*(?:h|hrs?|hours?|horas?|heures?|std|stunden?)\b\.?)?(?:[\s,]|and\b|y\b|et\b|e\b|und\b)*(?:(\d{1,5})(?:[.,]0{1,2})?\s*(?:m|mins?|minutes?|minutos?|minuten)\b\.?)?(?:[\s,]|and\b|y\b|et\b|e\b|und\b)*(?:(\d{1,6})\s*(?:s|secs?|seconds?|segundos?|secondes?|sekunden?)\b\.?)?$`)
)

// parseDuration reads how long somebody stayed: "62", "61.5", "1:02:00", "1h 2m", "62 mins". A
// number alone is in units; "1:02" may be hours or minutes, "3,600" a thousand or a fraction, and
// both are refused.
func parseDuration(cell string, unit time.Duration) (time.Duration, error) {
	refused := errs.New(errs.Invalid, "“%s” is not a duration that can be read. Write minutes, such as 62, or 1:02:00.", cell)
	var d time.Duration
	if thousands.MatchString(cell) {
		return 0, refused
	}
	if plainNumber.MatchString(cell) {
		f, err := strconv.ParseFloat(strings.ReplaceAll(cell, ",", "."), 64)
		if err != nil {
			return 0, refused
		}
		d = time.Duration(f * float64(unit))
	} else if m := clockSpan.FindStringSubmatch(cell); m != nil {
		d = parts(m[1], m[2], m[3])
	} else if m := wordSpan.FindStringSubmatch(cell); m != nil && strings.ContainsAny(cell, "0123456789") {
		d = parts(m[1], m[2], m[3])
	} else {
		return 0, refused
	}
	if d > maxStay {
		return 0, errs.New(errs.Invalid, "“%s” is longer than a day.", cell)
	}
	return d, nil
}

func parts(h, m, s string) time.Duration {
	// The patterns let only digits through, or nothing, which is 0.
	hours, _ := strconv.Atoi(h)
	minutes, _ := strconv.Atoi(m)
	seconds, _ := strconv.Atoi(s)
	return time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute + time.Duration(seconds)*time.Second
}
