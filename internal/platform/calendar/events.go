package calendar

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// reader is one reading under way.
type reader struct {
	opts          Options
	feed          Feed
	zones         *zoneBook
	budget        *Budget
	instancesLeft int
}

// entry is a VEVENT that was understood.
type entry struct {
	c       *component
	found   Found // with the values that all its instances share
	start   wall
	zone    zone
	length  func(start time.Time) time.Time // the end for an instance's wall start
	rid     time.Time                       // instant named by RECURRENCE-ID, zero without
	ridWall wall                            // as it was written
	noStart bool                            // a cancellation that only names the event
	future  bool                            // a changed instance is meant for all later ones too
}

// calendars takes what is said about the calendar as a whole.
func (rd *reader) calendars(doc document) {
	rd.zones.define(doc.zones)
	for _, s := range doc.scopes {
		s.floating = rd.zones.floating
		if rd.feed.Method == "" {
			rd.feed.Method = Method(s.method)
		}
		for _, n := range s.names {
			if rd.feed.Name == "" {
				rd.feed.Name = oneLine(plainText(unescapeText(n.value)))
			}
		}
		tzid := unescapeText(s.zone.value)
		if tzid == "" {
			continue
		}
		z, ok := rd.zones.lookup(tzid)
		if !ok || z.name == "" {
			rd.feed.Problems = append(rd.feed.Problems, Problem{Remark: remark(s.zone.line, "The time zone %q of the calendar is not known.", clip(tzid))})
			continue
		}
		s.floating = zone{name: z.name, loc: z.loc, note: "The event names no time zone; the calendar's, %s, is used.", args: []any{z.name}}
		if rd.feed.Zone == "" {
			// A calendar of the file that names none is in that of the first that does.
			rd.feed.Zone, rd.zones.floating = z.name, s.floating
		}
	}
}

// events understands the VEVENTs one by one; those it cannot become problems.
func (rd *reader) events(doc document) []*entry {
	var list []*entry
	for _, c := range doc.events {
		e, bad := rd.entry(c)
		if bad != nil {
			rd.problem(c, *bad)
			continue
		}
		list = append(list, e)
	}
	return list
}

func (rd *reader) entry(c *component) (*entry, *Remark) {
	rd.zones.floating = c.calendar.floating
	e := &entry{c: c}
	f := &e.found
	f.Line, f.Private = c.line, c.private()
	f.Notes = c.notes
	f.UID = strings.TrimSpace(c.text("UID"))
	f.Summary = oneLine(plainText(c.text("SUMMARY")))
	f.Description = plainText(c.text("DESCRIPTION"))
	if f.Description == "" {
		f.Description = plainText(c.text("X-ALT-DESC"))
	}
	f.Location = oneLine(plainText(c.text("LOCATION")))
	f.URL = webAddress(unescapeText(c.one["URL"].value))
	if raw := strings.TrimSpace(c.one["URL"].value); raw != "" && f.URL == "" {
		e.note(remark(c.one["URL"].line, "The address %q is none of a web page, and was left out.", clip(raw)))
	}
	f.Organizer = readPerson(c.one["ORGANIZER"])
	for _, p := range c.many["CATEGORIES"] {
		for _, t := range splitTexts(p.value) {
			if !slices.Contains(f.Categories, t) && len(f.Categories) < 100 {
				f.Categories = append(f.Categories, t)
			}
		}
	}
	for _, p := range c.many["RELATED-TO"] {
		if kind := strings.ToUpper(p.param("RELTYPE")); kind != "CHILD" && len(f.Related) < 100 {
			f.Related = append(f.Related, strings.TrimSpace(unescapeText(p.value)))
		}
	}
	if p := c.one["DESCRIPTION"]; p.cut {
		e.note(remark(p.line, "The description is very long and was cut."))
	}
	if s := strings.TrimSpace(c.one["SEQUENCE"].value); s != "" {
		if n, err := strconv.Atoi(s); err == nil && n >= 0 {
			f.Sequence = n
		} else {
			e.note(remark(c.one["SEQUENCE"].line, "%q is not a sequence number; 0 is used.", clip(s)))
		}
	}
	f.Status = readStatus(c)
	for _, name := range []string{"LAST-MODIFIED", "DTSTAMP"} {
		// Both are in UTC by the RFC, whatever they look like.
		if w, ok := parseWall(c.one[name].value); ok && f.LastModified.IsZero() {
			f.LastModified = w.t
		}
	}
	if bad := rd.times(e); bad != nil {
		return nil, bad
	}
	if f.UID == "" {
		f.UID = string(id.Named("ical", c.one["DTSTART"].value, f.Summary))
		e.note(remark(c.line, "The event has no UID; one was made from its start and title."))
	}
	return e, nil
}

// note keeps a remark about the event; the first twenty are enough to tell.
func (e *entry) note(r Remark) {
	if len(e.found.Notes) < 20 {
		e.found.Notes = append(e.found.Notes, r)
	}
}

func (rd *reader) problem(c *component, r Remark) {
	rd.feed.Problems = append(rd.feed.Problems, c.problem(r))
}

func readStatus(c *component) Status {
	if c.calendar.method == string(Cancel) {
		return Cancelled
	}
	switch s := Status(strings.ToUpper(strings.TrimSpace(c.one["STATUS"].value))); s {
	case "CANCELED": // a common misspelling
		return Cancelled
	case Tentative, Cancelled:
		return s
	}
	return Confirmed
}

