package calendar

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
)

// ical wraps the lines of a test in a calendar, with LF as other programs have it.
func ical(lines ...string) string {
	return "BEGIN:VCALENDAR\nVERSION:2.0\n" + strings.Join(lines, "\n") + "\nEND:VCALENDAR\n"
}

// vevent wraps the lines of one event.
func vevent(lines ...string) string {
	return "BEGIN:VEVENT\n" + strings.Join(lines, "\n") + "\nEND:VEVENT"
}

func mustRead(t *testing.T, text string, o Options) Feed {
	t.Helper()
	f, err := Read(strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return f
}

// times writes what matters about when the events are, one a line.
func times(f Feed) []string {
	var out []string
	for _, e := range f.Events {
		s := e.Start.Format("2006-01-02T15:04Z") + "/" + e.End.Sub(e.Start).String()
		if e.Zone != "" {
			s += " " + e.Zone
		}
		if e.AllDay {
			s += " all day"
		}
		if e.Status != Confirmed {
			s += " " + string(e.Status)
		}
		out = append(out, s)
	}
	return out
}

func remarks(f Feed) []string {
	var out []string
	for _, p := range f.Problems {
		out = append(out, fmt.Sprintf("%d: %s", p.Line, p))
	}
	for _, e := range f.Events {
		for _, n := range e.Notes {
			out = append(out, fmt.Sprintf("note %d: %s", n.Line, n))
		}
	}
	return out
}

const outlookZone = `BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16011104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE`

func TestReadTimes(t *testing.T) {
	for _, c := range []struct {
		name, text string
		opts       Options
		want, say  []string
	}{
		{name: "UTC", text: ical(vevent("UID:1", "DTSTART:20260115T140000Z", "DTEND:20260115T150000Z")),
			want: []string{"2026-01-15T14:00Z/1h0m0s UTC"}},
		{name: "several calendars, each with its own zone", text: ical("X-WR-TIMEZONE:America/New_York", vevent("UID:1", "DTSTART:20260115T100000")) +
			ical("X-WR-TIMEZONE:America/Los_Angeles", vevent("UID:2", "DTSTART:20260115T100000", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20260116T100000")),
			want: []string{"2026-01-15T15:00Z/0s America/New_York", "2026-01-15T18:00Z/0s America/Los_Angeles", "2026-01-17T18:00Z/0s America/Los_Angeles"},
			say: []string{"note 6: The event names no time zone; the calendar's, America/New_York, is used.",
				"note 14: The event names no time zone; the calendar's, America/Los_Angeles, is used.", "note 14: The event names no time zone; the calendar's, America/Los_Angeles, is used."}},
		{name: "offsets, as zones and behind times", text: ical(
			vevent("UID:1", "DTSTART;TZID=UTC-05:00:20260115T100000"), vevent("UID:2", "DTSTART;TZID=GMT+0100:20260115T100000"),
			vevent("UID:3", "DTSTART:20260115T100000-0500"), vevent("UID:4", "DTSTART:2026-01-15T10:00:00+05:30")),
			want: []string{"2026-01-15T15:00Z/0s Etc/GMT+5", "2026-01-15T09:00Z/0s Etc/GMT-1", "2026-01-15T15:00Z/0s UTC", "2026-01-15T04:30Z/0s UTC"}},
		{name: "before and after the clock changes", text: ical(
			vevent("UID:1", "DTSTART;TZID=America/New_York:20260307T090000", "DURATION:PT45M"),
			vevent("UID:2", "DTSTART;TZID=America/New_York:20260309T090000", "DURATION:PT45M")),
			want: []string{"2026-03-07T14:00Z/45m0s America/New_York", "2026-03-09T13:00Z/45m0s America/New_York"}},
		{name: "an hour that is leapt over, and one that comes twice", text: ical(
			vevent("UID:1", "DTSTART;TZID=America/New_York:20260308T023000"),
			vevent("UID:2", "DTSTART;TZID=America/New_York:20261101T013000")),
			want: []string{"2026-03-08T07:30Z/0s America/New_York", "2026-11-01T05:30Z/0s America/New_York"},
			say:  []string{"note 5: Clocks jump over 02:30 on that day; it was taken as 03:30."}},
		{name: "a day as duration over the change of the clock", text: ical(
			vevent("UID:1", "DTSTART;TZID=America/New_York:20260307T090000", "DURATION:P1D"),
			vevent("UID:2", "DTSTART;TZID=America/New_York:20260307T090000", "DURATION:PT24H")),
			want: []string{"2026-03-07T14:00Z/23h0m0s America/New_York", "2026-03-07T14:00Z/24h0m0s America/New_York"}},
		{name: "Windows names", text: ical(
			vevent("UID:1", "DTSTART;TZID=Eastern Standard Time:20260715T090000"),
			vevent("UID:2", "DTSTART;TZID=US Mountain Standard Time:20260715T090000"),
			vevent("UID:3", "DTSTART;TZID=\"AUS Eastern Standard Time\":20260715T090000"),
			vevent("UID:4", "DTSTART;TZID=GMT Standard Time:20260715T090000")),
			want: []string{"2026-07-15T13:00Z/0s America/New_York", "2026-07-15T16:00Z/0s America/Phoenix",
				"2026-07-14T23:00Z/0s Australia/Sydney", "2026-07-15T08:00Z/0s Europe/London"}},
		{name: "what Windows shows, quoted and not", text: ical(
			vevent("UID:1", `DTSTART;TZID="(UTC-05:00) Eastern Time (US & Canada)":20260715T090000`),
			vevent("UID:2", `DTSTART;TZID=(UTC-06:00) Central Time (US and Canada):20260715T090000`)),
			want: []string{"2026-07-15T13:00Z/0s America/New_York", "2026-07-15T14:00Z/0s America/Chicago"}},
		{name: "cities, paths and letter case", text: ical(
			vevent("UID:1", "DTSTART;TZID=New York:20260715T090000"),
			vevent("UID:2", "DTSTART;TZID=/mozilla.org/20050126_1/America/New_York:20260715T090000"),
			vevent("UID:3", "DTSTART;TZID=europe/paris:20260715T090000"),
			vevent("UID:4", "DTSTART;TZID=/freeassociation.sourceforge.net/America/Argentina/Buenos_Aires:20260715T090000"),
			vevent("UID:5", "DTSTART;TZID=US/Eastern:20260715T090000"),
			vevent("UID:6", "DTSTART;TZID=AMERICA/PORT-AU-PRINCE:20260715T090000")),
			want: []string{"2026-07-15T13:00Z/0s America/New_York", "2026-07-15T13:00Z/0s America/New_York", "2026-07-15T07:00Z/0s Europe/Paris",
				"2026-07-15T12:00Z/0s America/Argentina/Buenos_Aires", "2026-07-15T13:00Z/0s US/Eastern", "2026-07-15T13:00Z/0s America/Port-au-Prince"}},
		{name: "a zone of the file's own, defined after its use", text: ical(
			vevent("UID:1", "DTSTART;TZID=Customized Time Zone:20260115T090000"),
			vevent("UID:2", "DTSTART;TZID=Customized Time Zone:20260715T090000"), outlookZone),
			want: []string{"2026-01-15T14:00Z/0s", "2026-07-15T13:00Z/0s"},
			say: []string{`note 5: The time zone "Customized Time Zone" is known to this file only; its times are kept without a zone.`,
				`note 9: The time zone "Customized Time Zone" is known to this file only; its times are kept without a zone.`}},
		{name: "a public name defined otherwise", text: ical(strings.ReplaceAll(outlookZone, "Customized Time Zone", "Arizona/Phoenix"),
			vevent("UID:1", "DTSTART;TZID=Arizona/Phoenix:20260115T090000")),
			want: []string{"2026-01-15T16:00Z/0s America/Phoenix"},
			say:  []string{"note 20: The file describes the time zone America/Phoenix otherwise than it is known; the known one is used."}},
		{name: "X-LIC-LOCATION", text: ical(strings.Replace(outlookZone, "Customized Time Zone", "My zone\nX-LIC-LOCATION:America/Detroit", 1),
			vevent("UID:1", "DTSTART;TZID=My zone:20260115T090000")),
			want: []string{"2026-01-15T14:00Z/0s America/Detroit"}},
		{name: "floating with a default", opts: Options{Zone: "America/Denver"}, text: ical(vevent("UID:1", "DTSTART:20260715T090000")),
			want: []string{"2026-07-15T15:00Z/0s America/Denver"},
			say:  []string{"note 5: The file names no time zone for this event; America/Denver is assumed."}},
		{name: "floating with the calendar's zone", opts: Options{Zone: "America/Denver"},
			text: ical("X-WR-TIMEZONE:America/Los_Angeles", vevent("UID:1", "DTSTART:20260715T090000")),
			want: []string{"2026-07-15T16:00Z/0s America/Los_Angeles"},
			say:  []string{"note 6: The event names no time zone; the calendar's, America/Los_Angeles, is used."}},
		{name: "floating with nothing", text: ical(vevent("UID:1", "DTSTART:20260715T090000"), vevent("UID:2", "DTSTART:20260715T090000Z")),
			want: []string{"2026-07-15T09:00Z/0s UTC"},
			say:  []string{`5: The time "20260715T090000" names no time zone, and neither does the calendar.`}},
		{name: "all day", text: ical(
			vevent("UID:1", "DTSTART;VALUE=DATE:20260715", "DTEND;VALUE=DATE:20260717"),
			vevent("UID:2", "DTSTART;VALUE=DATE:20260715"),
			vevent("UID:3", "DTSTART:20260715", "DTEND:20260715")),
			want: []string{"2026-07-15T00:00Z/48h0m0s all day", "2026-07-15T00:00Z/24h0m0s all day", "2026-07-15T00:00Z/24h0m0s all day"}},
		{name: "shapes of times", text: ical(
			vevent("UID:1", "DTSTART:20260715T0900Z"),
			vevent("UID:2", "DTSTART;VALUE=DATE:20260715T090000Z"),
			vevent("UID:3", "DTSTART:2026-07-15T09:00:00Z"),
			vevent("UID:4", "DTSTART: 20260715t090000z ")),
			want: []string{"2026-07-15T09:00Z/0s UTC", "2026-07-15T09:00Z/0s UTC", "2026-07-15T09:00Z/0s UTC", "2026-07-15T09:00Z/0s UTC"}},
		{name: "what cannot be", text: ical(
			vevent("UID:1", "SUMMARY:No start"),
			vevent("UID:2", "DTSTART:20260230T090000Z"),
			vevent("UID:3", "DTSTART:20260715T090000Z", "DTEND:20260715T080000Z"),
			vevent("UID:4", "DTSTART;VALUE=DATE:20260715", "DTEND:20260715T080000Z"),
			vevent("UID:5", "DTSTART:20260715T090000Z", "DURATION:-PT1H"),
			vevent("UID:6", "DTSTART;TZID=Middle/Earth:20260715T090000"),
			vevent("UID:7", "DTSTART;TZID=Local:20260715T090000"),
			vevent("UID:8", "DTSTART:tomorrow"),
			vevent("UID:9", "DTSTART:20260715T090000Z")),
			want: []string{"2026-07-15T09:00Z/0s UTC"},
			say: []string{"3: The event has no start.", `9: "20260230T090000Z" is not a date or time.`, "14: The event ends before it starts.",
				"19: Of start and end, one is a day and the other a time.", `24: "-PT1H" is not a duration.`, `28: The time zone "Middle/Earth" is not known.`,
				`32: The time zone "Local" is not known.`, `36: "tomorrow" is not a date or time.`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustRead(t, c.text, c.opts)
			if d := cmp.Diff(c.want, times(f)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.say, remarks(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReadSeries(t *testing.T) {
	year := Options{From: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)}
	june := Options{From: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 6, 9, 0, 0, 0, 0, time.UTC)}
	const ny = "DTSTART;TZID=America/New_York:20260303T090000"
	for _, c := range []struct {
		name, text string
		opts       Options
		want, say  []string
	}{
		{name: "9:00 stays 9:00 over the change", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=WEEKLY;COUNT=3")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-10T13:00Z/0s America/New_York", "2026-03-17T13:00Z/0s America/New_York"}},
		{name: "no end, in a window", opts: june, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;INTERVAL=3")),
			want: []string{"2026-06-01T13:00Z/0s America/New_York", "2026-06-04T13:00Z/0s America/New_York", "2026-06-07T13:00Z/0s America/New_York"}},
		{name: "COUNT beyond all bounds", opts: Options{MaxInstances: 2}, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;COUNT=2147483648")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-04T14:00Z/0s America/New_York"},
			say:  []string{"3: The event repeats more often than is taken; only the first 2 times are."}},
		{name: "exactly as often as is taken", opts: Options{MaxInstances: 2}, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;TZID=America/New_York:20260303T090000")),
			want: []string{"2026-03-04T14:00Z/0s America/New_York", "2026-03-05T14:00Z/0s America/New_York"}},
		{name: "UNTIL in UTC lets the last one in", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;UNTIL=20260304T140000Z")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-04T14:00Z/0s America/New_York"}},
		{name: "UNTIL as a day", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;UNTIL=20260304")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-04T14:00Z/0s America/New_York"}},
		{name: "a start outside its own rule counts", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=1")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-04T14:00Z/0s America/New_York"}},
		{name: "all day, last Friday of the month", opts: year, text: ical(vevent("UID:1", "DTSTART;VALUE=DATE:20260130", "RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3")),
			want: []string{"2026-01-30T00:00Z/24h0m0s all day", "2026-02-27T00:00Z/24h0m0s all day", "2026-03-27T00:00Z/24h0m0s all day"}},
		{name: "exceptions by time, in another zone, and by day", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;COUNT=5",
			"EXDATE;TZID=America/New_York:20260304T090000", "EXDATE:20260305T140000Z,20260101T000000Z", "EXDATE;VALUE=DATE:20260306")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-07T14:00Z/0s America/New_York"}},
		{name: "extra dates and periods", opts: year, text: ical(vevent("UID:1", ny, "DURATION:PT1H",
			"RDATE;TZID=America/New_York:20260401T100000", "RDATE;VALUE=PERIOD:20260501T100000Z/PT2H,20260601T100000Z/20260601T103000Z", "RDATE:never")),
			want: []string{"2026-03-03T14:00Z/1h0m0s America/New_York", "2026-04-01T14:00Z/1h0m0s America/New_York",
				"2026-05-01T10:00Z/2h0m0s America/New_York", "2026-06-01T10:00Z/30m0s America/New_York"},
			say: []string{`note 9: "never" is not a date or time.`, `note 9: "never" is not a date or time.`, `note 9: "never" is not a date or time.`, `note 9: "never" is not a date or time.`}},
		{name: "one time moved, one called off", opts: year, text: ical(
			vevent("UID:1", ny, "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=4"),
			vevent("UID:1", "RECURRENCE-ID;TZID=America/New_York:20260304T090000", "DTSTART;TZID=America/New_York:20260304T150000", "DURATION:PT2H"),
			vevent("UID:1", "RECURRENCE-ID:20260305T140000Z", "STATUS:CANCELLED", "DTSTART:20260305T140000Z"),
			vevent("UID:1", "RECURRENCE-ID;VALUE=DATE:20260306", "STATUS:TENTATIVE", "DTSTART;TZID=America/New_York:20260306T120000")),
			want: []string{"2026-03-03T14:00Z/1h0m0s America/New_York", "2026-03-04T20:00Z/2h0m0s America/New_York",
				"2026-03-05T14:00Z/0s UTC CANCELLED", "2026-03-06T17:00Z/0s America/New_York TENTATIVE"}},
		{name: "all-day series as Exchange writes them", opts: year, text: ical(
			vevent("UID:1", "DTSTART;VALUE=DATE:20260219", "DTEND;VALUE=DATE:20260220", "RRULE:FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20260304T230000Z",
				"EXDATE;TZID=W. Europe Standard Time:20260224T000000", "EXDATE:20260302T230000Z"),
			vevent("UID:1", "RECURRENCE-ID;TZID=W. Europe Standard Time:20260226T000000", "DTSTART;VALUE=DATE:20260227", "DTEND;VALUE=DATE:20260228")),
			want: []string{"2026-02-19T00:00Z/24h0m0s all day", "2026-02-27T00:00Z/24h0m0s all day", "2026-03-05T00:00Z/24h0m0s all day"}},
		{name: "several rules", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;COUNT=2")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York", "2026-03-04T14:00Z/0s America/New_York", "2026-03-10T13:00Z/0s America/New_York"}},
		{name: "a change without its series", opts: year, text: ical(vevent("UID:1", "RECURRENCE-ID:20260304T140000Z", "DTSTART:20260304T150000Z")),
			want: []string{"2026-03-04T15:00Z/0s UTC"}},
		{name: "rules that are not followed", opts: year, text: ical(
			vevent("UID:1", ny, "RRULE:FREQ=SECONDLY"),
			vevent("UID:2", ny, "RRULE:FREQ=MONTHLY;BYDAY=52MO"),
			vevent("UID:3", ny, "RRULE:FREQ=DAILY;INTERVAL=0"),
			vevent("UID:4", ny, "RRULE:FREQ=FORTNIGHTLY"),
			vevent("UID:5", ny, "RRULE:FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=0,1,2,3,4,5,6,7;BYSECOND=0,1")),
			want: slicesRepeat("2026-03-03T14:00Z/0s America/New_York", 5),
			say: []string{"6: The event repeats more often than daily; only its first time is taken.",
				"11: The rule of repetition is not understood; only the first time is taken.",
				"16: The rule of repetition is not understood; only the first time is taken.",
				"21: The rule of repetition is not understood; only the first time is taken.",
				"26: The event repeats more often than daily; only its first time is taken."}},
		{name: "a day that never comes", opts: year, text: ical(vevent("UID:1", ny, "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
			want: []string{"2026-03-03T14:00Z/0s America/New_York"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustRead(t, c.text, c.opts)
			if d := cmp.Diff(c.want, times(f)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.say, remarks(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

func slicesRepeat(s string, n int) []string {
	var out []string
	for range n {
		out = append(out, s)
	}
	return out
}

func TestInstancesAreNamedByTheirOriginalStart(t *testing.T) {
	f := mustRead(t, ical(
		vevent("UID:1", "SUMMARY:Story hour", "DTSTART:20260303T140000Z", "RRULE:FREQ=DAILY;COUNT=2"),
		vevent("UID:1", "SUMMARY:Story hour, moved", "RECURRENCE-ID:20260304T140000Z", "DTSTART:20260310T140000Z")), Options{})
	for i, want := range []time.Time{time.Date(2026, 3, 3, 14, 0, 0, 0, time.UTC), time.Date(2026, 3, 4, 14, 0, 0, 0, time.UTC)} {
		if e := f.Events[i]; !e.RecurrenceID.Equal(want) || !e.Repeats || e.UID != "1" {
			t.Errorf("instance %d is %+v", i, e)
		}
	}
	if f.Events[1].Summary != "Story hour, moved" {
		t.Errorf("got %q", f.Events[1].Summary)
	}
}

func TestReadTexts(t *testing.T) {
	f := mustRead(t, "\ufeffBEGIN:VCALENDAR\r\nMETHOD:PUBLISH\r\nX-WR-CALNAME:Division\\, all\r\nBEGIN:VEVENT\r\nUID:1\r\n"+
		"DTSTART:20260115T140000Z\r\nSEQUENCE:4\r\nLAST-MODIFIED:20260101T000000Z\r\n"+
		"SUMMARY:Caf\r\n \u00e9 &#8211\r\n ; reading\\, writing\\; Q&amp;A\r\n"+
		"DESCRIPTION:<p>Bring <b>a</b> book.</p><ul><li>One</li><li>Two <a href=\"https://example.org/x\">here</a></li></ul><script>alert(1)</script>\r\n"+
		"LOCATION:Room 1\\nNorth wing\r\nURL;VALUE=URI:https://example.org/a\\,b\r\nCATEGORIES:Law\\, copyright,Webinar\r\nCATEGORIES:Webinar,Free\r\n"+
		"ORGANIZER;CN=\"Desk; north\";X-A=1:MAILTO:desk@example.org\r\nATTACH;ENCODING=BASE64:"+strings.Repeat("QUJD", 100_000)+"\r\n"+
		"BEGIN:VALARM\r\nDESCRIPTION:Not this\r\nTRIGGER:-PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", Options{})
	want := Feed{Name: "Division, all", Method: Publish, Events: []Found{{Line: 4, Event: Event{
		UID: "1", Sequence: 4, Summary: "Café – reading, writing; Q&A",
		Description: "Bring a book.\n\n- One\n- Two here (https://example.org/x)",
		Location:    "Room 1 North wing", URL: "https://example.org/a,b",
		Start: time.Date(2026, 1, 15, 14, 0, 0, 0, time.UTC), End: time.Date(2026, 1, 15, 14, 0, 0, 0, time.UTC), Zone: "UTC",
		Status: Confirmed, Organizer: Person{Name: "Desk; north", Email: "desk@example.org"},
		Categories: []string{"Law, copyright", "Webinar", "Free"}, LastModified: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
	}}}}
	if d := cmp.Diff(want, f); d != "" {
		t.Error(d)
	}
}

func TestPlainText(t *testing.T) {
	for in, want := range map[string]string{
		"Line one\nLine two <a href=\"https://example.org\">https://example.org</a>": "Line one\nLine two https://example.org",
		"a < b and c > d":                        "a < b and c > d",
		"<div>One</div>\n<div>Two</div>":         "One\nTwo",
		"x<br>y<br/>z":                           "x\ny\nz",
		"<a href=\"javascript:alert(1)\">go</a>": "go",
		"<p>unclosed <b>bold":                    "unclosed bold",
		"&lt;script&gt;":                         "<script>",
		"&lt;p&gt;One &amp;amp; two&lt;/p&gt;":   "One & two",
		"AT&T;":                                  "AT&T;",
	} {
		if got := plainText(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

// TestQuotedPrintable reads vCalendar 1.0, as old programs and buttons that add to a calendar still write it.
func TestQuotedPrintable(t *testing.T) {
	f := mustRead(t, "BEGIN:VCALENDAR\r\nVERSION:1.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20270401T140000Z\r\nLOCATION;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9=\r\n room\r\n"+
		"DESCRIPTION;QUOTED-PRINTABLE:First=0D=0A=\r\nSecond=0D=0A\r\nSUMMARY:a=\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", Options{})
	if e := f.Events[0]; e.Location != "Café room" || e.Description != "First\nSecond" || e.Summary != "a=" {
		t.Errorf("%q %q %q", e.Location, e.Description, e.Summary)
	}
}

func TestReadCopies(t *testing.T) {
	const when = "DTSTART:20260115T140000Z"
	f := mustRead(t, ical(
		vevent("UID:a", when, "SEQUENCE:2", "SUMMARY:Newest"),
		vevent("UID:a", when, "SEQUENCE:1", "SUMMARY:Older"),
		vevent("UID:b", when, "SUMMARY:Early", "LAST-MODIFIED:20260102T000000Z"),
		vevent("UID:b", when, "SUMMARY:Late", "LAST-MODIFIED:20260103T000000Z"),
		vevent("UID:c", when, "SUMMARY:Same"),
		vevent("UID:c", when, "SUMMARY:Same"),
		vevent(when, "SUMMARY:Without a UID")), Options{})
	var got []string
	for _, e := range f.Events {
		got = append(got, e.Summary)
	}
	if d := cmp.Diff([]string{"Newest", "Late", "Same", "Without a UID"}, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{
		"15: Another event has the same UID and is newer or comes later (line 21); this one was passed over.",
		"note 9: An older copy of this event was passed over.",
		"note 27: An older copy of this event was passed over.",
		"note 37: The event has no UID; one was made from its start and title.",
	}, remarks(f)); d != "" {
		t.Error(d)
	}
	again := mustRead(t, ical("X-COMMENT:moved down a line", vevent(when, "SUMMARY:Without a UID")), Options{})
	if f.Events[3].UID != again.Events[0].UID || again.Events[0].UID == "" {
		t.Errorf("the made UID changes: %q, %q", f.Events[3].UID, again.Events[0].UID)
	}
}

func TestReadCancelled(t *testing.T) {
	f := mustRead(t, ical("METHOD:CANCEL", vevent("UID:1", "DTSTAMP:20260101T000000Z"), vevent("UID:2", "DTSTART:20260115T140000Z")), Options{})
	if len(f.Events) != 2 || f.Events[0].Status != Cancelled || !f.Events[0].Start.IsZero() || f.Events[1].Status != Cancelled {
		t.Errorf("got %+v, %v", f.Events, f.Problems)
	}
	f = mustRead(t, ical(vevent("UID:1", "STATUS:CANCELED", "DTSTART:20260115T140000Z")), Options{})
	if len(f.Events) != 1 || f.Events[0].Status != Cancelled {
		t.Errorf("got %+v", f.Events)
	}
}

func TestReadDamage(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // UIDs
		say        []string
	}{
		{name: "an event without its end", text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260115T140000Z\nBEGIN:VEVENT\nUID:2\nDTSTART:20260115T140000Z\nEND:VEVENT\nEND:VCALENDAR\n",
			want: []string{"2"}, say: []string{"2: This event has no END:VEVENT; it may have been cut off."}},
		{name: "cut off", text: "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:20260115T140000Z\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTST",
			want: []string{"1"}, say: []string{"6: This event has no END:VEVENT; it may have been cut off.", "8: The file ends in the middle; it may have been cut off."}},
		{name: "lines that are none", text: ical(vevent("UID:1", "this is no line", ";;;", ":x", "DTSTART:20260115T140000Z", "A;B", "A;B=\"c:d")),
			want: []string{"1"}, say: []string{"note 5: This line is not understood and was passed over.", "note 6: This line is not understood and was passed over.",
				"note 7: This line is not understood and was passed over.", "note 9: This line is not understood and was passed over.", "note 10: This line is not understood and was passed over."}},
		{name: "lower case, bare CR", text: "begin:vcalendar\rbegin:vevent\ruid:1\rdtstart:20260115T140000Z\rend:vevent\rend:vcalendar\r",
			want: []string{"1"}},
		{name: "other components between", text: ical("BEGIN:VTODO", "UID:9", "BEGIN:VALARM", "END:VALARM", "END:VTODO", vevent("UID:1", "DTSTART:20260115T140000Z", "BEGIN:X-THING", "DTSTART:20270115T140000Z", "END:X-THING"), "BEGIN:STANDARD", "END:STANDARD"),
			want: []string{"1"}},
		{name: "given twice", text: ical(vevent("UID:1", "DTSTART:20260115T140000Z", "DTSTART:20270115T140000Z")),
			want: []string{"1"}, say: []string{"note 6: DTSTART is given twice; the first one is used."}},
		{name: "Windows-1252", text: ical(vevent("UID:1", "DTSTART:20260115T140000Z", "SUMMARY:Caf\xe9")), want: []string{"1"}},
		{name: "UTF-16", text: utf16le(ical(vevent("UID:1", "DTSTART:20260115T140000Z", "SUMMARY:Café"))), want: []string{"1"}},
		{name: "two calendars in one file", text: ical(vevent("UID:1", "DTSTART:20260115T140000Z")) + ical("METHOD:CANCEL", vevent("UID:2")), want: []string{"1", "2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := mustRead(t, c.text, Options{})
			var got []string
			for _, e := range f.Events {
				got = append(got, e.UID)
				if e.Summary != "" && e.Summary != "Café" {
					t.Errorf("summary %q", e.Summary)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.say, remarks(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

func utf16le(s string) string {
	b := []byte{0xff, 0xfe}
	for _, r := range s {
		b = append(b, byte(r), byte(r>>8))
	}
	return string(b)
}

func TestReadLimits(t *testing.T) {
	one := vevent("UID:1", "DTSTART:20260115T140000Z", "DESCRIPTION:"+strings.Repeat("x", 500))
	for name, c := range map[string]struct {
		text string
		opts Options
	}{
		"no calendar":     {text: "<!doctype html><title>Sign in</title>"},
		"empty":           {text: ""},
		"too many bytes":  {text: ical(one), opts: Options{MaxBytes: 100}},
		"too many events": {text: ical(one, one, one), opts: Options{MaxEvents: 2}},
	} {
		if _, err := Read(strings.NewReader(c.text), c.opts); !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := mustRead(t, ical(one, one), Options{MaxEvents: 2, MaxLine: 100})
	if len(f.Events) != 1 || len(f.Events[0].Description) != 100-len("DESCRIPTION:") || len(f.Events[0].Notes) == 0 {
		t.Errorf("got %+v", f.Events)
	}
	if _, err := Read(strings.NewReader(ical(one)), Options{Zone: "Middle/Earth"}); err == nil || errs.Is(err, errs.Invalid) {
		t.Errorf("a wrong default zone: %v", err)
	}
}

// TestHostileRulesEnd: whatever a file asks for, the work is bounded. Without
// the budget this test runs for hours.
func TestHostileRulesEnd(t *testing.T) {
	var lines []string
	for i := range 3000 {
		lines = append(lines, vevent(fmt.Sprintf("UID:%d", i), "DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
			vevent(fmt.Sprintf("UID:b%d", i), "DTSTART:19700101T000000Z", "RRULE:FREQ=DAILY;COUNT=2147483648"),
			vevent(fmt.Sprintf("UID:c%d", i), "DTSTART:20260101T000000Z", "RRULE:FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=1,2,3,4,5,6"))
	}
	f := mustRead(t, ical(lines...), Options{From: stamp})
	if len(f.Events) > maxTotalInstances+3*3000 {
		t.Errorf("%d events", len(f.Events))
	}
	said := false
	for _, p := range f.Problems {
		said = said || strings.Contains(p.Message, "are more than is taken; this")
	}
	if !said {
		t.Error("the budget is not spoken of")
	}
}

func TestHostileZonesEnd(t *testing.T) {
	lines := []string{}
	for i := range 1000 {
		lines = append(lines, strings.ReplaceAll(strings.ReplaceAll(outlookZone, "Customized Time Zone", fmt.Sprintf("Z%d", i)), "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11", "FREQ=DAILY"),
			vevent(fmt.Sprintf("UID:%d", i), fmt.Sprintf("DTSTART;TZID=Z%d:20260101T000000", i)))
	}
	f := mustRead(t, ical(lines...), Options{})
	if len(f.Events)+len(f.Problems) != 1000 {
		t.Errorf("%d events, %d problems", len(f.Events), len(f.Problems))
	}
}
