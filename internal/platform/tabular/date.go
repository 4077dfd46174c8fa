package tabular

import (
	"fmt"
	"time"
)

// Date is a day of the calendar, without a time and without a zone.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// The years that are taken for a date and not for a slip of the pen.
const (
	minYear = 1800
	maxYear = 9999
)

// String returns the date as 2016-07-14.
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Words returns the date as 14 July 2016.
func (d Date) Words() string { return fmt.Sprintf("%d %s %d", d.Day, d.Month, d.Year) }

// IsZero reports whether the date is the zero value, which is no day.
func (d Date) IsZero() bool { return d == Date{} }

// weekday returns the day of the week.
func (d Date) weekday() time.Weekday { return d.utc().Weekday() }

// utc is the beginning of the day in UTC, to count with.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

func monthLength(year int, month time.Month) int {
	return time.Date(year, month+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// newDate checks that there is such a day; cell is what the error cites.
func newDate(cell string, year, month, day int) (Date, error) {
	switch {
	case year < minYear || year > maxYear:
		return Date{}, invalid("%s is not a date that can be taken: the year must be from %d to %d.", quote(cell), minYear, maxYear)
	case month < 1 || month > 12:
		return Date{}, invalid("%s is not a date: there is no month %d.", quote(cell), month)
	case day < 1:
		return Date{}, invalid("%s is not a date: there is no day %d.", quote(cell), day)
	case day > monthLength(year, time.Month(month)):
		return Date{}, invalid("%s is not a date: %s %d has %d days.", quote(cell), time.Month(month), year, monthLength(year, time.Month(month)))
	}
	return Date{year, time.Month(month), day}, nil
}
