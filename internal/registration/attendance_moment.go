package registration

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// momentReader reads the times of joining and leaving. What a cell leaves open is settled by
// evidence alone: by other cells of the column, or by the days on which the occurrence took place.
type momentReader struct {
	dates   *tabular.DateReader
	zone    *time.Location
	windows []Window
	// note says how dates in doubt were read, when the occurrence settled it.
	note string
	// half is the first time of the twelve-hour clock that did not say which half of the day it means.
	half *string
}

// notes say how the times were read, and when none of them is of the occurrence.
func (m *momentReader) notes(visits []Visit) []string {
	var out []string
	if m.note != "" {
		out = append(out, m.note)
	}
	if *m.half != "" {
		out = append(out, "Times such as "+*m.half+", without am or pm, were taken in the half of the day that is closer to the hours of this occurrence.")
	}
	timed, within := 0, 0
	for _, v := range visits {
		if v.Joined.IsZero() {
			continue
		}
		timed++
		for _, w := range m.windows {
			if v.Joined.Before(w.End) && v.Left.After(w.Start) {
				within++
				break
			}
		}
	}
	if timed > 0 && within == 0 && len(m.windows) > 0 {
		out = append(out, "None of the times in the file is within the hours of this occurrence. The file may be of another date, or its times of another time zone.")
	}
	return out
}

func newMomentReader(raw []rawVisit, o ReadOptions) *momentReader {
	m := &momentReader{dates: tabular.NewDateReader(o.Order), zone: o.Zone, windows: o.Windows, half: new(string)}
	var cells []string
	for _, v := range raw {
		for _, field := range []string{"joined", "left"} {
			if c, _ := apart(v.cells[field]); c != "" {
				cells = append(cells, m.fullYear(c))
			}
		}
	}
	for _, c := range cells {
		m.dates.Learn(c)
	}
	if o.Order != tabular.UnknownOrder || m.readable(cells) {
		return m
	}
	dayFirst, monthFirst := m.with(tabular.DayFirst), m.with(tabular.MonthFirst)
	certain := m.onTheDays(cells) // those that can be read one way only
	switch d, n := dayFirst.onTheDays(cells)-certain, monthFirst.onTheDays(cells)-certain; {
	case d > 0 && n == 0:
		dayFirst.note = "The dates were read day first, because only so do they fall on the days of this occurrence."
		return dayFirst
	case n > 0 && d == 0:
		monthFirst.note = "The dates were read month first, because only so do they fall on the days of this occurrence."
		return monthFirst
	}
	return m
}

func (m *momentReader) with(order tabular.DateOrder) *momentReader {
	return &momentReader{dates: tabular.NewDateReader(order), zone: m.zone, windows: m.windows, half: new(string)}
}

func (m *momentReader) readable(cells []string) bool {
	for _, c := range cells {
		if _, err := m.at(c); err != nil {
			return false
		}
	}
	return true
}

// onTheDays counts the cells that fall within half a day of the occurrence.
func (m *momentReader) onTheDays(cells []string) int {
	n := 0
	for _, c := range cells {
		at, err := m.at(c)
		if err != nil {
			continue
		}
		for _, w := range m.windows {
			if at[0].After(w.Start.Add(-12*time.Hour)) && at[0].Before(w.End.Add(12*time.Hour)) {
				n++
				break
			}
		}
	}
	return n
}

// halfOpen is a time of the twelve-hour clock without am or pm, as people write it on a sheet; programs write 02:05.
var halfOpen = regexp.MustCompile(`^[1-9]:[0-5]\d$`)

// aTime is what is meant as a time without a date.
var aTime = regexp.MustCompile(`^\d{1,2}:\d`)

var shortYear = regexp.MustCompile(`^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})([, ].*)$`)

// in is the reader with another zone for times that name none.
func (m *momentReader) in(zone *time.Location) *momentReader {
	if zone == nil {
		return m
	}
	other := *m
	other.zone = zone
	return &other
}

// zoneBehind is a time with words behind it that may be a zone.
var zoneBehind = regexp.MustCompile(`^(.*\d{1,2}:\d{2}(?::\d{2})?(?:\s*[AaPp]\.?\s?[Mm]\.?)?)\s+([(\pL].*)$`)

