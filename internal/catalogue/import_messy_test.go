package catalogue_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// came says of every offer how it came in, by title.
func came(t *testing.T, w *ct.World) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, row := range allOffers(t, w) {
		v, err := w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		s := fmt.Sprintf("%s %s %s %dm", v.Kind, v.Version.Level, v.Version.Format, v.Version.Minutes)
		for _, o := range v.Occurrences {
			s += fmt.Sprintf(" %s +%s", o.StartsAt.In(o.Location()).Format("2006-01-02 15:04"), o.EndsAt.Sub(o.StartsAt)) + " " + o.Zone
		}
		for _, p := range v.Version.Prices {
			s += " " + p.Class + "=" + fmt.Sprint(p.Amount.Minor)
		}
		out[row.Title] = strings.Join(strings.Fields(s), " ")
	}
	return out
}

// TestImportTablesOfOthers takes tables as other people have them: what each row becomes, or the field for which it is refused.
func TestImportTablesOfOthers(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"an association's export": {
			"\ufeffSpring list,,,,,,\n\nEvent Title,Start Date/Time,Duration,Presenter(s),Registration URL,CE hours,Cost\n" +
				"Weeding at dusk,2026-05-05 2:00 PM ET,1.5 hrs,Ann Poe; Bo Lee,www.example.org/a,1,$25\n" +
				"Chat and calm,\"May 6, 2026 2:00 pm CT\",90 minutes,,,1,Free\n" +
				"Euro night,2026-05-07 10:00 AM Eastern,1h30,,,1,€20\n" +
				"Two prices,2026-05-08 10:00 AM ET,60,,,1,$25 / $50\n" +
				"Said for whom,2026-05-08 10:00 AM ET,60,,,1,\"Members $25, non-members $50\"\n",
			map[string]string{
				"Weeding at dusk": "webinar online 90m 2026-05-05 14:00 +1h30m0s America/New_York member=2500 non-member=2500",
				"Chat and calm":   "webinar online 90m 2026-05-06 14:00 +1h30m0s America/Chicago member=0 non-member=0",
				"Euro night":      "price", "Two prices": "price",
				"Said for whom": "webinar online 60m 2026-05-08 10:00 +1h0m0s America/New_York member=2500 non-member=5000",
			},
		},
		"columns of their own": {
			"Event Name,Type,Start Date,Start Time,End Date,End Time,Time Zone,Max Attendees,Level,Format,Length (hours)\n" +
				"Two days away,Online Course,2026-05-05,9:00 AM,2026-05-06,4:00 PM,Eastern Time,unlimited,Beginner,Virtual,\n" +
				"Night shift,Workshop,2026-05-05,11:00 PM,,1:00 AM,EST,1\\,0,Advanced,Hybrid,\n" +
				"Late shift,Workshop,2026-05-05,11:00 PM,,1:00 AM,EST,40,Advanced,Hybrid,\n" +
				"Backwards,Workshop,2026-05-05,2:00 PM,,9:00 AM,EST,40,,,\n" +
				"By the hour,Workshop,2026-05-05,2:00 PM,,,EST,40,All levels,face-to-face,1.5\n" +
				"Which zone,Workshop,2026-05-05,2:00 PM ET,,,Pacific,40,,,\n" +
				"Instant,Workshop,2026-05-05,18:00:00Z,,,Central,40,,,\n",
			map[string]string{
				"Two days away": "course foundational online 0m 2026-05-05 09:00 +31h0m0s America/New_York",
				"Night shift":   "capacity",
				"Late shift":    "workshop expert blended 120m 2026-05-05 23:00 +2h0m0s America/New_York",
				"Backwards":     "end",
				"By the hour":   "workshop in-person 90m 2026-05-05 14:00 +1h30m0s America/New_York",
				"Which zone":    "zone",
				"Instant":       "workshop 0m 2026-05-05 13:00 +1h0m0s America/Chicago",
			},
		},
		"free for some": {
			"title,date,time,cost\nFor all,2026-05-05,2pm ET,Free (registration required)\nOpen,2026-05-05,2pm ET,\"FREE, and open to the public; RSVP\"\nMembers,2026-05-05,2pm ET,Free (members only)\nTo members,2026-05-05,2pm ET,Free to members\n" +
				"Some,2026-05-05,2pm ET,Free (AAM members; others see website)\nDoor,2026-05-05,2pm ET,\"Free, registration required; nonmembers pay at the door\"\nStaff,2026-05-05,2pm ET,Free for staff\nPass,2026-05-05,2pm ET,Free with museum pass\nPaid,2026-05-05,2pm ET,Free with paid admission\n",
			map[string]string{
				"For all": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York member=0 non-member=0", "Open": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York member=0 non-member=0",
				"Members": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York member=0", "To members": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York member=0",
				"Some": "price", "Door": "price", "Staff": "price", "Pass": "price", "Paid": "price",
			},
		},
		"the zone in the heading and in the row": {
			"title,start_utc,timezone\nIn winter,2027-03-10 18:00:00,America/New_York\nIn summer,2027-06-10 18:00:00,America/New_York\nIn UTC,2027-06-10 18:00:00,UTC\n",
			map[string]string{"In winter": "webinar online 0m 2027-03-10 13:00 +1h0m0s America/New_York", "In summer": "webinar online 0m 2027-06-10 14:00 +1h0m0s America/New_York", "In UTC": "webinar online 0m 2027-06-10 18:00 +1h0m0s UTC"},
		},
		"the zone in the heading of the end": {
			"title,start_local,end_utc,timezone\nMixed,2027-06-10 18:00:00,2027-06-10 23:00:00,America/New_York\n",
			map[string]string{"Mixed": "webinar online 60m 2027-06-10 18:00 +1h0m0s America/New_York"},
		},
		"in Spanish": {
			"Título;Fecha;Hora;Zona horaria;Duración;Precio\nLeer en la plaza;5 de mayo de 2026;14:00;America/Bogota;1 hora;gratis\n",
			map[string]string{"Leer en la plaza": "webinar online 60m 2026-05-05 14:00 +1h0m0s America/Bogota member=0 non-member=0"},
		},
		"spans of time": {
			"title,date,time\nSpan,2026-05-05,2:00 - 3:30 PM CT\nEverywhere,2026-05-05,2 pm Eastern / 1 pm Central\nNowhere,2026-05-05,2 pm Eastern / 2 pm Central\nOpen,2026-05-05,11-1 ET\nSerial,46160,2pm ET\n",
			map[string]string{
				"Span":       "webinar online 90m 2026-05-05 14:00 +1h30m0s America/Chicago",
				"Everywhere": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York",
				"Nowhere":    "time", "Open": "time", "Serial": "date",
			},
		},
		"formulas": {
			"title,date,time,presenters,place\n@ your reading room,2026-05-05,2pm ET,,\n\"@SUM(1,2)\",2026-05-05,2pm ET,,\nCalled,2026-05-05,2pm ET,\"=HYPERLINK(\"\"x\"\")\",\nPlaced,2026-05-05,2pm ET,,+cmd|' /C calc'!A0\n",
			map[string]string{
				"@ your reading room": "webinar online 0m 2026-05-05 14:00 +1h0m0s America/New_York",
				"@SUM(1,2)":           "title", "Called": "presenters", "Placed": "place",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			source := func(o *catalogue.ImportOptions) { o.Source = name }
			r := importText(t, w, test.text, source)
			got := came(t, w)
			for _, row := range r.Rows {
				now := got[row.Title]
				if row.Outcome == tabular.Refused {
					now = row.Problems[0].Field
				}
				if now != test.want[row.Title] {
					t.Errorf("%s is %s %+v\nwant %s", row.Title, now, row.Problems, test.want[row.Title])
				}
				if row.Outcome == tabular.Refused && len(row.Changes) > 0 {
					t.Errorf("%s is refused and changes %+v", row.Title, row.Changes)
				}
			}
			if len(r.Rows) != len(test.want) {
				t.Errorf("%d rows are reported", len(r.Rows))
			}
			again := importText(t, w, test.text, source)
			wantCounts(t, again, counts(0, 0, r.Counts.Created, r.Counts.Refused))
		})
	}
}

