package calendar

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sort"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // zones must be the same on a machine that has none installed

	"learningcommons.dev/commons/internal/platform/zones"
)

const (
	utcForm   = "20060102T150405Z"
	localForm = "20060102T150405"
	dateForm  = "20060102"

	defaultProdID = "-//learningcommons.dev//Calendar//EN"

	// firstYear and lastYear bound the events that are written, and with them
	// the size of a VTIMEZONE.
	firstYear, lastYear = 1900, 2200
)

// Write writes the calendar as iCalendar text. It fails before writing anything
// when an event lacks a UID, a start or a LastModified, ends before it starts,
// names a zone that does not exist, or when the method lacks the people that
// RFC 5546 demands (an organizer for Request and Cancel, an attendee for Request).
func Write(w io.Writer, c Calendar) error {
	spans, err := c.check()
	if err != nil {
		return fmt.Errorf("calendar: write: %w", err)
	}
	l := lineWriter{bufio.NewWriter(w)}
	l.raw("BEGIN:VCALENDAR")
	l.raw("VERSION:2.0")
	prodID := c.ProdID
	if prodID == "" {
		prodID = defaultProdID
	}
	l.text("PRODID", prodID)
	l.raw("CALSCALE:GREGORIAN")
	if c.Method != "" {
		l.raw("METHOD:" + string(c.Method))
	}
	l.text("NAME", c.Name)
	l.text("X-WR-CALNAME", c.Name) // what programs older than RFC 7986 read
	if c.Refresh > 0 {
		l.raw("REFRESH-INTERVAL;VALUE=DURATION:" + formatDuration(c.Refresh))
		l.raw("X-PUBLISHED-TTL:" + formatDuration(c.Refresh))
	}
	ew := eventWriter{lineWriter: l, method: c.Method, zones: map[string]*time.Location{}}
	for _, s := range spans {
		writeZone(l, s)
		ew.zones[s.name] = s.loc
	}
	for _, e := range c.Events {
		ew.event(e)
	}
	l.raw("END:VCALENDAR")
	if err := l.w.Flush(); err != nil {
		return fmt.Errorf("calendar: write: %w", err)
	}
	return nil
}

