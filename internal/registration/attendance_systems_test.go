package registration

import "testing"

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
			name: "Zoom, one name with two addresses, and telephones without any", form: ZoomMeeting,
			file: lines(`Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,In waiting room`, `Ada Lin,ada@example.org,03/10/2026 02:00:00 PM,03/10/2026 02:30:00 PM,30,Yes,No`, `Ada Lin,ada.lin@work.example,03/10/2026 02:20:00 PM,03/10/2026 03:00:00 PM,40,Yes,No`,
				`1555***0100,,03/10/2026 02:00:00 PM,03/10/2026 02:59:00 PM,59,Yes,No`),
			want: []string{"ada@example.org 14:00:00-14:30:00", "ada.lin@work.example 14:20:00-15:00:00", "1555***0100 14:00:00-14:59:00"},
		},
	}
}
