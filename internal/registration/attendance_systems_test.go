package registration

import (
	"strings"
	"testing"
)

// systems are invented files as further systems write them, of the session of march.
func systems(t testing.TB) []formCase {
	return []formCase{
		{
			name: "Moodle, attendance, as text", form: Sessions, absent: "bea@example.org", others: "", refused: 1,
			file: "Course\tBudgets for everybody\nGroup\tAll participants\n\n\nLast name\tFirst name\tEmail address\t3 Mar 2026 2.00PM All students\t10 Mar 2026 2.00PM All students\tP\tL\tE\tA\tTaken sessions\tPoints\tPercentage\n" +
				"Lin\tAda\tada@example.org\tA (0/2)\tP (2/2)\t1\t0\t0\t1\t2\t2 / 4\t50.0\nLind\tBea\tbea@example.org\tP (2/2)\tE (1/2) ill\t1\t0\t1\t0\t2\t3 / 4\t75.0\nRoe\tCy\tcy@example.org\tP (2/2)\tL (1/2)\t1\t1\t0\t0\t2\t3 / 4\t75.0\n" +
				"Dow\tDi\tdi@example.org\tP (2/2)\t?\t1\t0\t0\t0\t1\t2 / 2\t100.0\nEns\tEli\teli@example.org\tP (2/2)\tR (1/2)\t1\t0\t0\t0\t1\t2 / 2\t100.0\n",
			want: []string{"ada@example.org 14:00:00-15:00:00", "cy@example.org 14:00:00-15:00:00"},
		},
		{
			name: "Moodle, attendance, as a workbook in German with two halves", form: Sessions, absent: "bea@example.org",
			file: workbook(t, []any{"Kurs", "Haushalt"}, []any{"Gruppe", "Alle Teilnehmer/innen"}, []any{"Nachname", "Vorname", "E-Mail-Adresse", "10. März 2026 14:00 Alle Teilnehmer/innen", "10. März 2026 14:30 Gruppe A", "A", "U", "Prozentsatz"},
				[]any{"Lin", "Ada", "ada@example.org", "A (2/2)", "U (0/2)", 1, 1, "50,0"}, []any{"Lind", "Bea", "bea@example.org", "U (0/2)", "U (0/2)", 0, 2, "0,0"}),
			want: []string{"ada@example.org 14:00:00-14:30:00"},
		},
		{
			name: "ON24, attendees", form: ON24, absent: "bea@example.org", others: "Company, Registration Date",
			file: lines(`First Name,Last Name,Email,Company,Registration Date,Attended Live,Live Minutes,Archive Minutes,Engagement Score,Questions Asked`,
				`Ada,Lin,ada@example.org,Lakeland,03/01/2026 09:12:00,Yes,52,0,7.5,1`, `Bea,Lind,bea@example.org,Elm,03/02/2026 10:00:00,No,0,41,3.1,0`, `Cy,Roe,cy@example.org,Elm,03/02/2026 10:00:00,Yes,17.4,0,1.0,0`),
			want: []string{"ada@example.org 52", "cy@example.org 17"},
		},
		{
			name: "Google Meet, once away in between", form: GoogleMeet,
			file: lines(`First name,Last name,Email,Duration,Time joined,Time exited`, `Ada,Lin,ada@example.org,59 min,2:00 PM,2:59 PM`, `Bea,Lind,,40 min,2:01 PM,3:02 PM`, `Cy,Roe,cy@example.org,1 hr 2 min,1:58 PM,3:00 PM`),
			want: []string{"ada@example.org 14:00:00-14:59:00", "Bea Lind 40 Between 14:01 and 15:02", "cy@example.org 13:58:00-15:00:00"},
		},
		{
			name: "BigBlueButton, learning dashboard", form: BigBlueButton, others: "Moderator, Activity Score", refused: 2,
			file: lines(`Name,Moderator,Activity Score,Talk time,Webcam time,Messages,Reactions,Raise Hands,Poll Votes,Join,Left,Duration`,
				`Anonymous,,,,,,,,,,,`, `Ada Lin,FALSE,4.2,00:01:10,00:00:00,3,1,0,0,"03/10/2026, 02:00:10 PM","03/10/2026, 02:59:50 PM",00:59:40`,
				`Bea Lind,FALSE,0.0,00:00:00,00:00:00,0,0,0,0,"03/10/2026, 02:30:00 PM",-,00:25:00`, `Cy Roe,FALSE,0.0,00:00:00,00:00:00,0,0,0,0,"03/10/2026, 02:30:00 PM",-,-`, `Di Dow,FALSE,0.0,,,,,,,"03/10/2026, 02:30:00 PM","03/10/2026, 02:20:00 PM",-`),
			want: []string{"Ada Lin 14:00:10-14:59:50", "Bea Lind 14:30:00-14:55:00"},
		},
		{
			name: "Whova, session check-in", form: OtherForm, others: "Ticket type",
			file: lines(`First Name,Last Name,Email,Affiliation,Ticket type,Check-in Time,Check-out Time`, `Ada,Lin,ada@example.org,Lakeland,Member,2026-03-10 13:52:00,2026-03-10 14:45:00`),
			want: []string{"ada@example.org 13:52:00-14:45:00"},
		},
		{
			name: "Cvent, session attendance", form: OtherForm, absent: "bea@example.org",
			file: lines(`Session Name,Session Start Date,First Name,Last Name,Email Address,Registration Status,Participation Status,Check-In Date,Check-Out Date,Duration (Minutes)`,
				`Budgets,03/10/2026 2:00 PM,Ada,Lin,ada@example.org,Accepted,Attended,03/10/2026 2:03 PM,03/10/2026 2:58 PM,55`, `Budgets,03/10/2026 2:00 PM,Bea,Lind,bea@example.org,Accepted,No Show,,,`),
			want: []string{"ada@example.org 14:03:00-14:58:00"},
		},
		{
			name: "GoToWebinar, the older column", form: GoToWebinar,
			file: lines(`Attendee Report,,,GoToWebinar`, `Session Details`, `Attended,,Interest Rating,First Name,Last Name,Email,Registration Date,Join Time,Leave Time,In Session Duration* (minutes) ,Country`,
				`Yes,,75,Ada,Lin,ada@example.org,"Mar 02, 2026 08:19 AM EST","Mar 10, 2026 01:58 PM EDT","Mar 10, 2026 02:56 PM EDT",58.53,US`),
			want: []string{"ada@example.org 13:58:00-14:56:00"},
		},
		{
			name: "Teams in French, decimal commas nowhere, hours of 24", form: Teams,
			file: utf16le(lines("1. Résumé", "Titre de la réunion\tBudgets", "Participants\t2", "", "2. Participants", "Nom\tPremière participation\tDernier départ\tDurée de la réunion\tE-mail\tID participant (UPN)\tRôle",
				"Ada Lin\t10/03/2026 13:58:11\t10/03/2026 15:00:02\t1 h 1 min 51 s\tada@example.org\tada@example.org\tPrésentateur", "", "3. Activités durant la réunion", "Nom\tHeure d'arrivée\tHeure de départ\tDurée\tE-mail\tRôle",
				"Ada Lin\t10/03/2026 13:58:11\t10/03/2026 15:00:02\t1 h 1 min 51 s\tada@example.org\tPrésentateur")),
			want: []string{"ada@example.org 13:58:11-15:00:02"},
		},
		{
			name: "Teams in German with points", form: Teams,
			file: utf16le(lines("1. Zusammenfassung", "Besprechungstitel\tHaushalt", "", "2. Teilnehmer", "Name\tErster Beitritt\tLetzter Abschied\tDauer der Besprechung\tE-Mail\tTeilnehmer-ID (UPN)\tRolle",
				"Ada Lin\t10.03.26, 13:58:11\t10.03.26, 15:00:02\t1 Std. 1 Min. 51 Sek.\tada@example.org\tada@example.org\tReferent", "", "3. Aktivitäten in der Besprechung", "Name\tBeitrittszeit\tVerlassenszeit\tDauer\tE-Mail\tRolle",
				"Ada Lin\t10.03.26, 13:58:11\t10.03.26, 14:30:02\t31 Min. 51 Sek.\tada@example.org\tReferent", "Ada Lin\t10.03.26, 14:35:00\t10.03.26, 15:00:02\t25 Min. 2 Sek.\tada@example.org\tReferent")),
			want: []string{"ada@example.org 13:58:11-14:30:02", "ada@example.org 14:35:00-15:00:02"},
		},
		{
			name: "Blackboard Collaborate, whose times are UTC", form: OtherForm,
			file: lines(`SessionDate,SessionName,SessionOwner,RoomOpened,RoomClosed,NameOfAttendee,FirstNameOfAttendee,LastNameOfAttendee,EmailOfAttendee,UserRole,AttendeeFirstJoinTime,AttendeeLastLeaveTime,AttendeeTotalTimeInSession,AttendeeJoinCount`,
				`03/10/2026 17:50,Budgets,Jo,03/10/2026 17:50,03/10/2026 19:05,Ada Lin,Ada,Lin,ada@example.org,PARTICIPANT,03/10/2026 18:00,03/10/2026 18:58,00:40:00,2`),
			want: []string{"ada@example.org 40 Between 14:00 and 14:58"},
		},
		{
			name: "Livestorm", form: OtherForm, absent: "bea@example.org",
			file: lines(`Email,First name,Last name,Registration date,Has attended,Attendance duration (min),Attendance rate`, `ada@example.org,Ada,Lin,2026-03-01T10:00:00Z,Yes,58,97%`, `bea@example.org,Bea,Lind,2026-03-01T10:00:00Z,No,0,0%`),
			want: []string{"ada@example.org 58"},
		},
		{
			name: "Demio, and a row that contradicts itself", form: OtherForm, absent: "bea@example.org", refused: 1,
			file: lines(`Name,Email,Status,Attended Minutes,Focus %`, `Ada Lin,ada@example.org,Attended,58,88`, `Bea Lind,bea@example.org,Did Not Attend,,`, `Cy Roe,cy@example.org,Did Not Attend,12,`),
			want: []string{"ada@example.org 58"},
		},
		{
			name: "BigMarker", form: OtherForm, absent: "bea@example.org",
			file: lines(`First Name,Last Name,Email,Registered At,Attended Live,Entered At,Left At,Total Duration (minutes)`, `Ada,Lin,ada@example.org,2026-03-01 10:00,Yes,2026-03-10 14:00,2026-03-10 14:58,58`, `Bea,Lind,bea@example.org,2026-03-01 10:00,No,,,`),
			want: []string{"ada@example.org 14:00:00-14:58:00"},
		},
		{
			name: "a sign-in sheet, typed", form: OtherForm, others: "Printed name",
			file: lines(`Sign-in sheet,,,`, `Budgets - March 10,,,`, `Printed name,E-mail,Time in,Time out`, `Ada Lin,ada@example.org,2:00,3:00`, `Bea Lind,bea@example.org,2:05 pm,2:50 pm`),
			want: []string{"ada@example.org 14:00:00-15:00:00", "bea@example.org 14:05:00-14:50:00"},
		},
		{
			name: "hours", form: OtherForm, file: lines(`Email,Hours attended`, `ada@example.org,0.75`), want: []string{"ada@example.org 45"},
		},
		{
			name: "a list with a status", form: PeopleList, list: true, absent: "bea@example.org",
			file: lines(`First Name,Last Name,Email,Status`, `Ada,Lin,ada@example.org,Attended`, `Bea,Lind,bea@example.org,No-show`), want: []string{"ada@example.org there"},
		},
		{
			name: "Zoom, one name with two addresses, and telephones without any", form: ZoomMeeting,
			file: lines(`Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room`, `Ada Lin,ada@example.org,03/10/2026 02:00:00 PM,03/10/2026 02:30:00 PM,30,Yes,No`, `Ada Lin,ada.lin@work.example,03/10/2026 02:20:00 PM,03/10/2026 03:00:00 PM,40,Yes,No`,
				`1555***0100,,03/10/2026 02:00:00 PM,03/10/2026 02:59:00 PM,59,Yes,No`),
			want: []string{"ada@example.org 14:00:00-14:30:00", "ada.lin@work.example 14:20:00-15:00:00", "1555***0100 14:00:00-14:59:00"},
		},
	}
}

