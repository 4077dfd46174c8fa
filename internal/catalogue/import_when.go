package catalogue

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// longestSitting is the longest date that is taken for one sitting. A longer one has nights in it.
const longestSitting = 12 * time.Hour

// when reads the date of a row and returns its civil date, "" when it has none.
func (rd *rowReader) when(row tabular.Row, r *importRow, f *errs.Fields) string {
	complaints := len(*f)
	c := rd.sortOut(row, f)
	if c.date == "" {
		f.Check(c.clock == "", "date", "There is a time without a date.")
	}
	if c.date == "" || len(*f) > complaints {
		return ""
	}
	if first, last, note, ok := rd.wholeDays(c, r.kind); ok {
		return rd.days(row, r, first, last, line(c.note+" "+note), f)
	}
	var d tabular.Date
	var at tabular.TimeOfDay
	var to *tabular.TimeOfDay
	var note string
	var err error
	if c.clock != "" {
		var timeNote string
		d, note, err = rd.dates.Date(c.date)
		tabular.NameField(f, "date", err)
		at, to, timeNote, err = tabular.ParseSpan(c.clock)
		tabular.NameField(f, "time", err)
		note = line(note + " " + timeNote)
	} else {
		d, at, to, note, err = rd.dates.Span(c.date)
		tabular.NameField(f, "date", err)
	}
	named := rd.zoneOf(whenFields...)
	if cell := row.Get("zone"); cell != "" {
		named, err = tabular.ParseZone(cell)
		tabular.NameField(f, "zone", err)
		at.Zone = cmp.Or(at.Zone, rd.zoneOf("date", "time")) // the heading says by which clocks, the row for whom
	}
	f.Check(at.Zone != "" || named != "" || rd.run.o.Zone != "" || len(*f) > complaints, "time",
		"Nothing says in which time zone %s is. Write it behind the time, or give the file's time zone.", at.String())
	if len(*f) > complaints {
		return ""
	}
	starts, zone, loc, localNote := rd.starts(d, at, named, f)
	if len(*f) > complaints {
		return ""
	}
	when := &importDate{
		starts: starts, zone: ianaZone(zone), place: plain(row.Get("place")), room: plain(row.Get("room")), platform: plain(row.Get("platform")),
	}
	for _, n := range []string{c.note, note, localNote, rd.ends(row, c, when, d, to, loc, f)} {
		r.note(n)
	}
	if begin, end := when.starts.In(loc), when.ends.In(loc); begin.Format(time.TimeOnly) == "00:00:00" && end.Format("15:04") == "23:59" {
		// Programs without whole days end them a minute or a second before midnight.
		when.ends = time.Date(end.Year(), end.Month(), end.Day()+1, 0, 0, 0, 0, loc).UTC()
		r.note("It is for whole days, from midnight to midnight.")
	}
	r.when = when
	r.status(row.Get("status"))
	rd.seats(row, when, f)
	return d.String()
}

// status takes what a row says of whether its date takes place.
func (r *importRow) status(cell string) {
	_, r.when.cancelled = wordOr(nil, cancelledWords, cell)
	if _, postponed := wordOr(nil, postponedWords, cell); postponed {
		r.note("It says that it is postponed; the date that it gives was taken.")
	}
}

// whenCells are the cells that say when a row is.
type whenCells struct {
	date, clock, endDate, end, note string
	whole                           bool // the row says that it is for whole days
}

// sortOut puts into their places what programs put elsewhere: date and time into the column of times, two days or two moments into that of dates.
// A time that names another day than the date is refused.
func (rd *rowReader) sortOut(row tabular.Row, f *errs.Fields) whenCells {
	c := whenCells{date: row.Get("date"), clock: rd.undated(row.Get("time")), endDate: row.Get("end_date"), end: rd.undated(row.Get("end"))}
	if _, c.whole = wordOr(nil, yesWords, row.Get("whole_days")); c.whole {
		return c
	}
	if other, _, _, _, err := rd.dates.Span(c.clock); err == nil {
		d, _, err := rd.dates.Date(c.date)
		if err != nil {
			d, _, _, _, err = rd.dates.Span(c.date)
		}
		f.Check(err != nil || d == other, "date", "The date says %s, and the time %s.", d.Words(), other.Words())
		c.date, c.clock = c.clock, ""
	}
	if from, to, ok := rd.dates.Moments(c.date); ok {
		c.date, c.end, c.endDate = from, to, ""
	} else if first, last, note, ok := rd.dates.Range(c.date); ok && c.endDate == "" {
		c.date, c.endDate, c.note = first.String(), last.String(), note
	}
	if at, _, err := tabular.ParseTime(c.clock); err == nil {
		if d, same, _, err := rd.dates.Moment(c.date); err == nil && at.Hour == same.Hour && at.Minute == same.Minute {
			// The date says the time as well, and the zone where only it names one.
			if at.Zone == "" {
				c.clock = ""
			} else if same.Zone == "" || rd.sameMoment(d, at, same) {
				c.date = d.String()
			}
		}
	}
	return c
}

