package calendar

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// FuzzRead: whatever the bytes, reading ends, and what it returns keeps the
// promises of the types; what was read can be written and read again.
func FuzzRead(f *testing.F) {
	seeds := []string{
		ical(vevent("UID:1", "DTSTART:20260115T140000Z", "DTEND:20260115T150000Z", "SUMMARY:a\\, b\\nc", "CATEGORIES:a\\,b,c\\")),
		ical(outlookZone, vevent("UID:1", "DTSTART;TZID=Customized Time Zone:20260115T090000", "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20270101T000000Z", "EXDATE;TZID=New York:20260119T090000")),
		ical("METHOD:CANCEL", "X-WR-TIMEZONE:Europe/Paris", vevent("UID:1", "DTSTART:20260115T140000"), vevent("UID:2")),
		ical(vevent("UID:1", "DTSTART;VALUE=DATE:20260228", "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;BYSETPOS=1", "RDATE;VALUE=PERIOD:20260501T100000Z/PT2H"),
			vevent("UID:1", "RECURRENCE-ID;VALUE=DATE:20270228", "DTSTART;VALUE=DATE:20270301", "DURATION:P1W")),
		ical(vevent("UID:1", "DTSTART:20260115T140000Z", "RRULE:FREQ=YEARLY;BYWEEKNO=53;BYDAY=SU;BYHOUR=1,2;BYMINUTE=3;BYYEARDAY=-366")),
		"\ufeffbegin:vevent\r\n dtstart;tzid=\"x:y\":1\r\n\tx\rEND:VEVENT",
		ical(vevent("DESCRIPTION:<p>a<li>b<a href=x>c", "DTSTART:20261101T013000Z", "ORGANIZER;CN=\"^'x^^\":mailto:a@b")),
		sameJSON, sameXML,
	}
	for _, s := range seeds {
		f.Add([]byte(s), int64(0))
		f.Add([]byte(s), stamp.Unix())
	}
	f.Fuzz(func(t *testing.T, data []byte, from int64) {
		o := Options{Zone: "America/Chicago", MaxInstances: 50, MaxLine: 2000}
		if from > 0 && from < 1<<33 {
			o.From = time.Unix(from, 0).UTC()
			o.To = o.From.AddDate(1, 0, 0)
		}
		feed, err := Read(bytes.NewReader(data), o)
		if err != nil {
			return
		}
		again := Calendar{Name: feed.Name}
		for _, e := range feed.Events {
			switch {
			case e.UID == "" || e.Line < 1:
				t.Fatalf("an event without a UID or line: %+v", e)
			case e.End.Before(e.Start):
				t.Fatalf("ends before it starts: %+v", e)
			case e.Start.Location() != time.UTC || e.End.Location() != time.UTC:
				t.Fatalf("not in UTC: %+v", e)
			case e.Start.IsZero() && e.Status != Cancelled:
				t.Fatalf("no start: %+v", e)
			case strings.ContainsAny(e.Summary+e.Location, "\n\r") || !utf8.ValidString(e.Summary+e.Description+e.Location):
				t.Fatalf("texts: %+v", e)
			}
			e.LastModified = stamp
			if e.check("") == nil {
				again.Events = append(again.Events, e.Event)
			}
		}
		for _, p := range feed.Problems {
			if p.Line < 1 || strings.Contains(p.String(), "%!(EXTRA") {
				t.Fatalf("problem %+v", p)
			}
		}
		var b bytes.Buffer
		if err := Write(&b, again); err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		second, err := Read(&b, Options{MaxInstances: 50})
		if err != nil || len(second.Problems) > 0 {
			t.Fatalf("what was written cannot be read: %v, %v", err, second.Problems)
		}
	})
}