// check verifies the events and returns the zones they need, with the years of each.
func (c Calendar) check() ([]zoneSpan, error) {
	switch c.Method {
	case "", Publish, Request, Cancel:
	default:
		return nil, fmt.Errorf("method %q is not one that is written", c.Method)
	}
	spans := map[string]zoneSpan{}
	for i, e := range c.Events {
		if err := e.check(c.Method); err != nil {
			return nil, fmt.Errorf("event %d (%q): %w", i+1, e.UID, err)
		}
		if e.AllDay || zones.IsUTC(e.Zone) {
			continue
		}
		loc, err := zones.Load(e.Zone)
		if err != nil {
			return nil, fmt.Errorf("event %d (%q): %w", i+1, e.UID, err)
		}
		s, seen := spans[e.Zone]
		if !seen {
			s = zoneSpan{name: e.Zone, loc: loc, from: e.Start, to: e.End}
		}
		for _, t := range []time.Time{e.Start, e.End, e.RecurrenceID} {
			if t.IsZero() {
				continue
			}
			if t.Before(s.from) {
				s.from = t
			}
			if t.After(s.to) {
				s.to = t
			}
		}
		spans[e.Zone] = s
	}
	var list []zoneSpan
	for _, s := range spans {
		list = append(list, s)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list, nil
}

func (e Event) check(m Method) error {
	switch {
	case normalText(e.UID) == "":
		return errors.New("no UID")
	case e.Start.IsZero():
		return errors.New("no start")
	case e.End.Before(e.Start):
		return errors.New("the end is before the start")
	case e.LastModified.IsZero():
		return errors.New("no LastModified")
	case e.Sequence < 0:
		return errors.New("negative sequence")
	case m != "" && m != Publish && e.Organizer.Email == "":
		return fmt.Errorf("%s needs an organizer", m)
	case m == Request && e.Attendee.Email == "":
		return errors.New("REQUEST needs an attendee")
	}
	for _, t := range []time.Time{e.Start, e.End, e.RecurrenceID} {
		if y := t.UTC().Year(); !t.IsZero() && (y < firstYear || y > lastYear) {
			return fmt.Errorf("the year %d is out of range", y)
		}
	}
	switch e.Status {
	case "", Confirmed, Tentative, Cancelled:
		return nil
	}
	return fmt.Errorf("status %q", e.Status)
}

// eventWriter writes the events of one calendar.
type eventWriter struct {
	lineWriter
	method Method
	zones  map[string]*time.Location
}

func (w eventWriter) event(e Event) {
	w.raw("BEGIN:VEVENT")
	w.text("UID", e.UID)
	w.raw("DTSTAMP:" + e.LastModified.UTC().Format(utcForm))
	w.raw("LAST-MODIFIED:" + e.LastModified.UTC().Format(utcForm))
	w.raw("SEQUENCE:" + strconv.Itoa(e.Sequence))
	if !e.RecurrenceID.IsZero() {
		w.time("RECURRENCE-ID", e, e.RecurrenceID)
	}
	w.time("DTSTART", e, e.Start)
	if e.End.After(e.Start) {
		w.time("DTEND", e, e.End)
	}
	status := e.Status
	if w.method == Cancel {
		status = Cancelled
	}
	if status == "" {
		status = Confirmed
	}
	w.raw("STATUS:" + string(status))
	w.text("SUMMARY", oneLine(e.Summary))
	w.text("DESCRIPTION", e.Description)
	w.text("LOCATION", oneLine(e.Location))
	if u := webAddress(e.URL); u != "" {
		w.raw("URL:" + u)
	}
	w.texts("CATEGORIES", e.Categories)
	w.person("ORGANIZER", "", e.Organizer)
	if w.method == Request || w.method == Cancel {
		// Whoever receives this has said yes by registering and owes no reply.
		w.person("ATTENDEE", ";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE", e.Attendee)
	}
	if status != Cancelled {
		for _, before := range e.Alarms {
			w.alarm(e, before)
		}
	}
	w.raw("END:VEVENT")
}

func (w eventWriter) time(name string, e Event, t time.Time) {
	if e.AllDay {
		w.raw(name + ";VALUE=DATE:" + t.UTC().Format(dateForm))
		return
	}
	if loc := w.zones[e.Zone]; loc != nil {
		// In the hour that the autumn repeats a local time has two meanings,
		// and readers choose differently; there only UTC is safe.
		local := wallIn(t, loc)
		if first, last := instantsOf(local, loc); first.Equal(last) {
			w.raw(name + ";TZID=" + e.Zone + ":" + local.Format(localForm))
			return
		}
	}
	w.raw(name + ":" + t.UTC().Format(utcForm))
}

func (w eventWriter) alarm(e Event, before time.Duration) {
	text := oneLine(e.Summary)
	if text == "" {
		text = "Reminder" // RFC 5545 demands a description here
	}
	w.raw("BEGIN:VALARM")
	w.raw("ACTION:DISPLAY")
	w.text("DESCRIPTION", text)
	w.raw("TRIGGER:" + formatDuration(-before))
	w.raw("END:VALARM")
}

// formatDuration writes a duration in whole seconds (RFC 5545, section 3.3.6).
func formatDuration(d time.Duration) string {
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	s := int64(d / time.Second)
	if s == 0 {
		return "PT0S"
	}
	out := sign + "P"
	if days := s / 86400; days > 0 {
		out += strconv.FormatInt(days, 10) + "D"
		s %= 86400
	}
	if s > 0 {
		out += "T"
	}
	for _, u := range []struct {
		seconds int64
		letter  string
	}{{3600, "H"}, {60, "M"}, {1, "S"}} {
		if n := s / u.seconds; n > 0 {
			out += strconv.FormatInt(n, 10) + u.letter
			s %= u.seconds
		}
	}
	return out
}

// webAddress returns an absolute http or https address in its encoded form, or "".
func webAddress(s string) string {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	out := u.String()
	for _, r := range out {
		// url.URL keeps a raw query as it came.
		if r <= ' ' || r >= 0x7f {
			return ""
		}
	}
	return out
}