// undated takes off a time the day on which spreadsheets and databases count their first, which is none.
func (rd *rowReader) undated(cell string) string {
	d, at, to, _, err := rd.dates.Span(cell)
	if err != nil || to != nil || d.Year > 1900 && (d != tabular.Date{Year: 1970, Month: time.January, Day: 1}) {
		return cell
	}
	return at.String()
}

// sameMoment reports whether two times of a day, each with its zone, are one moment.
func (rd *rowReader) sameMoment(d tabular.Date, a, b tabular.TimeOfDay) bool {
	var at [2]time.Time
	for i, t := range []tabular.TimeOfDay{a, b} {
		loc, err := tabular.LoadZone(t.Zone)
		if err != nil {
			return false
		}
		if at[i], _, err = tabular.Local(d, t, loc); err != nil {
			return false
		}
	}
	return at[0].Equal(at[1])
}

// learnDates looks at all cells of a table that say when its rows begin and end.
func learnDates(order tabular.DateOrder, t *tabular.Reader) *tabular.DateReader {
	dates := tabular.NewDateReader(order)
	for row, err := range t.Rows() {
		for _, column := range []string{"date", "time", "end_date", "end"} {
			if err == nil {
				dates.Learn(row.Get(column))
			}
		}
	}
	return dates
}

// seatsBehind is a number with what it counts behind it.
var seatsBehind = regexp.MustCompile(`(?i)^(?:max(?:imum)?\.?:? )?(\d[\d,]*) (?:seats?|people|persons?|spots?|places?|participants?|attendees|plazas|lugares)$`)

// seats reads how many may come.
func (rd *rowReader) seats(row tabular.Row, when *importDate, f *errs.Fields) {
	if cell := row.Get("capacity"); cell != "" {
		n, err := strconv.Atoi(strings.ReplaceAll(seatsBehind.ReplaceAllString(line(cell), "$1"), ",", ""))
		if _, open := wordOr(nil, seatWords, cell); open {
			n = 0
		} else {
			f.Check(err == nil && n > 0 && n <= maxSeats, "capacity", "“%s” is not a number of seats. Write 1 or more, or “unlimited”.", cell)
		}
		when.capacity, when.hasCapacity = n, true
	}
}

// starts finds the moment at which a date begins, the zone in which it was planned, and the clocks
// by which it was written. An offset (18:00Z) says when, and the zone that is named beside it, for whom; two zones
// that are not the same moment are refused.
func (rd *rowReader) starts(d tabular.Date, at tabular.TimeOfDay, named string, f *errs.Fields) (starts time.Time, zone string, loc *time.Location, note string) {
	zone = at.Zone
	if zone == "" {
		zone = named
	}
	if zone == "" {
		zone = rd.run.o.Zone
	}
	loc, err := tabular.LoadZone(zone)
	if err != nil {
		tabular.NameField(f, "zone", err)
		return starts, zone, loc, ""
	}
	starts, note, err = tabular.Local(d, at, loc)
	tabular.NameField(f, "time", err)
	offset := zone == "UTC" || strings.HasPrefix(zone, "UTC+") || strings.HasPrefix(zone, "UTC-")
	switch {
	case err != nil:
	case named == "UTC" && offset && (rd.run.feed != nil || rd.zoneOf(whenFields...) == "UTC") && rd.run.o.Zone != "":
		zone = rd.run.o.Zone // see below
	case named != "" && offset:
		zone = named
	case named != "" && named != zone:
		other, err := tabular.LoadZone(named)
		if err == nil {
			there, _, err := tabular.Local(d, at, other)
			f.Check(err == nil && there.Equal(starts), "zone", "The time is in %s, but the time zone of the row is %s.", zone, named)
		}
		tabular.NameField(f, "zone", err)
	case zone == "UTC" && rd.run.feed != nil && rd.run.o.Zone != "":
		zone = rd.run.o.Zone // programs write in UTC when it is, and not for whom
	case offset && zone != "UTC" && rd.run.o.Zone != "":
		// The file's zone is meant where its clocks show the same.
		if home, err := tabular.LoadZone(rd.run.o.Zone); err == nil {
			if there, _, err := tabular.Local(d, at, home); err == nil && there.Equal(starts) {
				zone = rd.run.o.Zone
			}
		}
	}
	return starts, zone, loc, note
}

