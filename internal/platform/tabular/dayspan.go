package tabular

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	// between stands between the first and the last day; without blanks only where the two are no single date together.
	between = regexp.MustCompile(`(?i)\s+(?:-|–|—|to|through|thru|until|till|al?|au)\s+|\s*[–—]\s*|-`)
	// leadingDay is the day of a month that the other end of a span names: the 14 of 14-16 April 2027.
	leadingDay = regexp.MustCompile(`^\d{1,2}(?:st|nd|rd|th)?\b`)
	// dayAndYear is the other end of April 14-16, 2027.
	dayAndYear = regexp.MustCompile(`^\d{1,2}(?:st|nd|rd|th)?,?\s+(\d{4})$`)
	yearBehind = regexp.MustCompile(`\b(\d{4})$`)
)

// longestRange is the most days that a span of days may have, and not be a slip.
const longestRange = 366

// Range reads a cell that holds the first and the last of several days: April 14-16, 2027, 30 September to 2 October 2027,
// 5/3/2027 - 5/5/2027. What one end leaves out the other says. ok is false for everything else; the note is as for Date.
func (r *DateReader) Range(cell string) (first, last Date, note string, ok bool) {
	cell = strings.Join(strings.Fields(trim(cell)), " ")
	if len(cell) > 2*maxDateText {
		return first, last, "", false
	}
	for _, at := range append(between.FindAllStringIndex(cell, 10), interval(cell)...) {
		a, b := trim(cell[:at[0]]), trim(cell[at[1]:])
		if a == "" || b == "" {
			continue
		}
		for _, ends := range completed(a, b) {
			first, note, err := r.Date(ends[0])
			if err != nil {
				continue
			}
			last, lastNote, err := r.Date(ends[1])
			if days := int(last.utc().Sub(first.utc()).Hours() / 24); err == nil && days > 0 && days < longestRange {
				return first, last, strings.TrimSpace(note + " " + lastNote), true
			}
		}
	}
	return Date{}, Date{}, "", false
}

// isoInterval is the beginning and the end of an interval of ISO 8601, between which a solidus stands.
var isoInterval = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}[^/]*(/)\d{4}-\d{2}-\d{2}[^/]*$`)

func interval(cell string) [][]int {
	if m := isoInterval.FindStringSubmatchIndex(cell); m != nil {
		return [][]int{m[2:4]}
	}
	return nil
}

// completed gives each end of a span what only the other one says: the month, the year.
func completed(a, b string) [][2]string {
	out := [][2]string{{a, b}}
	year := yearBehind.FindString(b)
	if year == "" {
		return out
	}
	if day := leadingDay.FindString(b); day != "" && leadingDay.FindString(a) == a {
		out = append(out, [2]string{a + b[len(day):], b})
	}
	if m := dayAndYear.FindStringSubmatch(b); m != nil {
		if i := strings.LastIndexFunc(a, unicode.IsLetter); i > 0 {
			// The month stands before the last number of a.
			out = append(out, [2]string{a + ", " + year, a[:i+1] + " " + b})
		}
	}
	return append(out, [2]string{a + ", " + year, b}, [2]string{a + " " + year, b})
}

// Moments splits a cell that holds two moments, the beginning and the end: 2027-01-20T10:00-06:00 to 2027-01-20T12:00-06:00.
func (r *DateReader) Moments(cell string) (from, to string, ok bool) {
	for _, at := range append(between.FindAllStringIndex(cell, 10), interval(cell)...) {
		from, to = trim(cell[:at[0]]), trim(cell[at[1]:])
		if _, _, _, err := r.Moment(from); err == nil {
			if _, _, _, err := r.Moment(to); err == nil {
				return from, to, true
			}
		}
	}
	return "", "", false
}
