package registration

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// forms are invented files in the forms that platforms write, of the session of march.
func forms(t testing.TB) []formCase {
	return append(systems(t), []formCase{
		{
			name: "Zoom meeting, old form, no preamble", form: ZoomMeeting, others: "Guest",
			file: lines(`Name (Original Name),User Email,Total Duration (Minutes),Guest`, `Ada Lin (Adalin),ada@example.org,55,Yes`, `"Roe, Cy",,12,Yes`),
			want: []string{"ada@example.org 55", "Roe, Cy 12"},
		},
		{
			name: "Zoom meeting with the meeting in every row", form: ZoomMeeting, others: "Topic, Meeting ID, User Name",
			file: lines(`Topic,Meeting ID,User Name,User Email,Department,Group,Has Zoom Rooms?,Creation Time,Start Time,End Time,Duration (Minutes),Participants,Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest,Recording Consent,In Waiting Room`,
				`Budgets,812 3456 7890,Host,host@example.org,Learning,,No,03/01/2026 09:00:00 AM,03/10/2026 01:55:00 PM,03/10/2026 03:05:00 PM,70,2,Ada Lin,ada@example.org,03/10/2026 02:00:00 PM,03/10/2026 02:40:00 PM,40,Yes,,No`,
				`Budgets,812 3456 7890,Host,host@example.org,Learning,,No,03/01/2026 09:00:00 AM,03/10/2026 01:55:00 PM,03/10/2026 03:05:00 PM,70,2,Bea Lind,bea@example.org,03/10/2026 02:30:00 PM,03/10/2026 03:00:00 PM,30,Yes,,No`),
			want: []string{"ada@example.org 14:00:00-14:40:00", "bea@example.org 14:30:00-15:00:00"},
		},
		{
			name: "Zoom meeting in Spanish, columns in another order", form: ZoomMeeting,
			file: lines(`Correo electrónico,Nombre (nombre original),Duración (minutos),Hora de salida,Hora de entrada,Invitado,En sala de espera`,
				`ada@example.org,Ada Lin,40,10/03/2026 14:40:00,10/03/2026 14:00:00,Sí,No`, `ada@example.org,Ada Lin,2,10/03/2026 13:59:00,10/03/2026 13:57:00,Sí,Sí`),
			want: []string{"ada@example.org 14:00:00-14:40:00"},
		},
		{
			name: "Zoom webinar in sections, with panelists and telephones", form: ZoomWebinar, absent: "bea@example.org",
			file: lines(`Attendee Report`, `Report Generated:,"Mar 10, 2026 04:12 PM"`, `Topic,Webinar ID,Actual Start Time,Actual Duration (minutes),# Registered`, `Budgets,812 3456 7890,"Mar 10, 2026 01:55 PM",68,4`,
				`Host Details,`, `Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name`, `Yes,Host,host@example.org,"Mar 10, 2026 01:55 PM","Mar 10, 2026 03:02 PM",68,No,United States`,
				`Panelist Details,`, `Attended,User Name (Original Name),Email,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name`, `Yes,Pat Panel,pat@example.org,"Mar 10, 2026 02:00 PM","Mar 10, 2026 03:00 PM",60,No,United States`,
				`Attendee Details,`, `Attended,User Name (Original Name),First Name,Last Name,Email,Registration Time,Approval Status,Join Time,Leave Time,Time in Session (minutes),Is Guest,Country/Region Name`,
				`Yes,Ada,Ada,Lin,ada@example.org,"Mar 2, 2026 09:00 AM",approved,"Mar 10, 2026 02:00 PM","Mar 10, 2026 02:31 PM",32,Yes,United States,`,
				`No,--,Bea,Lind,bea@example.org,"Mar 2, 2026 09:00 AM",approved,--,--,--,--,--,`,
				`Other Attended,`, `User Name,Join Time,Leave Time,Time in Session (minutes),Country/Region Name`, `15550100,"Mar 10, 2026 02:00 PM","Mar 10, 2026 02:59 PM",59,United States`),
			want: []string{"host@example.org 13:55:00-15:02:00", "pat@example.org 14:00:00-15:00:00", "ada@example.org 14:00:00-14:31:00", "15550100 14:00:00-14:59:00"},
		},
		{
			name: "Zoom webinar, later column names", form: ZoomWebinar, absent: "bea@example.org",
			file: lines(`Email Address,Attendance Status,Last Name,First Name,Approval Status,Session Duration (minutes),Joined At,Left At,Guest`,
				`ada@example.org,Attended,Lin,Ada,approved,31,2026-03-10 14:00:00,2026-03-10 14:31:00,Yes`, `bea@example.org,Absent,Lind,Bea,approved,,,,`),
			want: []string{"ada@example.org 14:00:00-14:31:00"},
		},
		{
			name: "Zoom meeting whose headings name the zone", form: ZoomMeeting,
			file: lines(`Name (Original Name),User Email,Join Time (Central Time),Leave Time (Central Time),Duration (Minutes),Guest`, `Ada Lin,ada@example.org,03/10/2026 01:00:00 PM,03/10/2026 01:30:00 PM,30,Yes`),
			want: []string{"ada@example.org 14:00:00-14:30:00"},
		},
		{
			name: "WebEx, tabs in UTF-16, a zone in words, formulas", form: WebEx, others: "Connection Type",
			file: utf16le(lines("Meeting Name\tMeeting Start Time\tMeeting End Time\tDisplay Name\tFirst Name\tLast Name\tRole\tAttendee Email\tJoin Time\tLeave Time\tAttendance Duration\tConnection Type",
				"Budgets\t=\"2026-03-10 12:55\"\t=\"2026-03-10 14:05\"\tAda Lin\tAda\tLin\tAttendee\tada@example.org\t=\"3/10/26 1:02 PM Central Daylight Time (Chicago, GMT-05:00)\"\t=\"3/10/26 2:00 PM Central Daylight Time (Chicago, GMT-05:00)\"\t58 mins\tDesktop app",
				"Budgets\t=\"2026-03-10 12:55\"\t=\"2026-03-10 14:05\"\tBea Lind\tBea\tLind\tAttendee\tbea@example.org\t=\"March 10, 2026 2:10 pm New York Time\"\t=\"March 10, 2026 2:40 pm New York Time\"\t30 mins\tMobile app")),
			want: []string{"ada@example.org 14:02:00-15:00:00", "bea@example.org 14:10:00-14:40:00"},
		},
		{
			name: "GoToWebinar, with what stands above, questions and polls", form: GoToWebinar, absent: "bea@example.org", others: "Interest Rating",
			file: lines(`Attendee Report`, `Generated,"Mar 11, 2026"`, ``, `General Information`, `Webinar Name,Webinar ID`, `Budgets,123-456-789`, `Actual Start Date/Time,Duration,# Registered,# Attended`, `"Mar 10, 2026 1:55 PM EDT",1 hour 10 minutes,2,1`, ``, `Attendee Details`,
				`Attended,Interest Rating,First Name,Last Name,Email Address,Registration Date / Time,Join Time,Leave Time,Time in Session,Unsubscribed,"How did you hear of it, and why?",Poll Question 1`,
				`Yes,85,Ada,Lin,ada@example.org,"Mar 2, 2026 9:00 AM EST","Mar 10, 2026 1:58 PM EDT","Mar 10, 2026 3:00 PM EDT",1 hour 2 minutes,No,A colleague,B`,
				`No,0,Bea,Lind,bea@example.org,"Mar 2, 2026 9:00 AM EST",--,--,--,No,,`),
			want: []string{"ada@example.org 13:58:00-15:00:00"},
		},
		{
			name: "GoToWebinar with durations alone", form: GoToWebinar,
			file: lines(`Attended,Interest Rating,Last Name,First Name,Email Address,Time in Session`, `Yes,85,Lin,Ada,ada@example.org,1 hour 2 minutes`, `Yes,12,Lind,Bea,bea@example.org,47 minutes 30 seconds`),
			want: []string{"ada@example.org 62", "bea@example.org 48"},
		},
		{
			name: "GoToWebinar as a workbook", form: GoToWebinar, absent: "bea@example.org",
			file: workbook(t, []any{"Attendee Report"}, []any{"Webinar Name", "Webinar ID"}, []any{"Budgets", "123-456-789"}, []any{"Attendee Details"},
				[]any{"Attended", "Interest Rating", "Last Name", "First Name", "Email Address", "Join Time", "Leave Time", "Time in Session (minutes)"},
				[]any{"Yes", 85, "Lin", "Ada", "ada@example.org", "Mar 10, 2026 02:00 PM EDT", "Mar 10, 2026 03:00 PM EDT", 60}, []any{"No", 0, "Lind", "Bea", "bea@example.org", "--", "--", "--"}),
			want: []string{"ada@example.org 14:00:00-15:00:00"},
		},
		{
			name: "Adobe Connect", form: AdobeConnect, others: "sco-id",
			file: lines(`transcript-id,sco-id,principal-id,login,session-name,sco-name,date-created,date-end,participant-name,answered-survey`,
				`1,2,3,ada@example.org,Ada,Budgets,2026-03-10T14:00:10.123-04:00,2026-03-10T14:59:50.000-04:00,Ada Lin,0`, `2,2,,,Guest Bea,Budgets,2026-03-10T14:10:00.000-04:00,2026-03-10T14:20:00.000-04:00,Bea Lind,0`),
			want: []string{"ada@example.org 14:00:10-14:59:50", "Bea Lind 14:10:00-14:20:00"},
		},
		{
			name: "Adobe Connect, names of the page", form: AdobeConnect,
			file: lines(`Principal Name,Login,Date Created,Date End`, `Ada Lin,ada@example.org,"03/10/2026 2:00 PM","03/10/2026 2:45 PM"`),
			want: []string{"ada@example.org 14:00:00-14:45:00"},
		},
		{
			name: "Moodle, activities completed", form: MoodleCompletion,
			file: lines(`"","Email address","Read the budget","2026-03-09 00:00:00","Quiz",""`,
				`"Ada Lin","ada@example.org","Completed","2026-03-10 14:10:00","Completed (achieved pass grade)","2026-03-10 14:50:00"`,
				`"Bea Lind","bea@example.org","Completed","2026-03-10 14:10:00","Not completed",""`, `"Cy Roe","cy@example.org","Not completed","","Not completed",""`),
			want: []string{"ada@example.org 60 Completed 2 of 2 activities", "bea@example.org 30 Completed 1 of 2 activities"},
		},
		{
			name: "Moodle, activities completed, for spreadsheets, in Spanish", form: MoodleCompletion,
			file: utf16le("\"\"\t\"Dirección de correo\"\t\"Cuestionario\"\t\"\"\n\"Ada Lin\"\t\"ada@example.org\"\t\"Finalizado\"\t\"2026-03-10 14:10:00\"\n\"Bea Lind\"\t\"bea@example.org\"\t\"No finalizado\"\t\"\"\n"),
			want: []string{"ada@example.org 60 Completed 1 of 1 activities"},
		},
		{
			name: "Moodle, course completion", form: MoodleCompletion,
			file: lines(`ID,Name,Email address,Quiz,Quiz - Completion date,Course complete`, `4,Ada Lin,ada@example.org,Completed,"Tuesday, 10 March 2026, 2:50 PM","Tuesday, 10 March 2026, 2:51 PM"`, `5,Bea Lind,bea@example.org,Not completed,,`),
			want: []string{"ada@example.org 60 Course completed: Tuesday, 10 March 2026, 2:51 PM"},
		},
		{
			name: "Moodle, grades", form: MoodleGrades,
			file: lines(`First name,Last name,ID number,Institution,Department,Email address,Quiz: Budget (Real),Course total (Real),Course total (Percentage),Course total (Letter),Last downloaded from this course`,
				`Ada,Lin,,,,ada@example.org,9.00,87.50,87.50 %,B+,1773165000`, `Bea,Lind,,,,bea@example.org,-,-,-,-,1773165000`, `Cy,Roe,,,,cy@example.org,0.00,0.00,0.00 %,F,1773165000`),
			want: []string{"ada@example.org 60 Course total: 87.50"}, refused: 1,
		},
		{
			name: "Moodle, activities that were failed", form: MoodleCompletion, refused: 1,
			file: lines(`"","Email address","Read the budget","2026-03-09 00:00:00","Quiz",""`,
				`"Ada Lin","ada@example.org","Completed","2026-03-10 14:10:00","Completed (did not achieve pass grade)","2026-03-10 14:50:00"`,
				`"Bea Lind","bea@example.org","Not completed","","Completed (did not achieve pass grade)","2026-03-10 14:50:00"`),
			want: []string{"ada@example.org 30 Completed 1 of 2 activities; Quiz: Completed (did not achieve pass grade)"},
		},
		{
			name: "Moodle, grades that were failed", form: MoodleGrades, refused: 2,
			file: lines(`First name,Last name,Email address,Course total (Letter),Course total (Percentage)`, `Ada,Lin,ada@example.org,B,80.00 %`, `Bea,Lind,bea@example.org,F,62.00 %`, `Cy,Roe,cy@example.org,D,5.00 %`),
			want: []string{"ada@example.org 60 Course total: B"},
		},
		{
			name: "a table that names the session and no address", form: OtherForm,
			file: lines(`Session Name,First Name,Last Name,Duration (Minutes)`, `Budgets,Ada,Lin,55`),
			want: []string{"Ada Lin 55"},
		},
		{
			name: "Teams, a list of actions in UTF-16", form: Teams, refused: 1,
			file: utf16le(lines("Full Name\tUser Action\tTimestamp", "Pat Panel\tJoined\t3/10/2026, 1:55:12 PM", "Lin, Ada\tJoined before\t3/10/2026, 1:58:00 PM", "Cy Roe\tJoined\t3/10/2026, 2:00:00 PM", "Cy Roe\tLeft\t3/10/2026, 2:20:00 PM",
				"Cy Roe\tJoined\t3/10/2026, 2:30:00 PM", "Lin, Ada\tLeft\t3/10/2026, 3:00:00 PM", "Cy Roe\tLeft\t3/10/2026, 2:59:00 PM")),
			want: []string{"Lin, Ada 13:58:00-15:00:00", "Cy Roe 14:00:00-14:20:00", "Cy Roe 14:30:00-14:59:00"},
		},
		{
			name: "GoToWebinar, several joins in one cell", form: GoToWebinar, absent: "bea@example.org",
			file: lines(`Attendee Details`, `Attended,Last Name,First Name,Email Address,Registration Date/Time,Join Time,Leave Time,Time in Session (minutes)`,
				`Yes,Lin,Ada,ada@example.org,"Mar 02, 2026 09:00 AM EST","Mar 10, 2026 02:00 PM EDT<br>Mar 10, 2026 02:40 PM EDT","Mar 10, 2026 02:30 PM EDT<br>Mar 10, 2026 03:00 PM EDT",50`,
				"Yes,Roe,Cy,cy@example.org,--,\"Mar 10, 2026 02:00 PM EDT\nMar 10, 2026 02:40 PM EDT\",\"Mar 10, 2026 02:10 PM EDT\nMar 10, 2026 02:50 PM EDT\",20", `No,Lind,Bea,bea@example.org,"Mar 02, 2026 09:00 AM EST",--,--,--`),
			want: []string{"ada@example.org 14:00:00-14:30:00", "ada@example.org 14:40:00-15:00:00", "cy@example.org 14:00:00-14:10:00", "cy@example.org 14:40:00-14:50:00"},
		},
		{
			name: "WebEx event, minutes with a point", form: OtherForm, others: "Participant",
			file: lines(`Session detail for "Budgets",,,,`, `Participant,Audience Type,Name,Email,Date,Duration`, `1,Attendee,Ada Lin,ada@example.org,"March 10, 2026",60.0 mins`),
			want: []string{"ada@example.org 60"},
		},
		{
			name: "seconds that are not called so, beside times", form: WebEx, absent: "bea@example.org",
			file: lines(`Email,Attended,Attendance duration,Joined at (UTC),Left at (UTC)`, `ada@example.org,TRUE,3600,2026-03-10 18:00:00,2026-03-10 19:00:00`, `bea@example.org,FALSE,0,,`),
			want: []string{"ada@example.org 14:00:00-15:00:00"},
		},
		{
			name: "another table keeps being read", form: OtherForm,
			file: lines(`Email,Joined,Left`, `ada@example.org,2026-03-10 14:00,2026-03-10 14:30`),
			want: []string{"ada@example.org 14:00:00-14:30:00"},
		},
		{
			name: "a list of people with boxes", form: PeopleList, list: true, absent: "cy@example.org",
			file: lines(`Name,Email,Present`, `Ada Lin,ada@example.org,x`, `Bea Lind,bea@example.org,yes`, `Cy Roe,cy@example.org,`),
			want: []string{"ada@example.org there", "bea@example.org there"},
		},
		{
			name: "a list with a column of things to do", form: PeopleList, list: true,
			file: lines(`Name,Email,Action`, `Ada Lin,ada@example.org,send slides`, `Bea Lind,bea@example.org,`, `Cy Roe,cy@example.org,`),
			want: []string{"ada@example.org there", "bea@example.org there", "cy@example.org there"},
		},
		{
			name: "a list of names alone", form: PeopleList, list: true,
			file: lines(`First name,Last name`, `Ada,Lin`, `Bea,Lind`),
			want: []string{"Ada Lin there", "Bea Lind there"},
		},
	}...)
}

