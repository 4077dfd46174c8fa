package rules

import (
	"fmt"
	"strconv"
)

// Day is a civil date: the number of days since 31 December of the year 0, so that 1 is 0001-01-01. Zero is no day.
type Day int32

// MaxDay is the last day that can be written, 9999-12-31.
const MaxDay Day = 3652059

// Date returns the day of the calendar; the month is 1 to 12 and the day of the month is not checked.
func Date(year, month, day int) Day {
	y := year
	if month <= 2 {
		y--
	}
	m := (month + 9) % 12
	doe := y*365 + y/4 - y/100 + y/400 + (m*153+2)/5 + day - 1
	return Day(doe - 305)
}

// Civil returns year, month and day of the month.
func (d Day) Civil() (year, month, day int) {
	z := int(d) + 305
	era := z / 146097
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// ParseDay reads "2026-03-12" and refuses what is no day of the calendar.
func ParseDay(s string) (Day, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, ok1 := digits(s[:4])
	m, ok2 := digits(s[5:7])
	d, ok3 := digits(s[8:])
	if !ok1 || !ok2 || !ok3 || y < 1 || m < 1 || m > 12 || d < 1 || d > monthLength(y, m) {
		return 0, false
	}
	return Date(y, m, d), true
}

func digits(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, true
}

// String writes the day as 2026-03-12, and no day as nothing.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	y, m, day := d.Civil()
	return fmt.Sprintf("%04d-%02d-%02d", y, m, day)
}

// MarshalText implements encoding.TextMarshaler.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (d *Day) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	day, ok := ParseDay(string(b))
	if !ok {
		return fmt.Errorf("%q is no day; write it as 2026-03-12", b)
	}
	*d = day
	return nil
}

func monthLength(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// Span is a length of time in months or days. Years are twelve months.
type Span struct{ Months, Days int }

// IsZero reports whether nothing was said.
func (s Span) IsZero() bool { return s == Span{} }

// String writes the span in the words that ParseSpan reads.
func (s Span) String() string {
	say := func(n int, one string) string {
		if n == 1 {
			return "1 " + one
		}
		return strconv.Itoa(n) + " " + one + "s"
	}
	switch {
	case s.Months != 0 && s.Months%12 == 0:
		return say(s.Months/12, "year")
	case s.Months != 0:
		return say(s.Months, "month")
	}
	return say(s.Days, "day")
}

// After returns the day that lies the span after d. A day that the month does not have becomes its last one:
// a month after 31 January is 28 or 29 February.
func (s Span) After(d Day) Day { return addSpan(d, s.Months, s.Days) }

// Before returns the day that lies the span before d.
func (s Span) Before(d Day) Day { return addSpan(d, -s.Months, -s.Days) }

// FirstBack returns the first day of a span that holds d as its last day or before: a span ends the day before its
// anniversary, as cycles do. Five years that end on 28 February 2025 begin on 1 March 2020.
func (s Span) FirstBack(d Day) Day {
	first := s.Before(d + 1)
	for end := s.After(first); end <= d && end < MaxDay; end = s.After(first) {
		first++
	}
	return first
}

func addSpan(d Day, months, days int) Day {
	if months != 0 {
		y, m, day := d.Civil()
		n := y*12 + m - 1 + months
		if n < 12 {
			return 1
		}
		y, m = n/12, n%12+1
		d = Date(y, m, min(day, monthLength(y, m)))
	}
	return min(max(d+Day(days), 1), MaxDay)
}

// endOfMonth returns the last day of the month that holds d.
func endOfMonth(d Day) Day {
	y, m, _ := d.Civil()
	return Date(y, m, monthLength(y, m))
}

// monthsBetween counts the months from a to b, both included; one that has begun is whole, or with full is none.
func monthsBetween(a, b Day, full bool) int {
	if b < a {
		return 0
	}
	n := 0
	y1, m1, d1 := a.Civil()
	y2, m2, d2 := (b + 1).Civil()
	switch n = (y2-y1)*12 + m2 - m1; {
	case d2 > d1 && !full:
		n++
	case d2 < d1 && full:
		n--
	}
	return n
}