// apart takes off the cell a zone in words that only reports write: "2:02 PM New York Time". The others
// are read with the time.
func apart(cell string) (string, *time.Location) {
	m := zoneBehind.FindStringSubmatch(cell)
	if m == nil {
		return cell, nil
	}
	if _, err := tabular.ParseZone(m[2]); err == nil {
		return cell, nil
	}
	zone := zoneOf(m[2])
	if zone == nil {
		return cell, nil
	}
	return m[1], zone
}

// fullYear writes out a year of two digits when the occurrence is in such a year.
func (m *momentReader) fullYear(cell string) string {
	found := shortYear.FindStringSubmatch(cell)
	if found == nil || len(m.windows) == 0 {
		return cell
	}
	year := m.windows[0].Start.In(m.zone).Year()
	if fmt.Sprintf("%02d", year%100) != found[2] {
		return cell
	}
	return found[1] + strconv.Itoa(year) + found[3]
}

// at reads one cell. It returns two moments, the first one first, where clocks that go back show
// the time twice. A time alone is on the day that brings it closest to an occurrence of one sitting.
func (m *momentReader) at(cell string) ([]time.Time, error) {
	cell, zone := apart(cell)
	m = m.in(zone)
	d, t, _, err := m.dates.Moment(m.fullYear(cell))
	if err == nil {
		return m.local(d, t)
	}
	alone, _, timeErr := tabular.ParseTime(cell)
	switch {
	case timeErr != nil && aTime.MatchString(cell):
		return nil, timeErr
	case timeErr != nil || len(m.windows) != 1:
		return nil, err
	}
	w := m.windows[0]
	var (
		closest []time.Time
		away    time.Duration
	)
	clocks := []tabular.TimeOfDay{alone}
	if halfOpen.MatchString(cell) {
		if *m.half == "" {
			*m.half = cell
		}
		later := alone
		later.Hour += 12
		clocks = append(clocks, later)
	}
	for day := w.Start.In(m.zone).AddDate(0, 0, -1); day.Before(w.End.AddDate(0, 0, 2)); day = day.AddDate(0, 0, 1) {
		for _, clock := range clocks {
			at, localErr := m.local(tabular.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}, clock)
			if localErr != nil {
				err = localErr
				continue
			}
			if n := max(w.Start.Sub(at[0]), at[0].Sub(w.End), 0); closest == nil || n < away {
				closest, away = at, n
			}
		}
	}
	if closest == nil {
		return nil, err
	}
	return closest, nil
}

// local returns when clocks show the date and the time.
func (m *momentReader) local(d tabular.Date, t tabular.TimeOfDay) ([]time.Time, error) {
	zone, err := t.Location(m.zone)
	if err != nil {
		return nil, err
	}
	at, twice, err := tabular.Local(d, t, zone)
	if err != nil {
		return nil, err
	}
	if twice == "" {
		return []time.Time{at}, nil
	}
	_, before := at.In(zone).Zone()
	_, after := at.AddDate(0, 0, 1).In(zone).Zone()
	return []time.Time{at, at.Add(time.Duration(before-after) * time.Second)}, nil
}

// stay returns when somebody joined and left, where both times stand in the row. A time that comes
// twice is settled by the other one, or by how long the platform says they stayed, and by nothing else.
func stay(joins, lefts []time.Time, length time.Duration, hasLength bool) (joined, left time.Time, err error) {
	n, off := 0, time.Duration(0)
	for _, j := range joins {
		for _, l := range lefts {
			if l.Before(j) {
				continue
			}
			if d := (l.Sub(j) - length).Abs(); n == 0 || hasLength && d < off {
				joined, left, off = j, l, d
			}
			n++
		}
	}
	switch {
	case n == 0:
		return joined, left, errs.New(errs.Invalid, "The time of leaving is before the time of joining.")
	case n > 1 && !hasLength:
		return joined, left, errTwice()
	}
	return joined, left, nil
}

func errTwice() error {
	return errs.New(errs.Invalid, "A time in this row comes twice, because the clocks go back, and nothing says which is meant. Send the file with times in UTC.")
}