// ends finds out when a date ends: by its end, its length, or the length assumed for the calendar.
func (rd *rowReader) ends(row tabular.Row, c whenCells, when *importDate, d tabular.Date, to *tabular.TimeOfDay, loc *time.Location, f *errs.Fields) (note string) {
	minutes := rd.run.o.Defaults.Minutes
	if minutes == 0 {
		minutes = assumedMinutes
	}
	// content reports what is wrong with the length.
	if n, err := lengthOf(row); err == nil && n > 0 {
		minutes, when.lengthIsKnown = n, true
	}
	when.ends = when.starts.Add(time.Duration(minutes) * time.Minute)
	complaints := len(*f)
	day, dayNamed, ok := rd.lastDay(c, d, &to, f)
	if !ok || to == nil && !dayNamed {
		if !when.lengthIsKnown && len(*f) == complaints {
			rd.assumed++
		}
		return ""
	}
	if to == nil {
		f.Check(day == d, "end", "Nothing says at what time of %s it ends.", day.Words())
		return ""
	}
	if to.Zone != "" {
		var err error
		if loc, err = tabular.LoadZone(to.Zone); err != nil {
			tabular.NameField(f, "end", err)
			return ""
		}
	}
	ends, _, err := tabular.Local(day, *to, loc)
	if err == nil && !ends.After(when.starts) && !dayNamed {
		if after, _, err := tabular.Local(nextDay(day), *to, loc); err == nil && after.Sub(when.starts) <= longestSitting {
			ends, note = after, "It ends on the day after it begins."
		}
	}
	tabular.NameField(f, "end", err)
	f.Check(err != nil || ends.After(when.starts), "end", "It ends before it begins.")
	when.ends, when.lengthIsKnown = ends, true
	return note
}

// lastDay reads the columns that say when a date ends, as a day, a time, or both in one.
func (rd *rowReader) lastDay(c whenCells, first tabular.Date, to **tabular.TimeOfDay, f *errs.Fields) (day tabular.Date, named, ok bool) {
	day = first
	complaints := len(*f)
	for _, said := range [][2]string{{"end_date", c.endDate}, {"end", c.end}} {
		column, cell := said[0], said[1]
		if cell == "" {
			continue
		}
		zone := rd.zones[column]
		if at, _, err := tabular.ParseTime(cell); err == nil {
			at.Zone = cmp.Or(at.Zone, zone)
			*to = &at
		} else if d, _, dayErr := rd.dates.Date(cell); dayErr == nil {
			day, named = d, true
		} else if d, at, _, momentErr := rd.dates.Moment(cell); momentErr == nil {
			at.Zone = cmp.Or(at.Zone, zone)
			day, named, *to = d, true, &at
		} else if column == "end" {
			tabular.NameField(f, column, err)
		} else {
			tabular.NameField(f, column, dayErr)
		}
	}
	return day, named, len(*f) == complaints
}

func nextDay(d tabular.Date) tabular.Date {
	t := time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.UTC)
	return tabular.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// lengthOf reads how long a row says it takes, in minutes; 0 when it says nothing.
func lengthOf(row tabular.Row) (int, error) {
	if cell := row.Get("hours"); cell != "" {
		if _, err := strconv.ParseFloat(strings.Replace(cell, ",", ".", 1), 64); err == nil {
			cell += " hours"
		}
		return minutesIn(cell)
	}
	if cell := row.Get("minutes"); cell != "" {
		return minutesIn(cell)
	}
	return 0, nil
}

// assumedNote says for how many rows a length had to be assumed.
func (rd *rowReader) assumedNote() string {
	if rd.assumed == 0 {
		return ""
	}
	return fmt.Sprintf("Rows that do not say how long they take: %d. For each, %d minutes were kept free in the calendar, and the offer's own length was left empty.", rd.assumed, assumedMinutes)
}

// ianaZone returns a zone that calendars know: whole hours from UTC have names of their own, with
// the sign turned round.
func ianaZone(zone string) string {
	rest, ok := strings.CutPrefix(zone, "UTC")
	if !ok || rest == "" {
		return zone
	}
	hours, minutes, _ := strings.Cut(rest[1:], ":")
	n, err := strconv.Atoi(hours)
	if err != nil || minutes != "00" {
		return "UTC"
	}
	sign := "+"
	if rest[0] == '+' {
		sign = "-"
	}
	return "Etc/GMT" + sign + strconv.Itoa(n)
}
