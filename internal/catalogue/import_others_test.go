package catalogue_test

import (
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// TestImportExportsOfOthers takes files as conference, ticket and calendar programs export them: what each row becomes, "off" where it is cancelled, or
// the field for which it is refused. Taken again, nothing changes.
func TestImportExportsOfOthers(t *testing.T) {
	w := ct.New(t, dbtest.SQLite(t))
	for name, test := range map[string]struct {
		text string
		want map[string]string
	}{
		"names in their dress": {
			"Event Title,Event Code,Event Status,Event Start Date,Event Start Time,Event End Date,Event End Time,Event Time Zone,Event Cost\n" +
				"Advocacy day,A1,Active,3/16/2027,9:00 AM,3/16/2027,4:00 PM,(UTC-06:00) Central Time (US & Canada),N/A\nOld gala,A2,Cancelled,3/17/2027,6:00 PM,3/17/2027,9:00 PM,Central Time,\n",
			map[string]string{"Advocacy day": "webinar online 420m 2027-03-16 09:00 +7h0m0s America/Chicago", "Old gala": "off"},
		},
		"stars and remarks": {
			"*Date,*Time Start,*Time End,\"Tracks\n(Optional)\",*Session Title\n03/15/2027,9:00 AM,10:00 AM,Plenary,Opening\n",
			map[string]string{"Opening": "webinar online 60m 2027-03-15 09:00 +1h0m0s America/Chicago"},
		},
		"a kind of thing before other words": {
			"Class Title,Class Date,Class Start Time,Class Length,Course Type,Class Level,Program Area,Session Format,Class Students,Meeting Organizer,Class Description\n" +
				"Kites,2027-04-14,10:00,6 weeks,Elective,Grade 5,East,Roundtable,25,The office,Of paper\n",
			map[string]string{"Kites": "webinar online 0m 2027-04-14 10:00 +1h0m0s America/Chicago"},
		},
		"the time twice, or with a day that is none": {
			"title,start_date,start_time,end\nTwice,2027-04-14T15:00:00Z,15:00,\nZones,2027-04-14T15:00:00-04:00,3 PM ET,\nDummy,2027-04-14,12/30/1899 10:00 AM,1899-12-30 11:30:00\n" +
				"Counted,2027-04-14,1900-01-01 10:00:00,\nSame,2027-04-14,2027-04-14 10:00,\nOther,2027-04-14,2027-04-15 10:00,\nNo day,,1900-01-01 10:00:00,\n",
			map[string]string{"Twice": "webinar online 0m 2027-04-14 15:00 +1h0m0s UTC", "Zones": "webinar online 0m 2027-04-14 15:00 +1h0m0s America/New_York", "Dummy": "webinar online 90m 2027-04-14 10:00 +1h30m0s America/Chicago",
				"Counted": "webinar online 0m 2027-04-14 10:00 +1h0m0s America/Chicago", "Same": "webinar online 0m 2027-04-14 10:00 +1h0m0s America/Chicago", "Other": "date", "No day": "date"},
		},
		"called off without a date": {
			"title,date,time\nCANCELLED: Kites,,\n", map[string]string{"CANCELLED: Kites": "webinar online 0m"},
		},
		"a calendar in UTC": {
			"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:Etc/UTC\nBEGIN:VEVENT\nUID:1\nDTSTART:20270505T160000Z\nDTEND:20270505T170000Z\nSUMMARY:By the hour\nEND:VEVENT\n" +
				"BEGIN:VEVENT\nUID:2\nDTSTART;VALUE=DATE:20270505\nDTEND;VALUE=DATE:20270506\nSUMMARY:By the day\nEND:VEVENT\nEND:VCALENDAR\n",
			map[string]string{"By the hour": "webinar online 60m 2027-05-05 11:00 +1h0m0s America/Chicago", "By the day": "webinar online 0m 2027-05-05 00:00 +24h0m0s America/Chicago"},
		},
		"both in the column of times": {
			"Name,Start Time,End Time,Type\nKindness,\"Mar 05, 2027 09:00 AM\",\"Mar 05, 2027 10:00 AM\",Keynote\n",
			map[string]string{"Kindness": "conference-session 60m 2027-03-05 09:00 +1h0m0s America/Chicago"},
		},
		"a day with its beginning": {
			"Topic,Date,Begin,End,Fee\nConflict,\"Tue, Mar 2, 2027\",9:30 AM,11:00 AM,TBD\nTotal,,,,3\nCANCELLED: Calm,\"Wed, Mar 3, 2027\",9:30 AM,11:00 AM,\n",
			map[string]string{"Conflict": "webinar online 90m 2027-03-02 09:30 +1h30m0s America/Chicago", "Total": "title", "Calm": "off"},
		},
		"several days in one cell": {
			"Conference,Dates\nSpring,\"April 14-16, 2027\"\nFall,30 September – 2 October 2027\n",
			map[string]string{"Spring": "webinar online 0m 2027-04-14 00:00 +72h0m0s America/Chicago", "Fall": "webinar online 0m 2027-09-30 00:00 +72h0m0s America/Chicago"},
		},
		"a calendar": {
			"BEGIN:VCALENDAR\nVERSION:2.0\nX-WR-TIMEZONE:America/Los_Angeles\nBEGIN:VEVENT\nUID:1\nDTSTART:20270505T160000Z\nDTEND:20270505T170000Z\nSUMMARY:In UTC\nEND:VEVENT\nBEGIN:VEVENT\nUID:2\nDTSTART:20270505T160000Z\nDTEND:20270505T170000Z\n" +
				"SUMMARY:Finding data (Canceled)\nSTATUS:CONFIRMED\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\nDTSTART:20270505T160000Z\nDTEND:20270505T170000Z\nSUMMARY:Cancelled culture in libraries\nEND:VEVENT\nEND:VCALENDAR\n",
			map[string]string{"In UTC": "webinar online 60m 2027-05-05 09:00 +1h0m0s America/Los_Angeles", "Finding data": "off",
				"Cancelled culture in libraries": "webinar online 60m 2027-05-05 09:00 +1h0m0s America/Los_Angeles"},
		},
		"a feed with words of its own": {
			`{"events":[{"id":1,"title":"Bounce","type":"tribe_events","start_date":"2027-03-02 10:00:00","end_date":"2027-03-02 10:45:00","timezone":"America/New_York","cost":"$5 – $10"},
			{"id":2,"title":"Fair","start_date":"2027-03-06 00:00:00","end_date":"2027-03-07 23:59:59","timezone":"America/New_York","audience":"Adults"}]}`,
			map[string]string{"Bounce": "webinar online 45m 2027-03-02 10:00 +45m0s America/New_York", "Fair": "webinar online 0m 2027-03-06 00:00 +48h0m0s America/New_York"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			source := func(o *catalogue.ImportOptions) {
				o.Source, o.Zone = name, "America/Chicago"
				if name == "stars and remarks" {
					o.DateOrder = tabular.MonthFirst
				}
			}
			r := importText(t, w, test.text, source)
			got := came(t, w)
			for _, row := range r.Rows {
				now := got[row.Title]
				switch {
				case row.Outcome == tabular.Refused:
					now = row.Problems[0].Field
				case noted(row.Notes, "It is cancelled where it comes from"):
					now = "off"
				}
				if now != test.want[row.Title] {
					t.Errorf("%s is %s %+v\nwant %s", row.Title, now, row.Problems, test.want[row.Title])
				}
			}
			if len(r.Rows) != len(test.want) {
				t.Errorf("%d rows are reported", len(r.Rows))
			}
			wantCounts(t, importText(t, w, test.text, source), counts(0, 0, len(r.Rows)-r.Counts.Refused, r.Counts.Refused))
		})
	}
}

// TestSourceIsAPage fetches what a page says for programs, twice.
func TestSourceIsAPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		f.answer.Store("<html><head><title>Events</title><script type=\"application/ld+json\">\n{\"@type\":\"Event\",\"name\":\"Grant\nwriting\",\"startDate\":\"2027-01-20T16:00:00Z to 2027-01-20T18:00:00Z\",\"url\":\"https://l.example/1\",}\n</script></head></html>")
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		for i, want := range []tabular.Counts{counts(1, 0, 0, 0), counts(0, 0, 1, 0)} {
			run, err := f.RunSource(ctx, f.Editor, src.ID, false)
			must(t, err)
			if run.Report.Counts != want {
				t.Errorf("run %d: %+v", i, run.Report)
			}
			f.answer.Store(f.answer.Load().(string) + "<p>later</p>")
		}
		if got := came(t, f.World)["Grant writing"]; got != "webinar online 120m 2027-01-20 10:00 +2h0m0s America/Chicago" {
			t.Errorf("it is %s", got)
		}
	})
}
