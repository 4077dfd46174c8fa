package catalogue

import (
	"cmp"
	"regexp"
	"time"

	"learningcommons.dev/commons/internal/catalogue/offerfile"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// wholeDays reads a date without times: that of a conference, one that names a later day as its last, or one that a feed publishes so. Others need a time of day.
func (rd *rowReader) wholeDays(c whenCells, kind Kind) (first, last tabular.Date, note string, ok bool) {
	if c.whole {
		return rd.flagged(c)
	}
	first, note, err := rd.dates.Date(c.date)
	if err != nil || c.clock != "" {
		return first, last, "", false
	}
	last = first
	for _, cell := range []string{c.endDate, c.end} {
		if cell != "" {
			if last, _, err = rd.dates.Date(cell); err != nil {
				return first, last, "", false
			}
		}
	}
	published := rd.run.feed != nil && rd.run.feed.Format != offerfile.JSON
	return first, last, note, kind == Conference || last != first || published
}

// flagged reads the days of a row that says of itself that it is for whole days. Midnight after the first day ends the one before.
func (rd *rowReader) flagged(c whenCells) (first, last tabular.Date, note string, ok bool) {
	day := func(cell string) (d tabular.Date, at tabular.TimeOfDay, timed bool, note string, err error) {
		if d, note, err = rd.dates.Date(cell); err == nil {
			return d, at, midnightBehind.MatchString(cell), note, nil
		}
		d, at, note, err = rd.dates.Moment(cell)
		return d, at, true, note, err
	}
	first, _, _, note, err := day(c.date)
	if err != nil {
		return first, last, "", false
	}
	last = first
	end := cmp.Or(c.endDate, c.end)
	if _, _, err := tabular.ParseTime(end); end == "" || err == nil {
		end = ""
	}
	if end != "" {
		d, at, timed, _, err := day(end)
		if err != nil {
			return first, last, "", false
		}
		if last = d; c.endDate != "" && c.end != "" {
			if at, _, err = tabular.ParseTime(c.end); err == nil {
				timed = true
			}
		}
		if timed && at.Hour == 0 && at.Minute == 0 && last != first {
			last = dayBefore(last)
		}
	}
	return first, last, note, true
}

// midnightBehind is the midnight that a date may have behind it.
var midnightBehind = regexp.MustCompile(`[T ]0{1,2}:00(?::00(?:\.0+)?)?(?:Z|[+-]\d{2}:?\d{2})?$`)

func dayBefore(d tabular.Date) tabular.Date {
	t := time.Date(d.Year, d.Month, d.Day-1, 0, 0, 0, 0, time.UTC)
	return tabular.Date{Year: t.Year(), Month: t.Month(), Day: t.Day()}
}

// days makes a date of whole days, from midnight to midnight as calendars do, and returns the first of them.
func (rd *rowReader) days(row tabular.Row, r *importRow, first, last tabular.Date, note string, f *errs.Fields) string {
	zone := cmp.Or(rd.zoneOf(whenFields...), rd.run.o.Zone)
	if cell := row.Get("zone"); cell != "" {
		var err error
		zone, err = tabular.ParseZone(cell)
		tabular.NameField(f, "zone", err)
		if err != nil {
			return ""
		}
	}
	f.Check(zone != "", "zone", "It is for whole days. Give the time zone in which they are meant, for the row or the file.")
	if zone == "" {
		return ""
	}
	loc, err := tabular.LoadZone(zone)
	tabular.NameField(f, "zone", err)
	if err != nil {
		return ""
	}
	midnight := func(d tabular.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc).UTC() }
	r.when = &importDate{starts: midnight(first), ends: midnight(nextDay(last)), zone: ianaZone(zone), lengthIsKnown: true,
		place: plain(row.Get("place")), room: plain(row.Get("room")), platform: plain(row.Get("platform"))}
	r.status(row.Get("status"))
	f.Check(r.when.ends.After(r.when.starts), "end", "It ends before it begins.")
	rd.seats(row, r.when, f)
	r.note(note)
	r.note("It is for whole days, from midnight to midnight.")
	return first.String()
}
