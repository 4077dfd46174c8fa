package registration

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Visit is one row of an attendance file: somebody was there from Joined to Left or, where the
// file gives no times, for Minutes.
type Visit struct {
	Line         int       `json:"line"`
	Name         string    `json:"name,omitempty"`
	Address      string    `json:"address,omitempty"`
	Joined, Left time.Time `json:",omitzero"`
	Minutes      int       `json:"minutes"`
	// There says that a list has the person on it and says nothing of how long.
	There bool `json:"there,omitempty"`
	// Says is what the file said, where minutes alone do not tell it.
	Says string `json:"says,omitempty"`
}

// Refusal is a row that cannot be read, with the reason for people.
type Refusal struct {
	Line int
	Name string
	Err  error
}

// AttendanceFile is what was read of a file of joins and leaves.
type AttendanceFile struct {
	// Form is the report that it was recognised as.
	Form   Form
	Visits []Visit
	// Absent are those of whom the file says that they were not there.
	Absent  []Visit
	Refused []Refusal
	// Notes say how the file as a whole was read.
	Notes []string
}

// Limits of an attendance file: a large conference's sessions are some ten thousand rows.
const (
	MaxAttendanceBytes = 4 << 20
	maxAttendanceRows  = 50_000
	attendanceColumns  = 512
	// headerWithin is how far down the row with the names of the columns is looked for:
	// platforms put a summary of the meeting above it.
	headerWithin = 40
)

// ReadOptions say what is known about a file beside what stands in it.
type ReadOptions struct {
	// Zone is that of times which name none.
	Zone *time.Location
	// Order is that of dates in doubt, where a person gave it.
	Order tabular.DateOrder
	// Windows are when the occurrence takes place. They settle what the file leaves open: the date
	// of a time alone, the century of a year, the order of a date that only one way falls on them.
	Windows []Window
	// List says that the file is a list of people, who need neither times nor minutes.
	List bool
}

// ReadAttendance reads a table of joins and leaves as meeting platforms export it: CSV, TSV or
// XLSX, with whatever stands above the names of the columns, also in several sections. It matches
// nobody. Rows that cannot be read are refused one by one; a file without such a table is Invalid.
func ReadAttendance(r io.Reader, o ReadOptions) (AttendanceFile, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxAttendanceBytes+1))
	if err != nil {
		return AttendanceFile{}, fmt.Errorf("registration: attendance file: %w", err)
	}
	if len(content) > MaxAttendanceBytes {
		return AttendanceFile{}, errs.Bad("file", "The file is larger than %d MiB.", MaxAttendanceBytes>>20)
	}
	var first error
	// The first line may be a summary that hides what separates the cells.
	for _, delimiter := range []byte{0, '\t', ';', ','} {
		file, ok, err := readWith(content, delimiter, o)
		if ok && err == nil {
			return file, nil
		}
		if first == nil {
			first = err
		}
	}
	if first != nil {
		return AttendanceFile{}, first
	}
	return AttendanceFile{}, errs.Bad("file", "The file has no table with names or addresses beside times or minutes. Its columns should be called Email, Join time and Leave time, or Email and Minutes.")
}

// rawVisit is a row with its cells by field, before its times are understood.
type rawVisit struct {
	line  int
	cells map[string]string
	// timed says that the section it stands in has a column of times.
	timed bool
	// zone is that of its times where the file names one.
	zone *time.Location
	// asked says that the table has a column that says whether people were there.
	asked bool
}

func readWith(content []byte, delimiter byte, o ReadOptions) (AttendanceFile, bool, error) {
	names := make([]string, attendanceColumns)
	for i := range names {
		names[i] = "column " + strconv.Itoa(i+1)
	}
	t, err := tabular.Open(bytes.NewReader(content), tabular.Options{
		Headers: names, Delimiter: delimiter, MaxBytes: MaxAttendanceBytes, MaxRows: maxAttendanceRows + headerWithin,
	})
	if err != nil {
		return AttendanceFile{}, false, asFileError(err)
	}
	var (
		file    = AttendanceFile{Form: OtherForm}
		raw     []rawVisit
		columns *columnSet
		moodle  *moodleTable
		days    *sessionTable
		zone    *time.Location
		above   []string
		others  []string
		seen    int
		waited  int
	)
	for row, rowErr := range t.Rows() {
		seen++
		if rowErr == nil && moodle == nil && days == nil {
			if found := header(row.Cells(), o.List); found != nil {
				columns = found
				if columns.zone != nil {
					zone = columns.zone
				}
				if form := formOf(row.Cells(), above); file.Form == OtherForm {
					file.Form = form
				}
				others = append(others, found.others...)
				continue
			}
			if columns == nil {
				if moodle = moodleHeader(row.Cells()); moodle != nil {
					continue
				}
				if days = sessionHeader(row.Cells(), o); days != nil {
					continue
				}
				above = append(above, strings.Join(row.Cells(), " "))
			}
			if named := preambleZone(row.Cells()); named != nil {
				zone = named
			}
		}
		switch {
		case columns == nil && moodle == nil && days == nil && seen > headerWithin:
			return file, false, nil
		case columns == nil && moodle == nil && days == nil:
		case rowErr != nil:
			file.Refused = append(file.Refused, Refusal{Line: row.Line, Err: rowErr})
		case days != nil:
			days.read(row, &file)
		case moodle != nil:
			switch v, ok, err := moodle.visit(row, Length(o.Windows)); {
			case err != nil:
				file.Refused = append(file.Refused, Refusal{row.Line, v.Name, err})
			case ok:
				file.Visits = append(file.Visits, v)
			}
		default:
			switch v := pick(row, columns.at, zone); {
			case v.absent(o.List):
				file.Absent = append(file.Absent, Visit{Line: v.line, Name: v.name(), Address: v.cells["email"]})
			case !v.worth(o.List):
			case said(v.cells["waiting"], wordsForWaiting...):
				waited++
			default:
				raw = append(raw, v)
			}
		}
	}
	if err := t.Err(); err != nil {
		return file, false, asFileError(err)
	}
	if moodle != nil {
		file.Form = moodle.form
		file.Notes = append(file.Notes, "This is an export of Moodle, which gives no minutes: who completed the whole, or has a grade, counts for the whole time, and who completed some activities for that share of it.")
		return file, moodle.known, nil
	}
	if days != nil {
		file.Form = Sessions
		file.Notes = append(file.Notes, days.notes()...)
		return file, days.known || len(days.sessions) == 0, nil
	}
	if columns == nil {
		return file, false, nil
	}
	if o.List {
		file.Form = PeopleList
	}
	file.Notes = append(file.Notes, file.note(zone, others)...)
	file.Notes = append(file.Notes, t.Notes()...)
	if waited > 0 {
		file.Notes = append(file.Notes, fmt.Sprintf("%d rows are of people in the waiting room. That time does not count.", waited))
	}
	raw = apiece(paired(raw))
	if slices.ContainsFunc(raw, func(v rawVisit) bool { return v.timed }) {
		// Beside joins and leaves, a section with durations alone is the platform's own sum of them.
		raw = slices.DeleteFunc(raw, func(v rawVisit) bool { return !v.timed })
	}
	file.understand(raw, o)
	return file, true, nil
}