func TestImportColumnsAreNamedAndRemembered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		text := "Veranstaltung,Beginn,Title\nBasteln,2026-05-05 14:00 ET,x\n"
		r := importText(t, w, text, func(o *catalogue.ImportOptions) {
			o.Mapping = tabular.Mapping{"title": "veranstaltung", "date": "Beginn"}
		})
		wantCounts(t, r, counts(1, 0, 0, 0))
		wantCounts(t, importText(t, w, text), counts(0, 0, 1, 0))
		if got := came(t, w); len(got) != 1 || !strings.Contains(got["Basteln"], "2026-05-05 14:00") {
			t.Errorf("they came in as %v", got)
		}
		for _, bad := range []tabular.Mapping{{"title": "Nowhere"}, {"nothing": "Beginn"}} {
			_, err := w.ImportOffers(ctx, w.Manager, strings.NewReader(text), catalogue.ImportOptions{Source: "B", Unit: w.Unit.ID, Mapping: bad})
			wantKind(t, err, errs.Invalid, "a column that is not there")
		}
		_, err := w.ImportOffers(ctx, w.Manager, strings.NewReader("Veranstaltung,Beginn\na,b\n"), catalogue.ImportOptions{Source: "C", Unit: w.Unit.ID})
		if e := errs.As(err); e == nil || !strings.Contains(e.Error(), "Veranstaltung | Beginn") {
			t.Errorf("a file without a title is refused with %v", err)
		}
	})
}

