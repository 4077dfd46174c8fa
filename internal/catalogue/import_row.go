package catalogue

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/money"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// importRow is a row that has been read and not yet been taken. It is never changed afterwards, as
// a transaction may be run again.
type importRow struct {
	line  int
	key   string // in the source
	title string
	unit  id.ID
	kind  Kind
	// set puts what the row says into a draft; made says that the draft is that of a new offer.
	set func(d *Draft, made bool)
	// when is the date that the row gives, or nil.
	when *importDate
	// again names the line of the first row with the same key, or is 0.
	again  int
	emails []string
	notes  []string
	err    error // why the row is refused
}

// importDate is a date of a row.
type importDate struct {
	key           string // among the offer's dates
	starts, ends  time.Time
	zone          string
	place, room   string
	platform      string
	link          string
	capacity      int
	hasCapacity   bool
	cancelled     bool
	lengthIsKnown bool
	// repeated says that an earlier row of the file gives the same date, and has said all about it.
	repeated bool
}

// rowReader reads the rows of one table.
type rowReader struct {
	run   *importRun
	dates *tabular.DateReader
	// other reads dates outside the column of dates, of which nothing was learned.
	other *tabular.DateReader
}

// read turns the cells of a row into an importRow; whatever is wrong with them is its err.
func (rd *rowReader) read(ctx context.Context, row tabular.Row) importRow {
	r := importRow{line: row.Line, title: plain(row.Get("title")), notes: slices.Clone(row.Notes)}
	var f errs.Fields
	f.Check(r.title != "", "title", "The title is missing.")
	for _, name := range []string{"title", "summary", "description", "id"} {
		f.Check(!tabular.LooksLikeFormula(row.Get(name)), name, "“%s” is a formula, not a text.", line(row.Get(name)))
	}
	r.kind = rd.run.o.Kind
	if cell := row.Get("kind"); cell != "" {
		value, ok := word(kindTerms, cell)
		f.Check(ok, "kind", "“%s” is not a kind of offer.", cell)
		r.kind = Kind(value)
	}
	if err := rd.unit(ctx, row, &r, &f); err != nil {
		r.err = err
		return r
	}
	date := rd.when(row, &r, &f)
	set := rd.content(row, &r, &f)
	if r.err = f.Err(); r.err != nil {
		return r
	}
	r.set = set
	switch key := line(row.Get("id")); {
	case key != "":
		r.key = "id:" + key
	case date != "":
		r.key = "title:" + people.Fold(r.title) + "|" + date
	default:
		r.key = "title:" + people.Fold(r.title) + "|"
	}
	rd.run.sight(&r)
	return r
}

// sight notes a row of a key, and tells the dates of one offer apart: the same start is the same date.
func (run *importRun) sight(r *importRow) {
	before := run.seen[r.key]
	if before == nil {
		before = &sightings{line: r.line}
		run.seen[r.key] = before
	} else {
		r.again = before.line
	}
	if r.when == nil || r.when.key != "" {
		return
	}
	at := r.when.starts.UnixMicro()
	n := slices.Index(before.starts, at)
	r.when.repeated = n >= 0
	if n < 0 {
		n = len(before.starts)
		before.starts = append(before.starts, at)
	}
	r.when.key = "row:" + strconv.Itoa(n+1)
}

// unit finds out who offers it, and whether the actor may enter it.
func (rd *rowReader) unit(ctx context.Context, row tabular.Row, r *importRow, f *errs.Fields) error {
	r.unit = rd.run.o.Unit
	if cell := row.Get("unit"); cell != "" {
		u, ok, err := rd.run.s.people.UnitNamed(ctx, cell)
		if err != nil {
			return err
		}
		if !ok {
			f.Add("unit", "“%s” is not a unit of ours.", cell)
			return nil
		}
		if u, err = rd.run.s.people.CurrentUnit(ctx, u.ID); err != nil {
			return err
		}
		r.unit = u.ID
	}
	if r.unit == "" {
		f.Add("unit", "Nothing says which unit offers it.")
		return nil
	}
	may, err := rd.run.rightsIn(ctx, r.unit)
	if err != nil {
		return err
	}
	f.Check(may.edit, "unit", "Your roles do not allow you to enter offers of %s.", may.unit.Acronym)
	return nil
}

// when reads the date of a row and returns its civil date, "" when it has none.
func (rd *rowReader) when(row tabular.Row, r *importRow, f *errs.Fields) string {
	cell := row.Get("date")
	if cell == "" {
		f.Check(row.Get("time") == "", "date", "There is a time without a date.")
		return ""
	}
	complaints := len(*f)
	var d tabular.Date
	var at tabular.TimeOfDay
	var note string
	var err error
	if clock := row.Get("time"); clock != "" {
		var timeNote string
		d, note, err = rd.dates.Date(cell)
		tabular.NameField(f, "date", err)
		at, timeNote, err = tabular.ParseTime(clock)
		tabular.NameField(f, "time", err)
		note = line(note + " " + timeNote)
	} else {
		d, at, note, err = rd.dates.Moment(cell)
		tabular.NameField(f, "date", err)
	}
	zone := at.Zone
	if named := row.Get("zone"); named != "" {
		zone, err = tabular.ParseZone(named)
		tabular.NameField(f, "zone", err)
	}
	if zone == "" {
		zone = rd.run.o.Zone
	}
	f.Check(zone != "" || len(*f) > complaints, "time", "Nothing says in which time zone %s is. Write it behind the time, or give the file's time zone.", at.String())
	if len(*f) > complaints {
		return ""
	}
	loc, err := tabular.LoadZone(zone)
	if err != nil {
		tabular.NameField(f, "zone", err)
		return ""
	}
	starts, localNote, err := tabular.Local(d, at, loc)
	tabular.NameField(f, "time", err)
	when := &importDate{
		starts: starts, zone: ianaZone(zone), place: plain(row.Get("place")), room: plain(row.Get("room")), platform: plain(row.Get("platform")),
	}
	rd.ends(row, when, d, loc, f)
	if cell := row.Get("capacity"); cell != "" {
		n, err := strconv.Atoi(cell)
		f.Check(err == nil && n >= 0 && n <= maxSeats, "capacity", "“%s” is not a number of seats.", cell)
		when.capacity, when.hasCapacity = n, true
	}
	for _, n := range []string{note, localNote} {
		if n != "" {
			r.notes = append(r.notes, n)
		}
	}
	r.when = when
	return d.String()
}