// note says as what the file was read, and what of it was not.
func (f AttendanceFile) note(zone *time.Location, others []string) []string {
	var notes []string
	if f.Form != OtherForm {
		notes = append(notes, "Recognised by its columns: "+f.Form.Label()+".")
	}
	if zone != nil {
		notes = append(notes, "The file names the zone of its times: "+zone.String()+".")
	}
	var names []string
	for _, h := range others {
		if h = shortText(strings.TrimSpace(h), 60); h != "" && !slices.Contains(names, h) {
			names = append(names, h)
		}
	}
	if more := len(names) - maxNamed; more > 0 {
		names = append(names[:maxNamed], fmt.Sprintf("and %d more", more))
	}
	if len(names) > 0 {
		notes = append(notes, "Columns that were not read: "+strings.Join(names, ", ")+".")
	}
	return notes
}

// maxNamed is how many columns that were not read are named.
const maxNamed = 12

func asFileError(err error) error {
	if e := errs.As(err); e != nil && e.Kind == errs.Invalid && len(e.Fields) == 0 {
		return errs.Bad("file", e.Message, e.Args...)
	}
	return err
}

func pick(row tabular.Row, columns map[string]int, zone *time.Location) rawVisit {
	v := rawVisit{line: row.Line, cells: map[string]string{}, zone: zone}
	_, v.asked = columns["attended"]
	_, joined := columns["joined"]
	_, left := columns["left"]
	v.timed = joined || left
	cells := row.Cells()
	for field, i := range columns {
		if i < 0 || i >= len(cells) {
			continue
		}
		c := strings.TrimSpace(cells[i])
		if inner, ok := strings.CutPrefix(c, `="`); ok {
			c = strings.TrimSuffix(inner, `"`) // a text that a spreadsheet shall not touch
		}
		if strings.Trim(c, "-–—") == "" {
			continue // platforms write dashes where there is nothing
		}
		v.cells[field] = c
	}
	return v
}

// absent reports whether the row says of somebody that they were not there. On a list whose boxes are
// ticked an empty one says so.
func (v rawVisit) absent(list bool) bool {
	c := v.cells["attended"]
	no := said(c, wordsForNo...) || list && v.asked && c == ""
	return no && v.who() && v.cells["joined"] == "" && !v.lasted()
}

// lasted reports whether the row says how long somebody was there, and not that it was no time at all.
func (v rawVisit) lasted() bool { return strings.Trim(v.length(), "0:., ") != "" }

// length is what the row says of how long somebody was there.
func (v rawVisit) length() string {
	return cmp.Or(v.cells["minutes"], v.cells["seconds"], v.cells["hours"])
}

func (v rawVisit) who() bool {
	return v.cells["email"] != "" || v.name() != ""
}

// worth reports whether the row speaks of somebody who was there; what a platform writes between
// its sections does not.
func (v rawVisit) worth(list bool) bool {
	c := v.cells
	if said(c["attended"], wordsForNo...) && c["joined"] == "" && !v.lasted() {
		return false
	}
	return v.who() && (list || c["joined"] != "" || c["left"] != "" || v.length() != "" || c["action"] != "" || c["email"] != "")
}

// said reports whether a cell is one of the words, in whatever case.
func said(cell string, words ...string) bool { return slices.Contains(words, strings.ToLower(cell)) }

// name is first and last name where both are given: what is called a name may be that of the session.
func (v rawVisit) name() string {
	if v.cells["name"] != "" && (v.cells["first"] == "" || v.cells["last"] == "") {
		return v.cells["name"]
	}
	return strings.TrimSpace(v.cells["first"] + " " + v.cells["last"])
}
