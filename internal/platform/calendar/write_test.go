package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

var stamp = time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)

func at(t *testing.T, zone, wall string) time.Time {
	t.Helper()
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	v, err := time.ParseInLocation("2006-01-02 15:04", wall, loc)
	if err != nil {
		t.Fatal(err)
	}
	return v.UTC()
}

func event(uid string, start time.Time) Event {
	return Event{UID: uid, Summary: "Reading aloud", Start: start, End: start.Add(time.Hour), LastModified: stamp}
}

func written(t *testing.T, c Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteRequest(t *testing.T) {
	e := event("seat-7@example.org", at(t, "America/Chicago", "2026-06-30 09:30"))
	e.Zone = "America/Chicago"
	e.Sequence = 2
	e.Summary = "Copyright, fair use; and you"
	e.Description = "Bring a question.\nNothing else."
	e.Location = "Room 4"
	e.URL = "https://example.org/offers/copyright?x=1"
	e.Organizer = Person{Name: `Learning "desk", Chicago`, Email: "desk@example.org"}
	e.Attendee = Person{Name: "Renée O'Neil", Email: "renee@example.org"}
	e.Categories = []string{"Law, copyright", "Webinar"}
	e.Alarms = []time.Duration{24 * time.Hour, 90 * time.Minute}
	got := written(t, Calendar{Name: "Your registration", ProdID: "-//example.org//desk//EN", Method: Request, Events: []Event{e}})
	want := `BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//example.org//desk//EN
CALSCALE:GREGORIAN
METHOD:REQUEST
NAME:Your registration
X-WR-CALNAME:Your registration
BEGIN:VTIMEZONE
TZID:America/Chicago
BEGIN:DAYLIGHT
DTSTART:20250309T020000
TZOFFSETFROM:-0600
TZOFFSETTO:-0500
TZNAME:CDT
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20251102T020000
TZOFFSETFROM:-0500
TZOFFSETTO:-0600
TZNAME:CST
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
UID:seat-7@example.org
DTSTAMP:20260203T040506Z
LAST-MODIFIED:20260203T040506Z
SEQUENCE:2
DTSTART;TZID=America/Chicago:20260630T093000
DTEND;TZID=America/Chicago:20260630T103000
STATUS:CONFIRMED
SUMMARY:Copyright\, fair use\; and you
DESCRIPTION:Bring a question.\nNothing else.
LOCATION:Room 4
URL:https://example.org/offers/copyright?x=1
CATEGORIES:Law\, copyright,Webinar
ORGANIZER;CN="Learning 'desk', Chicago":mailto:desk@example.org
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALS
 E;CN="Renée O'Neil":mailto:renee@example.org
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Copyright\, fair use\; and you
TRIGGER:-P1D
END:VALARM
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Copyright\, fair use\; and you
TRIGGER:-PT1H30M
END:VALARM
END:VEVENT
END:VCALENDAR
`
	if want = strings.ReplaceAll(want, "\n", "\r\n"); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestWriteCancelSaysCancelled(t *testing.T) {
	e := event("a", stamp)
	e.Organizer.Email = "desk@example.org"
	e.Alarms = []time.Duration{time.Hour}
	got := written(t, Calendar{Method: Cancel, Events: []Event{e}})
	for _, want := range []string{"METHOD:CANCEL\r\n", "STATUS:CANCELLED\r\n", "DTSTART:20260203T040506Z\r\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
	if strings.Contains(got, "VALARM") {
		t.Error("a cancelled event reminds of itself")
	}
}

// hostile are texts that try to become lines of their own or break a rune.
var hostile = []string{
	"a\r\nATTENDEE:mailto:eve@example.org",
	"a\nEND:VEVENT\nBEGIN:VEVENT",
	"a\rX:1", "a\u2028X:1", "a\u0085X:1", "a\vX:1", "a\fX:1",
	`a";X="b:c`, `a\`, `a\n`, "\x00\x1b[31m", "a\xff\xfeb", strings.Repeat("€", 5000), strings.Repeat("😀", 40), "",
}

func TestNothingBecomesALineOfItsOwn(t *testing.T) {
	for _, h := range hostile {
		e := event("uid "+h, at(t, "Europe/Paris", "2026-03-29 10:00"))
		e.Zone = "Europe/Paris"
		e.Summary, e.Description, e.Location, e.URL = h, h, h, "https://example.org/"+h
		e.Organizer = Person{Name: h, Email: "desk@example.org" + h}
		e.Attendee = Person{Name: h, Email: "you@example.org" + h}
		e.Categories = []string{h, h}
		e.Alarms = []time.Duration{time.Hour}
		got := written(t, Calendar{Name: h, ProdID: h, Method: Request, Events: []Event{e}})
		if n := strings.Count(got, "\r\nBEGIN:VEVENT"); n != 1 {
			t.Errorf("%q: %d events", h, n)
		}
		if n := strings.Count(got, "\r\nATTENDEE"); n != 1 {
			t.Errorf("%q: %d attendees", h, n)
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(got, "\r\n"), "\r\n") {
			switch {
			case len(line) > 75:
				t.Errorf("%q: a line of %d octets", h, len(line))
			case !utf8.ValidString(line):
				t.Errorf("%q: a rune is split: %q", h, line)
			case strings.ContainsAny(line, "\r\n\v\f\x00\x1b\u0085\u2028"):
				t.Errorf("%q: control characters in %q", h, line)
			}
		}
		if _, err := ics.ParseCalendar(strings.NewReader(got)); err != nil {
			t.Errorf("%q: another reader says: %v", h, err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	good := event("a", stamp)
	good.Organizer.Email, good.Attendee.Email = "desk@example.org", "you@example.org"
	for name, change := range map[string]func(*Calendar){
		"no UID":            func(c *Calendar) { c.Events[0].UID = " \n" },
		"no start":          func(c *Calendar) { c.Events[0].Start = time.Time{} },
		"end before start":  func(c *Calendar) { c.Events[0].End = c.Events[0].Start.Add(-1) },
		"no last change":    func(c *Calendar) { c.Events[0].LastModified = time.Time{} },
		"negative sequence": func(c *Calendar) { c.Events[0].Sequence = -1 },
		"status":            func(c *Calendar) { c.Events[0].Status = "MAYBE" },
		"method":            func(c *Calendar) { c.Method = "REFRESH" },
		"no organizer":      func(c *Calendar) { c.Events[0].Organizer = Person{} },
		"no attendee":       func(c *Calendar) { c.Events[0].Attendee = Person{} },
		"unknown zone":      func(c *Calendar) { c.Events[0].Zone = "Europe/Atlantis" },
		"this machine":      func(c *Calendar) { c.Events[0].Zone = "Local" },
		"a path":            func(c *Calendar) { c.Events[0].Zone = "../../etc/passwd" },
		"the year 3000":     func(c *Calendar) { c.Events[0].End = time.Date(3000, 1, 1, 0, 0, 0, 0, time.UTC) },
	} {
		c := Calendar{Method: Request, Events: []Event{good}}
		var b bytes.Buffer
		if err := Write(&b, c); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		change(&c)
		if err := Write(&b, c); err == nil || b.Len() > 0 {
			t.Errorf("%s: err %v after %d bytes", name, err, b.Len())
		}
	}
}

// TestAnotherReaderAgrees reads the instants back with golang-ical, which knows
// zones by their public names.
func TestAnotherReaderAgrees(t *testing.T) {
	var events []Event
	for _, zone := range []string{"America/New_York", "Europe/London", "America/Phoenix", "Australia/Sydney", "Asia/Kolkata", "UTC"} {
		for _, wall := range []string{"2026-01-15 09:00", "2026-07-15 09:00", "2026-03-08 12:00", "2026-10-25 12:00"} {
			e := event(zone+" "+wall, at(t, zone, wall))
			e.Zone = zone
			events = append(events, e)
		}
	}
	cal, err := ics.ParseCalendar(strings.NewReader(written(t, Calendar{Events: events})))
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range cal.Events() {
		start, err := v.GetStartAt()
		if err != nil || !start.Equal(events[i].Start) {
			t.Errorf("%s: %v %v, want %v", events[i].UID, start, err, events[i].Start)
		}
	}
	if len(cal.Events()) != len(events) {
		t.Errorf("%d events, want %d", len(cal.Events()), len(events))
	}
}

// TestRepeatedHourIsWrittenInUTC: readers choose differently among the two
// meanings of 01:30 on the night when the clock goes back.
func TestRepeatedHourIsWrittenInUTC(t *testing.T) {
	first := time.Date(2026, 11, 1, 5, 30, 0, 0, time.UTC)
	for _, start := range []time.Time{first, first.Add(time.Hour)} {
		e := event("a", start)
		e.Zone = "America/New_York"
		got := written(t, Calendar{Events: []Event{e}})
		if want := "DTSTART:" + start.Format(utcForm); !strings.Contains(got, want) {
			t.Errorf("%q is missing in\n%s", want, got)
		}
	}
}

// TestWrittenZonesHold compares every hour of the years around an event with
// what the VTIMEZONE alone says, and checks that the years in question hold it all.
func TestWrittenZonesHold(t *testing.T) {
	for _, name := range []string{
		"America/New_York", "America/Chicago", "Europe/London", "Europe/Paris", "Europe/Dublin", "America/Phoenix",
		"Australia/Sydney", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "Africa/Cairo", "America/Sao_Paulo",
		"Pacific/Apia", "Asia/Jerusalem", "Asia/Tehran", "America/Nuuk", "America/Caracas",
	} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, year := range []int{1987, 2006, 2007, 2011, 2016, 2026, 2035} {
			e := event("a", time.Date(year, 6, 1, 12, 0, 0, 0, time.UTC))
			e.Zone = name
			doc, err := parse([]byte(written(t, Calendar{Events: []Event{e}})), Options{}.withDefaults())
			if err != nil || len(doc.zones) != 1 {
				t.Fatal(err, len(doc.zones))
			}
			own := defineZone(doc.zones[0], NewBudget())
			if own == nil {
				t.Fatalf("%s %d: no zone", name, year)
			}
			for h := time.Date(year, 1, 1, 12, 0, 0, 0, time.UTC); h.Year() == year; h = h.Add(time.Hour) {
				if got, want := wallIn(h, own), wallIn(h, loc); !got.Equal(want) {
					t.Errorf("%s: at %v clocks show %v, want %v", name, h, got, want)
					break
				}
			}
		}
	}
}

func TestZoneWithoutChanges(t *testing.T) {
	e := event("a", stamp)
	e.Zone = "Asia/Kolkata"
	got := written(t, Calendar{Events: []Event{e}})
	want := "BEGIN:VTIMEZONE\r\nTZID:Asia/Kolkata\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0530\r\nTZOFFSETTO:+0530\r\nTZNAME:IST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
	if !strings.Contains(got, want) {
		t.Errorf("got\n%s", got)
	}
}
