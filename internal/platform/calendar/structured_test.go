package calendar

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The same two events, one of which repeats with an exception and a moved time, in the three ways to write them.
const sameText = `BEGIN:VCALENDAR
X-WR-CALNAME:Learning, at noon
BEGIN:VEVENT
UID:a1@l.example
SUMMARY:Weeding; or\, how to part
DESCRIPTION:First line.\nSecond line.
CATEGORIES:Collections,Adults\, mostly
DTSTART;TZID=America/Chicago:20270302T120000
DURATION:PT45M
RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=TU
EXDATE;TZID=America/Chicago:20270309T120000
RDATE;VALUE=PERIOD:20270405T170000Z/PT1H
ORGANIZER;CN=Pia Lund:mailto:pia@l.example
END:VEVENT
BEGIN:VEVENT
UID:a1@l.example
RECURRENCE-ID;TZID=America/Chicago:20270316T120000
SUMMARY:Weeding\, moved
DTSTART;TZID=America/Chicago:20270317T130000
DTEND;TZID=America/Chicago:20270317T140000
END:VEVENT
END:VCALENDAR
`

const sameJSON = `["vcalendar",
 [["x-wr-calname", {}, "unknown", "Learning, at noon"]],
 [
  ["vevent", [
    ["uid", {}, "text", "a1@l.example"],
    ["summary", {}, "text", "Weeding; or, how to part"],
    ["description", {}, "text", "First line.\nSecond line."],
    ["categories", {}, "text", "Collections", "Adults, mostly"],
    ["dtstart", {"tzid": "America/Chicago"}, "date-time", "2027-03-02T12:00:00"],
    ["duration", {}, "duration", "PT45M"],
    ["rrule", {}, "recur", {"freq": "WEEKLY", "count": 4, "byday": "TU"}],
    ["exdate", {"tzid": "America/Chicago"}, "date-time", "2027-03-09T12:00:00"],
    ["rdate", {}, "period", ["2027-04-05T17:00:00Z", "PT1H"]],
    ["organizer", {"cn": "Pia Lund"}, "cal-address", "mailto:pia@l.example"]
  ], []],
  ["vevent", [
    ["uid", {}, "text", "a1@l.example"],
    ["recurrence-id", {"tzid": "America/Chicago"}, "date-time", "2027-03-16T12:00:00"],
    ["summary", {}, "text", "Weeding, moved"],
    ["dtstart", {"tzid": "America/Chicago"}, "date-time", "2027-03-17T13:00:00"],
    ["dtend", {"tzid": "America/Chicago"}, "date-time", "2027-03-17T14:00:00"]
  ], []]
 ]
]`

const sameXML = `<?xml version="1.0" encoding="utf-8"?>
<icalendar xmlns="urn:ietf:params:xml:ns:icalendar-2.0"><vcalendar>
 <properties><version><text>2.0</text></version><x-wr-calname><unknown>Learning, at noon</unknown></x-wr-calname></properties>
 <components>
  <vevent><properties>
   <uid><text>a1@l.example</text></uid>
   <summary><text>Weeding; or, how to part</text></summary>
   <description><text>First line.
Second line.</text></description>
   <categories><text>Collections</text><text>Adults, mostly</text></categories>
   <dtstart><parameters><tzid><text>America/Chicago</text></tzid></parameters><date-time>2027-03-02T12:00:00</date-time></dtstart>
   <duration><duration>PT45M</duration></duration>
   <rrule><recur><freq>WEEKLY</freq><count>4</count><byday>TU</byday></recur></rrule>
   <exdate><parameters><tzid><text>America/Chicago</text></tzid></parameters><date-time>2027-03-09T12:00:00</date-time></exdate>
   <rdate><period><start>2027-04-05T17:00:00Z</start><duration>PT1H</duration></period></rdate>
   <organizer><parameters><cn><text>Pia Lund</text></cn></parameters><cal-address>mailto:pia@l.example</cal-address></organizer>
  </properties></vevent>
  <vevent><properties>
   <uid><text>a1@l.example</text></uid>
   <recurrence-id><parameters><tzid><text>America/Chicago</text></tzid></parameters><date-time>2027-03-16T12:00:00</date-time></recurrence-id>
   <summary><text>Weeding, moved</text></summary>
   <dtstart><parameters><tzid><text>America/Chicago</text></tzid></parameters><date-time>2027-03-17T13:00:00</date-time></dtstart>
   <dtend><parameters><tzid><text>America/Chicago</text></tzid></parameters><date-time>2027-03-17T14:00:00</date-time></dtend>
  </properties></vevent>
 </components>
</vcalendar></icalendar>`

