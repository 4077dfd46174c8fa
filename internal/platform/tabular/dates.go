package tabular

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// DateOrder says how dates such as 10-03-2016 are meant.
type DateOrder string

// The orders. The zero value is not known: the column has to show it.
const (
	UnknownOrder DateOrder = ""
	DayFirst     DateOrder = "dmy"
	MonthFirst   DateOrder = "mdy"
)

// ParseDateOrder reads an order as a person gives it; "" is UnknownOrder.
func ParseDateOrder(s string) (DateOrder, error) {
	switch o := DateOrder(strings.ToLower(trim(s))); o {
	case UnknownOrder, DayFirst, MonthFirst:
		return o, nil
	}
	return "", invalid("The date order is dmy (day first) or mdy (month first), not %s.", quote(s))
}

func (o DateOrder) words() string {
	if o == MonthFirst {
		return "month first"
	}
	return "day first"
}

// DateReader reads the dates of one column.
//
// The order of an all-numeric date that could be read both ways is taken from
// dates of the same shape in the same column that can be read only one way:
// 14-06-2016 shows how to read 10-03-2016, but neither 3/14/2016 nor 14.06.2016
// does. Where there are none, or they contradict each other, the order that was
// given holds, or else the usual one. Where they contradict what was given, or
// nothing shows an order, dates in doubt are refused. A date that can be read
// only one way is always taken.
//
// Feed it all cells with Learn first. After that it may be used from several
// goroutines.
type DateReader struct {
	order  DateOrder
	usual  DateOrder
	shapes map[string]*evidence
	days   bool
	count  string // the first count of days that was seen
}

// evidence is what a column shows about one shape: a cell of each kind, empty when there is none.
type evidence struct {
	dayFirst, monthFirst, doubtful string
}

// NewDateReader returns a reader with the order that a person gave, or
// UnknownOrder, and nothing learned yet.
func NewDateReader(order DateOrder) *DateReader {
	return &DateReader{order: order, shapes: map[string]*evidence{}}
}

// Days makes the reader one of a column that can hold nothing but days, and returns it. Date then
// also takes what programs add to such a column: a time of day, which is left out, and a
// spreadsheet's count of days, which is taken to begin in 1900. The notes say so.
func (r *DateReader) Days() *DateReader {
	r.days = true
	return r
}

// Usual gives the order that such dates had before. It holds where the column shows none and nobody gave one.
func (r *DateReader) Usual(order DateOrder) *DateReader {
	r.usual = order
	return r
}

// Learn looks at one cell of the column, which may hold a time behind its date.
// Cells that are no dates show nothing.
func (r *DateReader) Learn(cell string) {
	if _, ok := countedDay(cell); ok && r.days && r.count == "" {
		r.count = trim(cell)
	}
	m, ok := splitMoment(cell)
	c := m.date
	if !ok || c.shape == "" {
		return
	}
	e := r.shapes[c.shape]
	if e == nil {
		e = &evidence{}
		r.shapes[c.shape] = e
	}
	_, dayErr := newDate(c.text, c.year, c.second, c.first)
	_, monthErr := newDate(c.text, c.year, c.first, c.second)
	switch {
	case dayErr == nil && monthErr == nil:
		if e.doubtful == "" && c.first != c.second {
			e.doubtful = c.text
		}
	case dayErr == nil && e.dayFirst == "":
		e.dayFirst = c.text
	case monthErr == nil && e.monthFirst == "":
		e.monthFirst = c.text
	}
}

// orderOf returns the order of dates in doubt of one shape.
func (r *DateReader) orderOf(shape string) DateOrder {
	shown := r.shapes[shape].shows()
	switch {
	case shown == UnknownOrder && r.order != UnknownOrder:
		return r.order
	case shown == UnknownOrder:
		return r.usual
	case r.order != UnknownOrder && r.order != shown:
		return UnknownOrder
	}
	return shown
}

// shows returns the only order in which the dates of a shape can be read, if there is one.
func (e *evidence) shows() DateOrder {
	switch {
	case e == nil, (e.dayFirst == "") == (e.monthFirst == ""):
		return UnknownOrder
	case e.dayFirst != "":
		return DayFirst
	}
	return MonthFirst
}