// TestImportUnitOfTheSource takes the unit from the name of the source where nothing else says it.
func TestImportUnitOfTheSource(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for source, want := range map[string]tabular.Counts{
		strings.ToLower(w.Unit.Acronym) + "-evenings.csv": counts(1, 0, 0, 0),
		"evenings.csv": counts(0, 0, 0, 1),
		w.Unit.Acronym + " and " + w.Other.Acronym + ".csv": counts(0, 0, 0, 1),
		w.Other.Acronym + ".csv":                            counts(0, 0, 0, 1),
	} {
		r, err := w.ImportOffers(ctx, w.Manager, strings.NewReader("title,date\nA evening,2026-05-05 14:00 ET\n"), catalogue.ImportOptions{Source: source})
		must(t, err)
		if r.Counts != want {
			var b bytes.Buffer
			r.WriteText(&b)
			t.Errorf("%s: %+v\n%s", source, r.Counts, b.String())
		}
		if named := slices.ContainsFunc(r.Notes, func(n string) bool { return strings.Contains(n, w.Unit.Acronym) }); named != (want.Created == 1) {
			t.Errorf("%s: the notes are %q", source, r.Notes)
		}
	}
}

func TestImportCalendarOfWholeDays(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	text := "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nX-WR-TIMEZONE:America/Denver\r\n" +
		"BEGIN:VEVENT\r\nUID:a\r\nDTSTART;VALUE=DATE:20260505\r\nDTEND;VALUE=DATE:20260507\r\nSUMMARY:Two whole days\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:b\r\nDTSTART:20260505T150000Z\r\nDTEND:20260507T150000Z\r\nSUMMARY:Two days and nights\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:c\r\nDTSTART:20260505T150000Z\r\nDTEND:20260505T160000Z\r\nSUMMARY:=cmd|' /C calc'!A0\r\nEND:VEVENT\r\n" +
		"BEGIN:VEVENT\r\nUID:d\r\nDTSTART:20260505T150000Z\r\nSUMMARY:No end\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	wantCounts(t, importText(t, w, text), counts(3, 0, 0, 1))
	got := came(t, w)
	if !strings.HasPrefix(got["No end"], "webinar online 0m 2026-05-05") {
		t.Errorf("an event without an end came in as %s", got["No end"])
	}
	if want := "webinar online 0m 2026-05-05 00:00 +48h0m0s America/Denver"; got["Two whole days"] != want {
		t.Errorf("it came in as %s", got["Two whole days"])
	}
	if !strings.HasPrefix(got["Two days and nights"], "webinar online 0m") {
		t.Errorf("it came in as %s", got["Two days and nights"])
	}
}
