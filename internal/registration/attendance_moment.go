package registration

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

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
}

func newMomentReader(raw []rawVisit, o ReadOptions) *momentReader {
	m := &momentReader{dates: tabular.NewDateReader(o.Order), zone: o.Zone, windows: o.Windows}
	var cells []string
	for _, v := range raw {
		for _, field := range []string{"joined", "left"} {
			if c := v.cells[field]; c != "" {
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
	switch d, n := dayFirst.onTheDays(cells), monthFirst.onTheDays(cells); {
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
	return &momentReader{dates: tabular.NewDateReader(order), zone: m.zone, windows: m.windows}
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
			if at.After(w.Start.Add(-12*time.Hour)) && at.Before(w.End.Add(12*time.Hour)) {
				n++
				break
			}
		}
	}
	return n
}

var shortYear = regexp.MustCompile(`^(\d{1,2}[/.-]\d{1,2}[/.-])(\d{2})([, ].*)$`)

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

// at reads one cell. A time alone is on the day of an occurrence that has but one.
func (m *momentReader) at(cell string) (time.Time, error) {
	d, t, _, err := m.dates.Moment(m.fullYear(cell))
	if err != nil && len(m.windows) == 1 {
		if alone, _, timeErr := tabular.ParseTime(cell); timeErr == nil {
			day := m.windows[0].Start.In(m.zone)
			d, t, err = tabular.Date{Year: day.Year(), Month: day.Month(), Day: day.Day()}, alone, nil
		}
	}
	if err != nil {
		return time.Time{}, err
	}
	zone, err := t.Location(m.zone)
	if err != nil {
		return time.Time{}, err
	}
	at, _, err := tabular.Local(d, t, zone)
	return at, err
}