func readPerson(p property) Person {
	email := strings.TrimSpace(p.value)
	if len(email) >= 7 && strings.EqualFold(email[:7], "mailto:") {
		email = email[7:]
	}
	if !strings.Contains(email, "@") {
		email = "" // a directory path or another kind of address
	}
	return Person{Name: oneLine(p.param("CN")), Email: oneLine(email)}
}

// times reads when the event takes place.
func (rd *reader) times(e *entry) *Remark {
	c := e.c
	startProp, has := c.one["DTSTART"]
	if !has && e.found.Status == Cancelled {
		// RFC 5546 lets a cancellation name the event alone.
		e.noStart = true
		e.zone = zone{loc: time.UTC}
	} else if !has {
		r := remark(c.line, "The event has no start.")
		return &r
	} else {
		var bad *Remark
		if e.start, e.zone, bad = rd.moment(startProp); bad != nil {
			return bad
		}
		e.found.AllDay = e.start.date
		e.found.Zone = e.zone.name
		if bad := rd.length(e); bad != nil {
			return bad
		}
		if e.zone.note != "" {
			e.note(remark(startProp.line, e.zone.note, e.zone.args...))
		}
		if !e.start.date && !e.start.utc && !wallIn(instantOf(e.start.t, e.zone.loc), e.zone.loc).Equal(e.start.t) {
			e.note(remark(startProp.line, "Clocks jump over %s on that day; it was taken as %s.", e.start.t.Format("15:04"), wallIn(instantOf(e.start.t, e.zone.loc), e.zone.loc).Format("15:04")))
		}
		if own := e.zone.own; own != nil && !e.start.date && !instantOf(e.start.t, own).Equal(instantOf(e.start.t, e.zone.loc)) {
			e.note(remark(startProp.line, "The file describes the time zone %s otherwise than it is known; the known one is used.", e.zone.name))
		}
	}
	if p, has := c.one["RECURRENCE-ID"]; has {
		w, z, bad := rd.moment(p)
		if bad != nil {
			return bad
		}
		e.rid, e.ridWall = w.instant(z), w
		if strings.EqualFold(p.param("RANGE"), "THISANDFUTURE") {
			e.future = true
		}
	}
	return nil
}

// length finds the end of the event, relative to its start.
func (rd *reader) length(e *entry) *Remark {
	end, hasEnd := e.c.one["DTEND"]
	dur, hasDur := e.c.one["DURATION"]
	startInstant := e.start.instant(e.zone)
	switch {
	case hasEnd:
		w, z, bad := rd.moment(end)
		if bad != nil {
			return bad
		}
		if w.date != e.start.date {
			r := remark(end.line, "Of start and end, one is a day and the other a time.")
			return &r
		}
		d := w.instant(z).Sub(startInstant)
		if d < 0 {
			r := remark(end.line, "The event ends before it starts.")
			return &r
		}
		if e.start.date && d == 0 {
			d = 24 * time.Hour // a common slip: the last day instead of the day after it
		}
		e.length = func(start time.Time) time.Time { return instantOf(start, e.zone.loc).Add(d) }
	case hasDur:
		s, ok := parseSpan(dur.value)
		if !ok {
			r := remark(dur.line, "%q is not a duration.", clip(dur.value))
			return &r
		}
		e.length = func(start time.Time) time.Time { return s.after(start, e.zone.loc) }
	case e.start.date:
		e.length = func(start time.Time) time.Time { return start.AddDate(0, 0, 1) }
	default:
		e.length = func(start time.Time) time.Time { return instantOf(start, e.zone.loc) }
	}
	return nil
}

// moment reads a date or time with the zone it is in. Dates and UTC times are in UTC.
func (rd *reader) moment(p property) (wall, zone, *Remark) {
	value, tzid := p.value, p.param("TZID")
	w, ok := parseWall(value)
	if i := strings.LastIndexByte(value, ':'); !ok && i >= 0 {
		// TZID=(UTC-05:00) Eastern Time:20250101T090000, not quoted as it should be.
		if w, ok = parseWall(value[i+1:]); ok {
			tzid += ":" + value[:i]
		}
	}
	if !ok {
		r := remark(p.line, "%q is not a date or time.", clip(value))
		return wall{}, zone{}, &r
	}
	if w.date {
		return w, zone{loc: time.UTC}, nil
	}
	if w.utc {
		return w, zone{name: "UTC", loc: time.UTC}, nil
	}
	if tzid == "" {
		if rd.zones.floating.loc == nil {
			r := remark(p.line, "The time %q names no time zone, and neither does the calendar.", clip(value))
			return wall{}, zone{}, &r
		}
		return w, rd.zones.floating, nil
	}
	z, ok := rd.zones.lookup(tzid)
	if !ok {
		r := remark(p.line, "The time zone %q is not known.", clip(tzid))
		return wall{}, zone{}, &r
	}
	return w, *z, nil
}

// instant returns the wall time as an instant; dates and UTC times are one already.
func (w wall) instant(z zone) time.Time {
	if w.date || w.utc {
		return w.t
	}
	return instantOf(w.t, z.loc)
}

// clip shortens what is quoted in a remark.
func clip(s string) string {
	s = oneLine(s)
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