func TestCalendarsInXMLAndJSONSayTheSame(t *testing.T) {
	want := mustRead(t, sameText, Options{})
	if len(want.Events) != 4 || want.Name != "Learning, at noon" || len(want.Problems) > 0 {
		t.Fatalf("%+v", want)
	}
	for name, text := range map[string]string{"jCal": sameJSON, "several in one": "[" + sameJSON + "]", "xCal": sameXML,
		"a draft of xCal": strings.NewReplacer("<properties>", "", "</properties>", "", "<components>", "", "</components>", "", "<icalendar xmlns=\"urn:ietf:params:xml:ns:icalendar-2.0\">", "<iCalendar>", "</icalendar>", "</iCalendar>",
			"<uid><text>a1@l.example</text></uid>", "<uid>a1@l.example</uid>", "<summary><text>Weeding; or, how to part</text></summary>", "<summary>Weeding; or, how to part</summary>",
			"<rrule><recur><freq>WEEKLY</freq><count>4</count><byday>TU</byday></recur></rrule>", "<rrule>FREQ=WEEKLY;COUNT=4;BYDAY=TU</rrule>").Replace(sameXML)} {
		t.Run(name, func(t *testing.T) {
			if !Looks([]byte(text)[:100]) {
				t.Error("it does not look like a calendar")
			}
			got := mustRead(t, text, Options{})
			for i := range got.Events {
				got.Events[i].Line = want.Events[min(i, len(want.Events)-1)].Line
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBrokenStructuredCalendars(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		events int
		want   string
	}{
		"JSON that was cut off":    {sameJSON[:strings.Index(sameJSON, `["recurrence-id"`)], 4, "no END:VEVENT"},
		"XML that was cut off":     {sameXML[:strings.Index(sameXML, `<recurrence-id`)], 4, "no END:VEVENT"},
		"JSON that is none":        {`["vcalendar", 5]`, 0, "ends in the middle"},
		"a property without value": {`["vcalendar",[],[["vevent",[["uid",{},"text"],["summary",{},"text","A"],["dtstart",{},"date-time","2027-03-02T12:00:00Z"]],[]]]]`, 1, "not understood"},
		"nested without end":       {strings.Repeat(`["vcalendar",[],[`, 3) + strings.Repeat(`["vevent",[],[`, 500), 0, "no END:VEVENT"},
	} {
		t.Run(name, func(t *testing.T) {
			f := mustRead(t, test.text, Options{})
			if all := strings.Join(remarks(f), "\n"); len(f.Events) != test.events || !strings.Contains(all, test.want) {
				t.Errorf("%d events: %s", len(f.Events), all)
			}
		})
	}
}

// TestStructuredIsBounded reads properties of very many values, and such as stand very deep.
func TestStructuredIsBounded(t *testing.T) {
	json := func(property string) string {
		return `["vcalendar",[],[["vevent",[["uid",{},"text","1"],["dtstart",{},"date","2027-01-01"],["summary",{},"text","A"],` + property + `],[]],["vevent",[["dtstart",{},"date","2027-01-02"],["summary",{},"text","B"]],[]]]]`
	}
	xml := func(property string) string {
		return `<icalendar><vcalendar><components><vevent><properties><uid><text>1</text></uid><dtstart><date>2027-01-01</date></dtstart><summary><text>A</text></summary>` + property + `</properties></vevent>` +
			`<vevent><properties><dtstart><date>2027-01-02</date></dtstart><summary><text>B</text></summary></properties></vevent></components></vcalendar></icalendar>`
	}
	const many = 100_000
	for name, text := range map[string]string{
		"values of JSON": json(`["categories",{},"text"` + strings.Repeat(`,"x"`, many) + `]`), "parts of a value of JSON": json(`["x-other",{},"text",[` + strings.Repeat(`1,`, many) + `1]]`),
		"values of XML": xml(`<categories>` + strings.Repeat(`<text>x</text>`, many) + `</categories>`), "parts of a value of XML": xml(`<x-other><a>` + strings.Repeat(`<b/>`, many) + `</a></x-other>`),
	} {
		feed, err := Read(strings.NewReader(text), Options{})
		if err != nil || len(feed.Events) != 2 || len(feed.Events[0].Notes) != 1 || !strings.Contains(feed.Events[0].Notes[0].String(), "more than 5000 values") {
			t.Errorf("%s: %+v %v", name, feed.Events, err)
		}
	}
	for name, text := range map[string]string{
		"JSON": json(`["x-other",{},"text",` + strings.Repeat(`[`, many) + strings.Repeat(`]`, many) + `]`), "XML": xml(`<x-other>` + strings.Repeat(`<a>`, many) + strings.Repeat(`</a>`, many) + `</x-other>`),
	} {
		if feed, err := Read(strings.NewReader(text), Options{}); err != nil || len(feed.Events) != 0 || len(feed.Problems) == 0 {
			t.Errorf("%s: %+v %v", name, feed, err)
		}
	}
}
