package offerfile

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// scheduled reads linked data and returns when each row is, and how long, without what all have in common.
func whenOf(t *testing.T, text string) (out []string, notes string) {
	t.Helper()
	table, err := Read([]byte(text), Options{EndlessFrom: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), EndlessTo: time.Date(2027, 4, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range table.Rows {
		s := r.Cells["date"]
		if r.Cells["end"] != "" {
			s += " to " + r.Cells["end"]
		}
		out = append(out, strings.TrimSpace(s+" "+r.Cells["zone"]))
		notes += strings.Join(r.Notes, " ")
	}
	return out, notes
}

func TestSchedules(t *testing.T) {
	event := func(schedule string) string {
		return `{"@context":"https://schema.org","@type":"Event","name":"A","eventSchedule":` + schedule + `}`
	}
	for _, c := range []struct {
		name, text string
		want       []string
		note       string
	}{
		{"weekly, of which the first day is none", event(`{"@type":"Schedule","startDate":"2027-01-03","endDate":"2027-01-31","repeatFrequency":"P1W","byDay":["https://schema.org/Wednesday","Friday"],"startTime":"19:00:00","endTime":"20:30:00","exceptDate":"2027-01-15","scheduleTimezone":"America/Chicago"}`),
			[]string{"2027-01-06T19:00:00 to 2027-01-06T20:30:00 America/Chicago", "2027-01-08T19:00:00 to 2027-01-08T20:30:00 America/Chicago", "2027-01-13T19:00:00 to 2027-01-13T20:30:00 America/Chicago",
				"2027-01-20T19:00:00 to 2027-01-20T20:30:00 America/Chicago", "2027-01-22T19:00:00 to 2027-01-22T20:30:00 America/Chicago", "2027-01-27T19:00:00 to 2027-01-27T20:30:00 America/Chicago", "2027-01-29T19:00:00 to 2027-01-29T20:30:00 America/Chicago"}, ""},
		{"a moment in UTC is left out on the day that it is in the zone", event(`{"startDate":"2027-01-14","endDate":"2027-01-17T01:00:00Z","repeatFrequency":"P1D","startTime":"19:00","exceptDate":"2027-01-16T01:00:00Z","scheduleTimezone":"America/Chicago"}`),
			[]string{"2027-01-14T19:00:00 America/Chicago", "2027-01-16T19:00:00 America/Chicago"}, ""},
		{"and in the offset of the start", event(`{"startDate":"2027-01-14T19:00:00-06:00","endDate":"2027-01-16T01:00:00Z","repeatFrequency":"P1D","exceptDate":"2027-01-15T01:00:00Z"}`),
			[]string{"2027-01-15T19:00:00-06:00"}, ""},
		{"two schedules in two zones", event(`[{"startDate":"2027-01-14","repeatFrequency":"P1D","repeatCount":1,"startTime":"19:00","scheduleTimezone":"America/Chicago"},{"startDate":"2027-02-14","repeatFrequency":"P1D","repeatCount":1,"startTime":"19:00","scheduleTimezone":"America/Denver"}]`),
			[]string{"2027-01-14T19:00:00 America/Chicago", "2027-02-14T19:00:00 America/Denver"}, ""},
		{"so many times, with a length", event(`{"startDate":"2027-03-09T10:00:00-06:00","repeatFrequency":"P7D","repeatCount":3,"duration":"PT45M","scheduleTimezone":"America/Chicago"}`),
			[]string{"2027-03-09T10:00:00 to 2027-03-09T10:45:00 America/Chicago", "2027-03-16T10:00:00 to 2027-03-16T10:45:00 America/Chicago", "2027-03-23T10:00:00 to 2027-03-23T10:45:00 America/Chicago"}, ""},
		{"the second Tuesday of the month", event(`{"startDate":"2027-01-01","endDate":"2027-03-31","repeatFrequency":"P1M","byDay":"Tuesday","byMonthWeek":2,"startTime":"18:00"}`),
			[]string{"2027-01-12T18:00:00", "2027-02-09T18:00:00", "2027-03-09T18:00:00"}, ""},
		{"an offset without a zone", event(`{"startDate":"2027-03-09T10:00:00-06:00","repeatFrequency":"weekly","repeatCount":2}`),
			[]string{"2027-03-09T10:00:00-06:00", "2027-03-16T10:00:00-06:00"}, "names no time zone"},
		{"without an end", event(`{"startDate":"2026-01-05","repeatFrequency":"P1M","startTime":"09:00"}`),
			[]string{"2027-01-05T09:00:00", "2027-02-05T09:00:00", "2027-03-05T09:00:00"}, "without an end"},
		{"whole days, two schedules", event(`[{"startDate":"2027-01-05","endDate":"2027-01-06","repeatFrequency":"Daily"},{"startDate":"2027-02-05","repeatFrequency":"P1Y","repeatCount":1}]`),
			[]string{"2027-01-05", "2027-01-06", "2027-02-05"}, ""},
		{"the event says when", `{"@context":"https://schema.org","@type":"Event","name":"A","startDate":"2027-01-05T22:00","endDate":"2027-01-06T00:30","eventSchedule":{"repeatFrequency":"P1D","repeatCount":2}}`,
			[]string{"2027-01-05T22:00:00 to 2027-01-06T00:30:00", "2027-01-06T22:00:00 to 2027-01-07T00:30:00"}, ""},
		{"not understood", `{"@context":"https://schema.org","@type":"Event","name":"A","startDate":"2027-01-05T10:00","eventSchedule":{"repeatFrequency":"P1W","byDay":"PublicHolidays"}}`,
			[]string{"2027-01-05T10:00"}, "not understood"},
		{"too often", event(`{"startDate":"2027-01-01T10:00","repeatFrequency":"PT1H"}`), []string{"2027-01-01T10:00"}, "not understood"},
		{"a course that is only paced", `{"@context":"https://schema.org","@type":"Course","name":"A","hasCourseInstance":{"@type":"CourseInstance","courseMode":"Online","courseWorkload":"PT22H","courseSchedule":{"duration":"PT3H","repeatFrequency":"Daily","repeatCount":31,"startDate":"2027-07-01","endDate":"2027-07-31"}}}`,
			[]string{"2027-07-01 to 2027-07-31"}, ""},
		{"several instances, one of which repeats", `{"@context":"https://schema.org","@type":"Course","@id":"c","name":"A","hasCourseInstance":[{"@type":"CourseInstance","startDate":"2027-07-01T10:00"},{"@type":"CourseInstance","courseSchedule":{"repeatFrequency":"Weekly","repeatCount":2,"startDate":"2027-08-02","startTime":"10:00","endTime":"11:00"}}]}`,
			[]string{"2027-07-01T10:00", "2027-08-02T10:00:00 to 2027-08-02T11:00:00", "2027-08-09T10:00:00 to 2027-08-09T11:00:00"}, ""},
		{"parts that are its dates, and one that is not", `{"@context":"https://schema.org","@type":"Event","name":"A","startDate":"2027-07-01","endDate":"2027-07-31","subEvent":[{"@type":"Event","startDate":"2027-07-01T10:00"},{"@type":"Event","name":"a","startDate":"2027-07-08T10:00"},{"@type":"Event","name":"Gala","startDate":"2027-07-31T18:00"}]}`,
			[]string{"2027-07-01T10:00", "2027-07-08T10:00", "2027-07-31T18:00"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, notes := whenOf(t, c.text)
			if !slices.Equal(got, c.want) || !strings.Contains(notes, c.note) || c.note == "" && notes != "" {
				t.Errorf("\n got %s\nwant %s\nnotes %s", strings.Join(got, "\n     "), strings.Join(c.want, "\n     "), notes)
			}
		})
	}
}

func TestSchedulesAreBounded(t *testing.T) {
	table, err := Read([]byte(`{"@context":"https://schema.org","@type":"Event","name":"A","eventSchedule":{"startDate":"1900-01-01","repeatFrequency":"P1D","repeatCount":100000,"startTime":"10:00"}}`), Options{})
	if err != nil || len(table.Rows) != 500 || !strings.Contains(strings.Join(table.Rows[0].Notes, ""), "only the first 500") {
		t.Fatal(err, len(table.Rows), table.Rows[0].Notes)
	}
}

func TestWhatBelongsTogether(t *testing.T) {
	each := func(objects ...string) string { return "[{" + strings.Join(objects, "},{") + "}]" }
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"wrapped instances", `{"events":[{"event":{"id":7,"title":"Kites","event_instances":[{"event_instance":{"id":70,"start":"2027-03-01T10:00:00-06:00"}},{"event_instance":{"id":71,"start":"2027-03-08T10:00:00-06:00"}}]}}]}`,
			[]string{"date_id=7 70 | id=7 | start=2027-03-01T10:00:00-06:00 | title=Kites", "date_id=7 71 | id=7 | start=2027-03-08T10:00:00-06:00 | title=Kites"}},
		{"several values of one field", `{"data":[{"type":"node--event","id":"b7","attributes":{"title":"Grants","field_when":[{"value":"2027-01-20T10:00:00-06:00","end_value":"2027-01-20T12:00:00-06:00"},{"value":"2027-01-27T10:00:00-06:00","end_value":"2027-01-27T12:00:00-06:00"}]}}]}`,
			[]string{"date=2027-01-20T10:00:00-06:00 | end=2027-01-20T12:00:00-06:00 | id=b7 | title=Grants", "date=2027-01-27T10:00:00-06:00 | end=2027-01-27T12:00:00-06:00 | id=b7 | title=Grants"}},
		{"times of a webinar", `[{"webinarKey":"9","subject":"Kites","times":[{"startTime":"2027-03-01T16:00:00Z","endTime":"2027-03-01T17:00:00Z"},{"startTime":"2027-03-08T16:00:00Z","endTime":"2027-03-08T17:00:00Z"}]},{"webinarKey":"10","subject":"B","times":[]}]`,
			[]string{"endTime=2027-03-01T17:00:00Z | startTime=2027-03-01T16:00:00Z | subject=Kites | webinarKey=9", "endTime=2027-03-08T17:00:00Z | startTime=2027-03-08T16:00:00Z | subject=Kites | webinarKey=9", "subject=B | webinarKey=10"}},
		{"when one may register is no beginning", `[{"title":"A","date":"2027-04-14T10:00","start_registration":"2027-01-05","registration":{"start":"2027-01-05"}},{"title":"B","date":"2027-04-15T10:00","registration_periods":[{"start":"2027-01-05"}]}]`,
			[]string{"date=2027-04-14T10:00 | start_registration=2027-01-05 | title=A", "date=2027-04-15T10:00 | title=B"}},
		{"nor is when one may enrol, submit, read or vote", each(`"title":"A","enrollment":{"start":"2027-01-05","end":"2027-03-01"}`, `"title":"A","submission":{"start":"2027-01-05"}`, `"title":"A","access":{"start":"2027-01-05"}`, `"title":"A","publication":{"start":"2027-01-05"}`,
			`"title":"A","early_bird":{"start":"2027-01-05"}`, `"title":"A","voting":{"start":"2027-01-05"}`, `"title":"A","enrollment_periods":[{"start":"2027-01-05"}]`), slices.Repeat([]string{"title=A"}, 7)},
		{"what says when", each(`"title":"A","schedule":{"start":"2027-01-05"}`, `"title":"A","when":{"start":"2027-01-05"}`, `"title":"A","event_time":{"start":"2027-01-05"}`, `"title":"A","nextOccurrence":{"start":"2027-01-05"}`, `"title":"A","date_range":{"start":"2027-01-05"}`,
			`"title":"A","class_sessions":[{"start":"2027-01-05"}]`), slices.Repeat([]string{"start=2027-01-05 | title=A"}, 6)},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, _ := read(t, c.text); !slices.Equal(got, c.want) {
				t.Errorf("\n got %s\nwant %s", strings.Join(got, "\n     "), strings.Join(c.want, "\n     "))
			}
		})
	}
}