// Date reads a cell that holds a date. The note is not empty when the date
// could have been read in two ways, and says which was taken. Errors are
// Invalid, in words that cite the cell.
func (r *DateReader) Date(cell string) (d Date, note string, err error) {
	m, ok := splitMoment(cell)
	if !ok {
		if day, ok := countedDay(cell); ok && r.days {
			d, err = newDate(cell, number(day[:4]), number(day[5:7]), number(day[8:]))
			return d, fmt.Sprintf("%s was read as a spreadsheet's count of days: %s.", quote(cell), d.Words()), err
		}
		return Date{}, "", notADate(cell)
	}
	if m.rest != "" && !midnight.MatchString(m.rest) {
		if _, _, _, timeErr := parseSpan(m.rest, m.instant); r.days && timeErr == nil {
			d, note, err = r.resolve(m.date)
			return d, strings.TrimSpace(note + fmt.Sprintf(" The time of day in %s was left out.", quote(cell))), err
		}
		return Date{}, "", invalid("%s should be a date alone, without %s.", quote(cell), quote(m.rest))
	}
	return r.resolve(m.date)
}

// Moment reads a cell that holds a date and a time of day, such as an instant
// in ISO 8601 or 07/14/2016 02:00 PM. Notes and errors are as for Date.
func (r *DateReader) Moment(cell string) (d Date, at TimeOfDay, note string, err error) {
	d, at, to, note, err := r.Span(cell)
	if err == nil && to != nil {
		return Date{}, TimeOfDay{}, "", isSpan(cell)
	}
	return d, at, note, err
}

// Span is Moment for a cell that may say when it ends as well; to is as ParseSpan returns it.
func (r *DateReader) Span(cell string) (d Date, from TimeOfDay, to *TimeOfDay, note string, err error) {
	m, ok := splitMoment(cell)
	if !ok {
		return Date{}, TimeOfDay{}, nil, "", notADate(cell)
	}
	if d, note, err = r.resolve(m.date); err != nil {
		return Date{}, TimeOfDay{}, nil, "", err
	}
	if m.rest == "" {
		return Date{}, TimeOfDay{}, nil, "", invalid("%s holds no time of day. Write it behind the date, or into a column of its own called Time.", quote(cell))
	}
	from, to, timeNote, err := parseSpan(m.rest, m.instant)
	if err != nil {
		return Date{}, TimeOfDay{}, nil, "", err
	}
	return d, from, to, strings.TrimSpace(note + " " + timeNote), nil
}

// midnight is what spreadsheets and databases write behind a date that has no time.
var midnight = regexp.MustCompile(`^0{1,2}:00(:00(\.0+)?)?$`)

func notADate(cell string) error {
	if trim(cell) == "" {
		return invalid("The date is missing.")
	}
	if day, ok := countedDay(cell); ok {
		return invalid("%s is not a date. It may be a spreadsheet's count of days, which would be %s: give the column the form of dates, and save the file again.", quote(cell), day)
	}
	return invalid("%s is not a date that can be read. Write it as 2016-07-14.", quote(cell))
}

// dayCount is what a spreadsheet shows of a date that has lost its form, from 2000 to 2099. Whether
// it counts from 1900 or 1904 cannot be seen.
var dayCount = regexp.MustCompile(`^(3[7-9]\d{3}|[4-6]\d{4}|7[0-3]\d{3})(?:\.\d+)?$`)

// countedDay returns the day, as 2016-07-14, that a count of days from 1900 means.
func countedDay(cell string) (string, bool) {
	m := dayCount.FindStringSubmatch(trim(cell))
	if m == nil {
		return "", false
	}
	return serial(float64(number(m[1])), cellFormat{date: true}, false)
}

func (r *DateReader) resolve(c dateCell) (Date, string, error) {
	if c.shortYear {
		return Date{}, "", invalid("%s has a year of two digits. Write the year with four.", quote(c.text))
	}
	if c.shape == "" {
		d, err := newDate(c.text, c.year, c.month, c.day)
		if err == nil && c.weekday != "" && !strings.EqualFold(d.weekday().String(), c.weekday) {
			return Date{}, "", invalid("%s contradicts itself: %s is a %s.", quote(c.text), d.Words(), d.weekday())
		}
		return d, "", err
	}
	if c.first > 12 && c.second > 12 {
		return Date{}, "", invalid("%s is not a date: neither %d nor %d is a month.", quote(c.text), c.first, c.second)
	}
	dayFirst, dayErr := newDate(c.text, c.year, c.second, c.first)
	monthFirst, monthErr := newDate(c.text, c.year, c.first, c.second)
	switch {
	case dayErr == nil && monthErr == nil && dayFirst == monthFirst:
		return dayFirst, "", nil
	case dayErr == nil && monthErr == nil:
		return r.settle(c, dayFirst, monthFirst)
	case dayErr == nil:
		return dayFirst, "", nil
	case monthErr == nil:
		return monthFirst, "", nil
	case c.second > 12:
		// Only the month can stand first: its complaint is the one that helps.
		return Date{}, "", monthErr
	}
	return Date{}, "", dayErr
}

