package registration

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// sessionTable is a table with a column for each session, called by its date and time, as Moodle's attendance activity exports it. A cell says whether the person was
// there and nothing of how long: it counts for the session's part of the sitting, from its beginning to that of the next one.
type sessionTable struct {
	who      map[string]int
	sessions []sessionColumn
	// elsewhere are the columns of sessions that are none of this occurrence.
	elsewhere []string
	// known says that some cell spoke of attendance.
	known bool
}

type sessionColumn struct {
	column int
	at     time.Time
	part   Window
}

var (
	// sessionHeading is a date with a time, with its end, the group and a description behind it: "10 Mar 2026 2.00PM All students".
	sessionHeading = regexp.MustCompile(`^(.*\d.*?[ ,]\d{1,2}[.:]\d{2}(?:[.:]\d{2})?\s*(?:[AaPp]\.?\s?[Mm]\b\.?)?)(?:$|[\s,(\-–].*$)`)
	// sessionCell is the sign of a status with the points that it gave.
	sessionCell = regexp.MustCompile(`^(\pL+)(?:\s*\((\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)\))?`)
)

// earlyBy is how long before a sitting a session may be said to begin and still be of it.
const earlyBy = time.Hour

// sessionHeader returns how to read the table when its headings name people and sessions, else nil.
func sessionHeader(cells []string, o ReadOptions) *sessionTable {
	t := &sessionTable{who: moodlePeople(cells)}
	_, email := t.who["email"]
	_, name := t.who["name"]
	_, first := t.who["first"]
	if !email && !name && !first {
		return nil
	}
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	var raw []rawVisit
	var columns []int
	for i, c := range cells {
		if m := sessionHeading.FindStringSubmatch(strings.TrimSpace(c)); m != nil && !taken(t.who, i) {
			raw, columns = append(raw, rawVisit{cells: map[string]string{"joined": m[1]}}), append(columns, i)
		}
	}
	moments := newMomentReader(raw, o)
	for i, v := range raw {
		at, err := moments.at(v.cells["joined"])
		if err != nil {
			continue
		}
		if w, ok := sittingOf(at[0], o); ok {
			t.sessions = append(t.sessions, sessionColumn{columns[i], at[0], w})
		} else {
			t.elsewhere = append(t.elsewhere, cells[columns[i]])
		}
	}
	if len(t.sessions)+len(t.elsewhere) == 0 {
		return nil
	}
	t.divide(cells)
	return t
}

// sittingOf finds the window in which a session begins, or shortly before which. Others are of another group or date, and say nothing of this one.
func sittingOf(at time.Time, o ReadOptions) (w Window, ok bool) {
	for _, one := range o.Windows {
		if !at.Before(one.Start.Add(-earlyBy)) && at.Before(one.End) {
			return one, true
		}
	}
	return w, false
}

// divide gives each of several sessions in one sitting its part of it. One that is over before the sitting has none.
func (t *sessionTable) divide(cells []string) {
	var in []sessionColumn
	for _, s := range t.sessions {
		begins, ends := s.part.Start, s.part.End
		for _, other := range t.sessions {
			if other.part.Start != s.part.Start {
				continue
			}
			if other.at.Before(s.at) && s.at.After(begins) {
				begins = s.at
			}
			if other.at.After(s.at) && other.at.Before(ends) {
				ends = other.at
			}
		}
		if !ends.After(begins) {
			t.elsewhere = append(t.elsewhere, cells[s.column])
			continue
		}
		s.part = Window{DayID: s.part.DayID, Start: begins, End: ends}
		in = append(in, s)
	}
	t.sessions = in
	slices.SortStableFunc(t.sessions, func(a, b sessionColumn) int { return a.at.Compare(b.at) })
}

// read takes one row into the file.
func (t *sessionTable) read(row tabular.Row, file *AttendanceFile) {
	cells := row.Cells()
	get := func(i int, ok bool) string {
		if !ok || i < 0 || i >= len(cells) {
			return ""
		}
		return strings.TrimSpace(cells[i])
	}
	of := func(field string) string {
		i, ok := t.who[field]
		return get(i, ok)
	}
	v := Visit{Line: row.Line, Name: of("name"), Address: of("email")}
	if v.Name == "" {
		v.Name = strings.TrimSpace(of("first") + " " + of("last"))
	}
	if v.Name == "" && v.Address == "" {
		return
	}
	var visits []Visit
	absent := false
	for _, s := range t.sessions {
		cell := get(s.column, true)
		if strings.Trim(cell, "?-–— ") == "" {
			continue
		}
		was, err := wasThere(cell)
		if err != nil {
			file.Refused = append(file.Refused, Refusal{row.Line, v.Name, err})
			return
		}
		t.known = true
		if !was {
			absent = true
			continue
		}
		one := v
		one.Joined, one.Left, one.Says = s.part.Start, s.part.End, shortText(cell, 60)
		one.Minutes = wholeMinutes(one.Left.Sub(one.Joined))
		visits = append(visits, one)
	}
	file.Visits = append(file.Visits, visits...)
	if absent && len(visits) == 0 {
		file.Absent = append(file.Absent, v)
	}
}

// wasThere reads the status of a session. Points say most: all of them for who was there, none for who was not; the letters are those that Moodle begins with.
func wasThere(cell string) (bool, error) {
	m := sessionCell.FindStringSubmatch(cell)
	if m == nil {
		m = []string{"", cell, "", ""}
	}
	number := func(s string) float64 {
		f, _ := strconv.ParseFloat(strings.ReplaceAll(s, ",", "."), 64) // digits or nothing
		return f
	}
	got, most := number(m[2]), number(m[3])
	switch sign := strings.ToLower(m[1]); {
	case most > 0 && got == most:
		return true, nil
	case most > 0 && got == 0:
		return false, nil
	case said(sign, "p", "l", "present", "late", "x", "✓", "yes", "1", "sí", "oui", "sim", "ja"):
		return true, nil
	case said(sign, "a", "e", "absent", "excused", "0") || said(sign, wordsForNo...):
		return false, nil
	}
	return false, errs.New(errs.Invalid, "“%s” does not say whether this person was there. Record it by hand.", shortText(cell, 60))
}

// notes say how the table was read.
func (t *sessionTable) notes() []string {
	out := []string{"The table has a column for each session and gives no minutes: who was there, late or not, counts for the whole session."}
	if len(t.elsewhere) > 0 {
		names := t.elsewhere
		if more := len(names) - maxNamed; more > 0 {
			names = append(slices.Clone(names[:maxNamed]), fmt.Sprintf("and %d more", more))
		}
		out = append(out, "Sessions that are at other times than this date, and were not read: "+strings.Join(names, ", ")+".")
	}
	return out
}