// ends finds out when a date ends: by its end, its length, or the length assumed for the calendar.
func (rd *rowReader) ends(row tabular.Row, when *importDate, d tabular.Date, loc *time.Location, f *errs.Fields) {
	minutes := rd.run.o.Defaults.Minutes
	if minutes == 0 {
		minutes = assumedMinutes
	}
	if cell := row.Get("minutes"); cell != "" {
		// content reports what is wrong with it.
		if n, err := minutesIn(cell); err == nil {
			minutes, when.lengthIsKnown = n, true
		}
	}
	when.ends = when.starts.Add(time.Duration(minutes) * time.Minute)
	cell := row.Get("end")
	if cell == "" {
		return
	}
	at, _, err := tabular.ParseTime(cell)
	tabular.NameField(f, "end", err)
	if err != nil {
		return
	}
	if at.Zone != "" {
		loc, err = tabular.LoadZone(at.Zone)
		tabular.NameField(f, "end", err)
		if err != nil {
			return
		}
	}
	ends, _, err := tabular.Local(d, at, loc)
	tabular.NameField(f, "end", err)
	f.Check(err != nil || ends.After(when.starts), "end", "It ends before it begins.")
	when.ends, when.lengthIsKnown = ends, true
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

// content reads what a row says of its offer.
func (rd *rowReader) content(row tabular.Row, r *importRow, f *errs.Fields) func(*Draft, bool) {
	var d Draft
	d.Title = r.title
	d.Summary, d.Description = plain(row.Get("summary")), row.Get("description")
	d.Objectives, d.Themes = split(row.Get("objectives")), splitWords(row.Get("themes"))
	d.Accessibility.Statement, d.Prerequisites.Text = row.Get("accessibility"), row.Get("prerequisites")
	d.Link, d.Language, d.Platform = row.Get("link"), row.Get("language"), plain(row.Get("platform"))
	d.ExtraSponsors = append(d.ExtraSponsors, split(plain(row.Get("sponsor")))...)
	if cell := row.Get("level"); cell != "" {
		value, ok := word(levelTerms, cell)
		f.Check(ok, "level", "“%s” is not a level.", cell)
		d.Level = Level(value)
	}
	if cell := row.Get("format"); cell != "" {
		value, ok := word(formatTerms, cell)
		f.Check(ok, "format", "“%s” is not a format.", cell)
		d.Format = Format(value)
	}
	for _, cell := range splitWords(row.Get("audiences")) {
		value, ok := word(audienceTerms, cell)
		f.Check(ok, "audiences", "“%s” is not an audience.", cell)
		d.Audiences = append(d.Audiences, Audience(value))
	}
	if cell := row.Get("minutes"); cell != "" {
		n, err := minutesIn(cell)
		tabular.NameField(f, "minutes", err)
		d.Minutes = n
	} else if r.when != nil && r.when.lengthIsKnown {
		d.Minutes = int(r.when.ends.Sub(r.when.starts) / time.Minute)
	}
	for _, cell := range splitWords(row.Get("areas")) {
		code, ok := rd.run.area(cell)
		f.Check(ok, "areas", "“%s” is not a content area.", cell)
		d.Areas = append(d.Areas, code)
	}
	categories := split(plain(row.Get("category")))
	for _, p := range []struct{ column, class string }{{"price_member", PriceMember}, {"price_non_member", PriceNonMember}, {"price_student", PriceStudent}} {
		if cell := row.Get(p.column); cell != "" {
			amount, err := money.Parse(strings.TrimSpace(strings.TrimPrefix(cell, "$")), "USD")
			f.Check(err == nil, p.column, "“%s” is not an amount of US dollars.", cell)
			d.Prices = append(d.Prices, Price{p.class, amount})
		}
	}
	for _, c := range []struct {
		column string
		to     *string
	}{{"review_by", &d.ReviewBy}, {"expires_on", &d.ExpiresOn}} {
		if cell := row.Get(c.column); cell != "" {
			day, _, err := rd.other.Date(cell)
			tabular.NameField(f, c.column, err)
			*c.to = day.String()
		}
	}
	d.Presenters = presentersIn(row.Get("presenters"))
	for _, p := range d.Presenters {
		if p.Email != "" {
			r.emails = append(r.emails, p.Email)
		}
	}
	byTitle := row.Get("id") == ""
	return func(to *Draft, made bool) {
		rd.run.merge(to, d, categories, made, made || !byTitle && r.again == 0, r.again == 0)
	}
}
