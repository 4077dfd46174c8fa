package calendar

import (
	"strings"
	"testing"
)

// TestChangesForAllLaterTimes reads changes of which the file says that they are for all later instances too: they hold for them, or a note says that they do not.
func TestChangesForAllLaterTimes(t *testing.T) {
	master := vevent("UID:1", "SUMMARY:A", "DTSTART:20260303T140000Z", "RRULE:FREQ=DAILY;COUNT=4")
	const from = "RECURRENCE-ID;RANGE=THISANDFUTURE:20260305T140000Z"
	for name, c := range map[string]struct {
		text, want string
		told       bool
	}{
		"called off, and no more said": {master + "\n" + vevent("UID:1", "STATUS:CANCELLED", from), "3 CONFIRMED, 4 CONFIRMED, 5 CANCELLED, 6 CANCELLED", false},
		"called off, with its start":   {master + "\n" + vevent("UID:1", "STATUS:CANCELLED", from, "DTSTART:20260305T140000Z"), "3 CONFIRMED, 4 CONFIRMED, 5 CANCELLED, 6 CANCELLED", false},
		"a day where others are times": {master + "\n" + vevent("UID:1", "STATUS:CANCELLED", from, "DTSTART;VALUE=DATE:20260305"), "3 CONFIRMED, 4 CONFIRMED, 5 CANCELLED, 6 CONFIRMED", true},
		"without its series":           {vevent("UID:1", from, "DTSTART:20260305T150000Z"), "5 CONFIRMED", true},
		"of a single event":            {vevent("UID:1", "DTSTART:20260303T140000Z") + "\n" + vevent("UID:1", from, "DTSTART:20260305T150000Z"), "1 CONFIRMED, 5 CONFIRMED", true},
	} {
		f := mustRead(t, ical(c.text), Options{})
		byDay := map[string]string{}
		for _, e := range f.Events {
			byDay[e.RecurrenceID.Format("2")] = string(e.Status)
		}
		var got []string
		for _, day := range []string{"1", "3", "4", "5", "6"} {
			if byDay[day] != "" {
				got = append(got, day+" "+byDay[day])
			}
		}
		said := strings.Join(remarks(f), "\n")
		if s := strings.Join(got, ", "); s != c.want || strings.Contains(said, "meant for all later times too; it was taken for this one") != c.told {
			t.Errorf("%s: %s, not %s; %s", name, s, c.want, said)
		}
	}
}
