package registration

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// utf16le writes a text as spreadsheets of one maker do: UTF-16, little end first, with its mark.
func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func lines(list ...string) string { return strings.Join(list, "\r\n") + "\r\n" }

// TestReadAttendanceShapes reads files in the shapes in which meeting platforms write them, with
// all that stands around the rows. Each is of a session on 10 March 2026 from 14:00 to 15:00 in
// New York, unless it says otherwise.
func TestReadAttendanceShapes(t *testing.T) {
	late := march(t)
	late.Windows = []Window{{Start: time.Date(2026, 3, 10, 23, 0, 0, 0, late.Zone).UTC(), End: time.Date(2026, 3, 11, 1, 0, 0, 0, late.Zone).UTC()}}
	spring := march(t) // the clocks jump from 2:00 to 3:00 on 8 March
	spring.Windows = []Window{{Start: time.Date(2026, 3, 8, 1, 30, 0, 0, spring.Zone).UTC(), End: time.Date(2026, 3, 8, 4, 30, 0, 0, spring.Zone).UTC()}}
	autumn := march(t) // the hour from 1:00 to 2:00 comes twice on 1 November
	autumn.Windows = []Window{{Start: time.Date(2026, 11, 1, 0, 30, 0, 0, autumn.Zone).UTC(), End: time.Date(2026, 11, 1, 3, 0, 0, 0, autumn.Zone).UTC()}}
	for _, tt := range []struct {
		name, file string
		options    ReadOptions
		want       []string // address, or else name, and from when to when in New York, or minutes
		refused    []string
	}{
		{
			name: "a meeting's participants, with the meeting above them and the waiting room among them",
			file: "\ufeff" + lines(
				`Topic,ID,Host name,Host email,Duration (minutes),Start time,End time,Participants`,
				`"Budgets, line by line",812 3456 7890,Host,host@example.org,68,03/10/2026 01:55:12 PM,03/10/2026 03:02:40 PM,4`,
				``,
				`Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room`,
				`Ada Lin (she/her),ada@example.org,03/10/2026 01:58:00 PM,03/10/2026 01:59:30 PM,2,Yes,Yes`,
				`Ada Lin (she/her),ada@example.org,03/10/2026 01:59:30 PM,03/10/2026 02:40:00 PM,41,Yes,No`,
				`"Roe, Cy",,03/10/2026 02:01:00 PM,03/10/2026 03:00:00 PM,59,Yes,No`),
			want: []string{"ada@example.org 13:59:30-14:40:00", "Roe, Cy 14:01:00-15:00:00"},
		},
		{
			name: "a webinar's attendees, in sections, with those who did not come",
			file: lines(
				`Attendee Report`,
				`Report Generated:,"Mar 10, 2026 04:12 PM"`,
				`Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered,# Cancelled,Unique Viewers,Total Users,Max Concurrent Views`,
				`"Budgets, line by line",812 3456 7890,"Mar 10, 2026 01:55 PM",68,4,0,2,3,2`,
				`Host Details,`,
				`Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name`,
				`Yes,Host,host@example.org,"Mar 10, 2026 01:55 PM","Mar 10, 2026 03:02 PM",68,No,United States`,
				`Attendee Details,`,
				`Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name`,
				`Yes,Ada,Ada,Lin,ada@example.org,"Mar 2, 2026 09:00 AM",approved,"Mar 10, 2026 02:00 PM","Mar 10, 2026 02:31 PM",32,Yes,United States,`,
				`Yes,Ada,Ada,Lin,ada@example.org,--,--,"Mar 10, 2026 02:35 PM","Mar 10, 2026 03:00 PM",26,Yes,United States,`,
				`No,--,Bea,Lind,bea@example.org,"Mar 2, 2026 09:00 AM",approved,--,--,--,--,--,`),
			want: []string{"host@example.org 13:55:00-15:02:00", "ada@example.org 14:00:00-14:31:00", "ada@example.org 14:35:00-15:00:00"},
		},
		{
			name: "sections in UTF-16 with tabs",
			file: utf16le(lines(
				"1. Summary", "Meeting title\tBudgets", "Attended participants\t2", "Start time\t3/10/26, 1:55:02 PM", "End time\t3/10/26, 3:02:11 PM", "Meeting duration\t1h 7m 9s", "Average attendance time\t52m 10s", "",
				"2. Participants", "Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole",
				"Ada Lin\t3/10/26, 1:58:11 PM\t3/10/26, 3:00:02 PM\t52m 12s\tada@example.org\tada@example.org\tPresenter", "Guest (Unverified)\t3/10/26, 2:03:00 PM\t3/10/26, 2:20:00 PM\t17m\t\t\tPresenter", "",
				"3. In-Meeting Activities", "Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole",
				"Ada Lin\t3/10/26, 1:58:11 PM\t3/10/26, 2:30:11 PM\t32m\tada@example.org\tPresenter", "Ada Lin\t3/10/26, 2:39:50 PM\t3/10/26, 3:00:02 PM\t20m 12s\tada@example.org\tPresenter",
				"Guest (Unverified)\t3/10/26, 2:03:00 PM\t3/10/26, 2:20:00 PM\t17m\t\tPresenter")),
			want: []string{"ada@example.org 13:58:11-14:30:11", "ada@example.org 14:39:50-15:00:02", "Guest (Unverified) 14:03:00-14:20:00"},
		},
		{
			name: "cells written as formulas, so that a spreadsheet leaves them alone, in UTF-16 with tabs",
			file: utf16le(lines(
				"Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type",
				"Budgets\t=\"2026-03-10 13:55:00\"\t=\"2026-03-10 15:05:00\"\tAda Lin\tAda\tLin\tAttendee\tada@example.org\t=\"2026-03-10 14:02:10\"\t=\"2026-03-10 15:01:00\"\t59 mins\tDesktop app")),
			want: []string{"ada@example.org 14:02:10-15:01:00"},
		},
		{
			name: "times alone under other names, with a duration in words",
			file: lines(`First name,Last name,Email,Duration,Time joined,Time exited`, `Ada,Lin,ada@example.org,58 min,2:01 PM,2:59 PM`),
			want: []string{"ada@example.org 14:01:00-14:59:00"},
		},
		{
			name: "times alone over midnight", options: late,
			file: lines(`Email,Joined,Left`, `ada@example.org,23:05,00:40`, `bea@example.org,11:55 PM,12:10 AM`, `cy@example.org,00:15,01:00`, `di@example.org,22:50,23:30`),
			want: []string{"ada@example.org 23:05:00-00:40:00", "bea@example.org 23:55:00-00:10:00", "cy@example.org 00:15:00-01:00:00", "di@example.org 22:50:00-23:30:00"},
		},
		{
			name: "dates and times over midnight, day first", options: late,
			file: lines(`Email,Joined,Left`, `ada@example.org,10/03/2026 23:05,11/03/2026 00:40`),
			want: []string{"ada@example.org 23:05:00-00:40:00"},
		},
		{
			name: "over the night in which the clocks jump", options: spring,
			file: lines(`Email,Joined,Left`, `ada@example.org,2026-03-08 01:40,2026-03-08 03:10`, `bea@example.org,2026-03-08 02:30,2026-03-08 03:10`),
			want: []string{"ada@example.org 01:40:00-03:10:00"}, refused: []string{"the clocks jump over it"},
		},
		{
			name: "over the night in which an hour comes twice", options: autumn,
			file: lines(`Email,Joined,Left,Duration (minutes)`,
				`ada@example.org,2026-11-01 00:40,2026-11-01 01:20,100`, // the second 1:20
				`bea@example.org,2026-11-01 00:40,2026-11-01 01:20,40`,  // the first
				`cy@example.org,2026-11-01 01:50,2026-11-01 01:10,20`,   // from the first hour into the second
				`di@example.org,2026-11-01 01:10,2026-11-01 02:10,60`,   // from the second
				`eli@example.org,2026-11-01T01:10:00-04:00,2026-11-01T01:20:00-05:00,`,
				`fay@example.org,2026-11-01 00:40,2026-11-01 01:20,`, // nothing says which
			),
			want: []string{"ada@example.org 00:40:00-01:20:00 100 min", "bea@example.org 00:40:00-01:20:00", "cy@example.org 01:50:00-01:10:00 20 min",
				"di@example.org 01:10:00-02:10:00 60 min", "eli@example.org 01:10:00-01:20:00 70 min"},
			refused: []string{"comes twice"},
		},
		{
			name: "a leave before its join, and the platform's zone beside the time",
			file: lines(`Email,Joined,Left`, `ada@example.org,2026-03-10 14:30,2026-03-10 14:10`, `bea@example.org,2026-03-10 11:00 PT,2026-03-10 2:30 PM EDT`),
			want: []string{"bea@example.org 14:00:00-14:30:00"}, refused: []string{"The time of leaving is before the time of joining."},
		},
		{
			name: "semicolons, days first with points, twenty-four hours",
			file: lines(`Name;E-Mail;Join Time;Leave Time;Duration`, `Ada Lin;ada@example.org;10.03.2026, 14:00:05;10.03.2026, 14:59:50;59 min. 45 sec.`),
			want: []string{"ada@example.org 14:00:05-14:59:50"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.options.Zone == nil {
				tt.options = march(t)
			}
			file, err := ReadAttendance(strings.NewReader(tt.file), tt.options)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range file.Visits {
				who := v.Address
				if who == "" {
					who = v.Name
				}
				if v.Joined.IsZero() {
					got = append(got, fmt.Sprintf("%s %d", who, v.Minutes))
					continue
				}
				from, to := v.Joined.In(tt.options.Zone), v.Left.In(tt.options.Zone)
				s := who + " " + from.Format(time.TimeOnly) + "-" + to.Format(time.TimeOnly)
				if _, a := from.Zone(); a != offsetOf(to) || offsetOf(to) != offsetOf(tt.options.Windows[0].Start.In(tt.options.Zone)) {
					if tt.options.Windows[0].Start.Month() == time.November {
						s += fmt.Sprintf(" %d min", v.Minutes)
					}
				}
				got = append(got, s)
			}
			if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
			if len(file.Refused) != len(tt.refused) {
				t.Errorf("refused %v, want %v", file.Refused, tt.refused)
				return
			}
			for i, r := range file.Refused {
				if !strings.Contains(r.Err.Error(), tt.refused[i]) {
					t.Errorf("refused because %v, want %q", r.Err, tt.refused[i])
				}
			}
		})
	}
}

func offsetOf(t time.Time) int {
	_, n := t.Zone()
	return n
}