// settle takes one of two readings, or refuses.
func (r *DateReader) settle(c dateCell, dayFirst, monthFirst Date) (Date, string, error) {
	switch r.orderOf(c.shape) {
	case DayFirst:
		return dayFirst, fmt.Sprintf("%s was read day first, as %s.", quote(c.text), dayFirst.Words()), nil
	case MonthFirst:
		return monthFirst, fmt.Sprintf("%s was read month first, as %s.", quote(c.text), monthFirst.Words()), nil
	}
	why := "no other date of this form in the column shows which"
	e := r.shapes[c.shape]
	switch shown := e.shows(); {
	case shown != UnknownOrder:
		return Date{}, "", invalid("%s can be %s or %s: you said %s, but %s in this column can only be %s. Correct the file, or give the other order.",
			quote(c.text), dayFirst.Words(), monthFirst.Words(), r.order.words(), e.dayFirst+e.monthFirst, shown.words())
	case e != nil && e.dayFirst != "":
		why = fmt.Sprintf("the column contradicts itself: %s can only be day first and %s only month first", e.dayFirst, e.monthFirst)
	}
	return Date{}, "", invalid("%s can be %s or %s; %s. Give the date order: dmy (day first) or mdy (month first).",
		quote(c.text), dayFirst.Words(), monthFirst.Words(), why)
}

// Notes returns a sentence for the report about each shape of which the column
// has dates in doubt: how they were read and why, or that they were refused.
func (r *DateReader) Notes() []string {
	var notes []string
	if r.count != "" {
		notes = append(notes, "Numbers such as "+r.count+" were read as a spreadsheet's counts of days from 1900.")
	}
	for _, shape := range slices.Sorted(maps.Keys(r.shapes)) {
		e := r.shapes[shape]
		if e.doubtful == "" {
			continue
		}
		order := r.orderOf(shape)
		proof, against := e.dayFirst, e.monthFirst
		if order == MonthFirst {
			proof, against = against, proof
		}
		say := func(format string, args ...any) {
			notes = append(notes, "Dates such as "+e.doubtful+" "+fmt.Sprintf(format, args...))
		}
		shown := e.shows()
		switch {
		case order == UnknownOrder && shown != UnknownOrder:
			say("were refused: you said %s, but %s can only be %s.", r.order.words(), e.dayFirst+e.monthFirst, shown.words())
		case order == UnknownOrder && proof != "":
			say("were refused: %s can only be day first, but %s only month first. Give the date order.", e.dayFirst, e.monthFirst)
		case order == UnknownOrder:
			say("were refused: they can be day first or month first, and no date of this form shows which. Give the date order.")
		case shown == UnknownOrder && r.order == UnknownOrder:
			say("were read %s, as the last time.", order.words())
		case r.order == UnknownOrder:
			say("were read %s because %s can only be so.", order.words(), proof)
		case against != "":
			say("were read %s, as you said, although %s cannot be so.", order.words(), against)
		default:
			say("were read %s, as you said.", order.words())
		}
	}
	return notes
}

// moment is a cell taken apart into its date and what stands behind it.
type moment struct {
	date    dateCell
	rest    string
	instant bool // date and time are joined as ISO 8601 joins them
}

func splitMoment(cell string) (moment, bool) {
	cell = trim(cell)
	if len(cell) > 2*maxDateText {
		return moment{}, false
	}
	if c, ok := readDateCell(cell); ok {
		return moment{date: c}, true
	}
	// ISO 8601 has a T between date and time.
	if day, rest, ok := strings.Cut(cell, "T"); ok && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		if c, ok := readDateCell(day); ok && c.shape == "" && c.weekday == "" {
			return moment{date: c, rest: rest, instant: true}, true
		}
	}
	words := strings.Fields(cell)
	for n := min(len(words)-1, 5); n > 0; n-- {
		c, ok := readDateCell(strings.TrimSuffix(strings.Join(words[:n], " "), ","))
		if !ok {
			continue
		}
		rest := words[n:]
		if len(rest) > 1 && strings.EqualFold(rest[0], "at") {
			rest = rest[1:]
		}
		return moment{date: c, rest: strings.Join(rest, " ")}, true
	}
	return moment{}, false
}