// TestSessionsOfSeveralDays reads one export of a course that has other sessions too: each person counts for the sessions of this occurrence at which they were.
func TestSessionsOfSeveralDays(t *testing.T) {
	o := march(t)
	next := o.Windows[0]
	o.Windows = append(o.Windows, Window{DayID: "second", Start: next.Start.AddDate(0, 0, 1), End: next.End.AddDate(0, 0, 1)})
	file, err := ReadAttendance(strings.NewReader("First name\tLast name\tEmail address\t3/9/2026 2.00PM All students\t3/10/2026 1.55PM All students\t3/11/2026 2.10PM All students\tPercentage\n"+
		"Ada\tLin\tada@example.org\tP (2/2)\tP (2/2)\tA (0/2)\t66\nBea\tLind\tbea@example.org\tP (2/2)\tP (2/2)\tL (1/2)\t83\nCy\tRoe\tcy@example.org\tP (2/2)\tA (0/2)\tA (0/2)\t33\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range file.Visits {
		got = append(got, v.Address+" "+v.Joined.In(o.Zone).Format("2 15:04")+" "+v.Left.In(o.Zone).Format("2 15:04")+" "+v.Says)
	}
	if s := strings.Join(got, "\n"); s != "ada@example.org 10 14:00 10 15:00 P (2/2)\nbea@example.org 10 14:00 10 15:00 P (2/2)\nbea@example.org 11 14:00 11 15:00 L (1/2)" {
		t.Error(s)
	}
	if len(file.Absent) != 1 || file.Absent[0].Address != "cy@example.org" || !strings.Contains(strings.Join(file.Notes, " "), "3/9/2026 2.00PM") {
		t.Errorf("%+v %v", file.Absent, file.Notes)
	}
}

// TestSessionsOutsideTheDate reads columns of other groups of the day, and some that begin before the doors open: a session is of the sitting in which it begins, and has no more of it than there is.
func TestSessionsOutsideTheDate(t *testing.T) {
	for _, c := range []struct{ columns, cells, want, elsewhere string }{
		{"10 Mar 2026 9.00AM Others", "P (2/2)", "", "9.00AM Others"},
		{"10 Mar 2026 9.00AM\t10 Mar 2026 11.00AM\t10 Mar 2026 2.00PM", "P (2/2)\tP (2/2)\tP (2/2)", "14:00-15:00", "9.00AM, 10 Mar 2026 11.00AM"},
		{"10 Mar 2026 1.30PM\t10 Mar 2026 1.45PM", "P (2/2)\tP (2/2)", "14:00-15:00", "1.30PM"},
		{"10 Mar 2026 1.30PM\t10 Mar 2026 2.30PM", "P (2/2)\tP (2/2)", "14:00-14:30 14:30-15:00", ""},
		{"10 Mar 2026 3.00PM", "P (2/2)", "", "3.00PM"},
		{"10 Mar 2026 2.00PM\t10 Mar 2026 2.30PM", "P (2/2)\tperhaps", "", ""}, // refused as a whole
	} {
		o := march(t)
		file, err := ReadAttendance(strings.NewReader("First name\tLast name\tEmail address\t"+c.columns+"\nAda\tLin\tada@example.org\t"+c.cells+"\n"), o)
		if err != nil {
			t.Errorf("%s: %v", c.columns, err)
			continue
		}
		var got []string
		for _, v := range file.Visits {
			got = append(got, v.Joined.In(o.Zone).Format("15:04-")+v.Left.In(o.Zone).Format("15:04"))
		}
		notes := strings.Join(file.Notes, " ")
		if s := strings.Join(got, " "); s != c.want || !strings.Contains(notes, c.elsewhere) || (c.elsewhere == "") == strings.Contains(notes, "at other times") {
			t.Errorf("%s: %q, not %q; %s", c.columns, s, c.want, notes)
		}
		if strings.Contains(c.cells, "perhaps") != (len(file.Refused) == 1) {
			t.Errorf("%s: %v", c.columns, file.Refused)
		}
	}
}

func TestTimesOfAnotherZoneAreTold(t *testing.T) {
	file, err := ReadAttendance(strings.NewReader(lines(`Email,Joined,Left`, `ada@example.org,2026-03-10 18:00,2026-03-10 19:00`)), march(t))
	if err != nil || !strings.Contains(strings.Join(file.Notes, " "), "None of the times in the file is within") {
		t.Error(file.Notes, err)
	}
}