type formCase struct {
	name, file string
	form       Form
	list       bool
	want       []string
	absent     string // who is said not to have been there
	others     string // begins the columns that are named as not read
	refused    int
}

func workbook(t testing.TB, rows ...[]any) string {
	t.Helper()
	var b bytes.Buffer
	w, err := tabular.NewWriter(&b, tabular.XLSX)
	if err == nil {
		err = w.WriteHeader("Report")
	}
	for _, row := range rows {
		if err == nil {
			err = w.WriteRow(row...)
		}
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// says is a visit in a line: who, and when in the zone or how long.
func says(v Visit, zone *time.Location) string {
	who := v.Address
	if who == "" {
		who = v.Name
	}
	switch {
	case v.There:
		return who + " there"
	case v.Joined.IsZero():
		return strings.TrimSpace(fmt.Sprintf("%s %d %s", who, v.Minutes, v.Says))
	}
	return who + " " + v.Joined.In(zone).Format(time.TimeOnly) + "-" + v.Left.In(zone).Format(time.TimeOnly)
}

func TestFormsOfReports(t *testing.T) {
	o := march(t)
	for _, tt := range forms(t) {
		t.Run(tt.name, func(t *testing.T) {
			o := o
			o.List = tt.list
			file, err := ReadAttendance(strings.NewReader(tt.file), o)
			if err != nil {
				t.Fatal(err)
			}
			if file.Form != tt.form {
				t.Errorf("recognised as %q, want %q", file.Form, tt.form)
			}
			var got, absent []string
			for _, v := range file.Visits {
				got = append(got, says(v, o.Zone))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
			for _, v := range file.Absent {
				absent = append(absent, v.Address)
			}
			if g := strings.Join(absent, " "); g != tt.absent {
				t.Errorf("not there: %q, want %q", g, tt.absent)
			}
			if len(file.Refused) != tt.refused {
				t.Errorf("refused %v", file.Refused)
			}
			if notes := strings.Join(file.Notes, "\n"); tt.others != "" && !strings.Contains(notes, "Columns that were not read: ") || !strings.Contains(notes, tt.others) {
				t.Errorf("the notes do not name %q: %s", tt.others, notes)
			}
		})
	}
}

// TestFormsInAnyOrder turns the columns of each report about: it is recognised and read the same.
func TestFormsInAnyOrder(t *testing.T) {
	o := march(t)
	file := "Guest,Leave Time,Name (Original Name),Duration (Minutes),Join Time,User Email\nYes,03/10/2026 02:40:00 PM,Ada Lin,40,03/10/2026 02:00:00 PM,ada@example.org\n"
	got, err := ReadAttendance(strings.NewReader(file), o)
	if err != nil || got.Form != ZoomMeeting || len(got.Visits) != 1 || says(got.Visits[0], o.Zone) != "ada@example.org 14:00:00-14:40:00" {
		t.Errorf("read %+v, %v", got, err)
	}
}

// FuzzAttendanceForms starts from a file of each form; its corpus is committed under testdata.
func FuzzAttendanceForms(f *testing.F) {
	for _, tt := range forms(f) {
		f.Add([]byte(tt.file), tt.list)
	}
	o := march(f)
	f.Fuzz(func(t *testing.T, b []byte, list bool) {
		o := o
		o.List = list
		file, err := ReadAttendance(bytes.NewReader(b), o)
		if err != nil {
			return
		}
		for _, v := range append(file.Visits, file.Absent...) {
			if v.Minutes < 0 || v.Left.Before(v.Joined) || v.Name == "" && v.Address == "" || v.There && !list {
				t.Errorf("read %+v", v)
			}
		}
		again, err := ReadAttendance(bytes.NewReader(b), o)
		if err != nil || again.Form != file.Form || len(again.Visits) != len(file.Visits) {
			t.Errorf("read once as %q with %d visits, once as %q with %d, %v", file.Form, len(file.Visits), again.Form, len(again.Visits), err)
		}
	})
}
