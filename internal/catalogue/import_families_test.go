package catalogue_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// heldBy are the offers of a world with the days of their dates, in order.
func heldBy(t *testing.T, w *ct.World) string {
	t.Helper()
	var out []string
	for _, row := range allOffers(t, w) {
		v, err := w.Preview(ctx, w.Editor, row.Key)
		must(t, err)
		s := row.Title
		for _, o := range v.Occurrences {
			s += o.StartsAt.In(o.Location()).Format(" 01-02")
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

// TestFamiliesOfDates follows feeds through their runs: what is in the catalogue after each, and how many rows each refuses. The last run, taken again, changes nothing.
func TestFamiliesOfDates(t *testing.T) {
	type run struct {
		text    string
		refused int
		want    string
	}
	events := func(list ...string) string { return `{"events":[` + strings.Join(list, ",") + `]}` }
	on := func(id, title, day string, more ...string) string {
		return fmt.Sprintf(`{"id":%s,"title":"%s","start":"2027-%sT10:00"%s}`, id, title, day, strings.Join(more, ""))
	}
	page := func(address string) string { return `,"url":"https://l.example/` + address + `"` }
	vevent := func(uid, title, day string, more ...string) string {
		return "BEGIN:VEVENT\nUID:" + uid + "\nSUMMARY:" + title + "\nDTSTART:2027" + day + "T100000\nDTEND:2027" + day + "T110000\n" + strings.Join(more, "") + "END:VEVENT\n"
	}
	cal := func(list ...string) string {
		return "BEGIN:VCALENDAR\nVERSION:2.0\n" + strings.Join(list, "") + "END:VCALENDAR\n"
	}
	past := strings.ReplaceAll(vevent("A", "Maps", "0105"), "2027", "2026")
	office := func(day string) string {
		return vevent("o"+day, "Office hours", day, "URL:https://l.example/calendar\n")
	}
	for name, runs := range map[string][]run{
		"a row with a cell too many": {{"ID,Series ID,Title,Date\n1,7,Alpha,2027-03-01 10:00\n2,7,Beta,2027-03-02 10:00,x\n3,7,Gamma,2027-03-03 10:00\n4,7,Gamma,2027-03-10 10:00\n", 1, "Alpha 03-01; Gamma 03-03 03-10"},
			{"ID,Series ID,Title,Date\n3,7,Gamma,2027-03-03 10:00\n4,7,Gamma,2027-03-17 10:00\n", 0, "Alpha 03-01; Gamma 03-03 03-17"}},
		"a row of which nothing is left": {{`[{"id":1,"title":"Alpha","start":"2027-03-01T10:00"},{"id":1},{"id":1,"title":"Beta","start":"2027-03-02T10:00"},{"id":3,"title":"Gamma","start":"2027-03-03T10:00","seriesId":7},{"id":4,"title":"Gamma","start":"2027-03-10T10:00","seriesId":7}]`,
			0, "Alpha 03-01; Beta 03-02; Gamma 03-03 03-10"}},
		"several dates of one id": {
			{`{"id":5,"title":"Looms","seriesId":12,"dates":[{"start":"2027-03-01T10:00"},{"start":"2027-03-08T10:00"}]}`, 0, "Looms 03-01 03-08"},
			{events(`{"id":5,"title":"Looms","seriesId":12,"dates":[{"start":"2027-03-01T10:00"},{"start":"2027-03-08T10:00"}]}`, on("6", "Looms", "03-15", `,"seriesId":12`)), 0, "Looms 03-01 03-08 03-15"}},
		"a schedule in a series": {{`{"@context":"https://schema.org","@type":"Event","@id":"e","name":"Quilts","superEvent":{"@type":"EventSeries","@id":"s","name":"Quilts"},
			"eventSchedule":{"startDate":"2027-03-01","startTime":"10:00","endTime":"11:00","repeatFrequency":"P1W","repeatCount":3,"scheduleTimezone":"America/Chicago"}}`, 0, "Quilts 03-01 03-08 03-15"}},
		"two offers get one name": {
			{events(on("1", "Book club (spring)", "03-01", page("p")), on("2", "Book club (spring)", "03-08", page("p")), on("3", "Book club (fall)", "09-01", `,"seriesId":8`), on("4", "Book club (fall)", "09-08", `,"seriesId":8`)), 0,
				"Book club (fall) 09-01 09-08; Book club (spring) 03-01 03-08"},
			{events(on("1", "Book club", "03-01", page("p")), on("2", "Book club", "03-08", page("p")), on("3", "Book club", "09-01", page("p")), on("4", "Book club", "09-15", page("p"))), 0,
				"Book club 03-01 03-08; Book club 09-01 09-15"}},
		"siblings of a calendar": {
			{cal(vevent("A", "Maps", "0301"), vevent("B", "Maps", "0308", "RELATED-TO:A\n")), 0, "Maps 03-01 03-08"},
			{cal(vevent("A", "Maps", "0308"), vevent("B", "Maps", "0315", "RELATED-TO:A\n")), 0, "Maps 03-08 03-15"},
			{cal(vevent("B", "Maps", "0315", "RELATED-TO:A\n"), vevent("C", "Maps", "0322", "RELATED-TO:B\n")), 0, "Maps 03-08 03-15 03-22"}},
		"siblings of a calendar, the first past": {{cal(past, vevent("B", "Maps", "0308", "RELATED-TO:A\n")), 0, "Maps 01-05 03-08"},
			{cal(past, vevent("B", "Maps", "0315", "RELATED-TO:A\n")), 0, "Maps 01-05 03-15"}},
		"siblings of a feed": {
			{events(on("21", "Maps", "03-01", `,"future_dates":[{"event_id":22,"start":"2027-03-08T10:00"}]`), on("22", "Maps", "03-08")), 0, "Maps 03-01 03-08"},
			{events(on("21", "Maps", "03-08", `,"future_dates":[{"event_id":22,"start":"2027-03-15T10:00"}]`), on("22", "Maps", "03-15")), 0, "Maps 03-08 03-15"}},
		"an event with the id of another's date": {{"Event ID,Instance ID,Series ID,Title,Date\n50,1,,Kites,2027-03-01 10:00\n50,2,,Kites,2027-03-08 10:00\n", 0, "Kites 03-01 03-08"},
			{"Event ID,Instance ID,Series ID,Title,Date\n50,1,,Kites,2027-03-01 10:00\n50,2,,Kites,2027-03-08 10:00\n2,,,Swords,2027-03-15 10:00\n", 0, "Kites 03-01 03-08; Swords 03-15"}},
		"the page of a calendar":                       {{cal(office("0301"), office("0308"), vevent("s", "Story time", "0302", "URL:https://l.example/calendar\n")), 0, "Office hours 03-01; Office hours 03-08; Story time 03-02"}},
		"the page of an event that is called off once": {{events(on("1", "Looms", "03-01", page("looms")), on("2", "Looms", "03-08", page("looms")), on("3", "Canceled: Looms", "03-15", page("looms"))), 0, "Looms 03-01 03-08"}},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				w := ct.New(t, d)
				source := func(o *catalogue.ImportOptions) { o.Source, o.Zone = "s", "America/Chicago" }
				for i, one := range append(runs, runs[len(runs)-1]) {
					r := importText(t, w, one.text, source)
					if got := heldBy(t, w); got != one.want || r.Counts.Refused != one.refused {
						t.Errorf("run %d: %s\nwant %s: %+v", i+1, got, one.want, r)
					}
					if i == len(runs) && r.Counts.Created+r.Counts.Changed > 0 {
						t.Errorf("taken again: %+v", r.Rows)
					}
				}
			})
		})
	}
}
