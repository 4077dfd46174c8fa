package catalogue_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestSourcesArePaged: an answer is read to its end, and what stands on pages that were not read is not thought to be gone.
func TestSourcesArePaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := newFed(t, d)
		page := func(n int, next string) string {
			var items []string
			for i := range 4 {
				k := 4*n + i
				items = append(items, fmt.Sprintf(`{"id":%d,"title":"Evening %d","start_date":"2026-04-%02d 18:00:00","end_date":"2026-04-%02d 19:00:00"}`, k, k, k+1, k+1))
			}
			return fmt.Sprintf(`{"events":[%s],"next_rest_url":%q}`, strings.Join(items, ","), next)
		}
		set := func(n int, next string) {
			f.pages.Store(map[bool]string{true: "/events", false: fmt.Sprintf("/events?page=%d", n+1)}[n == 0], page(n, next))
		}
		set(0, f.url+"/events?page=2")
		set(1, "/events?page=3")
		set(2, "")
		src, err := f.SaveSource(ctx, f.Editor, "", f.settings())
		must(t, err)
		run := func(what string, created int, gone int, note string) {
			t.Helper()
			f.Clock.Advance(time.Hour)
			r, err := f.RunSource(ctx, f.Editor, src.ID, false)
			must(t, err)
			if r.Outcome != catalogue.RunApplied || r.Report.Counts.Created != created || r.Gone != gone || note != "" && !noted(r.Report.Notes, note) || note == "" && noted(r.Report.Notes, "not to the end") {
				t.Errorf("%s: it made %+v of %+v, %d are gone, notes: %q", what, r.Outcome, r.Report.Counts, r.Gone, r.Report.Notes)
			}
		}
		run("three pages", 12, 0, "")
		set(1, f.url+"/events")
		run("back to the first", 0, 0, "lead back")
		set(1, "https://elsewhere.example/events?page=3")
		run("another server", 0, 0, "another server")
		set(1, "/events?page=3")
		f.pages.Store("/events?page=3", "")
		run("a page that fails", 0, 0, "with an error")
		f.pages.Store("/events?page=3", `{"events":[],"next_rest_url":""}`)
		run("a page without items", 0, 4, "")
		if f.same.Load() > 0 {
			t.Error("a feed of several pages was taken for unchanged by its first")
		}
	})
}

// TestPrivateEventsStayPrivate: what a calendar does not mean for everybody is not taken, and not named either.
func TestPrivateEventsStayPrivate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		event := func(uid, more string) string {
			return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTART:20260504T180000Z\r\nDTEND:20260504T190000Z\r\n" + more + "END:VEVENT\r\n"
		}
		r := importText(t, w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"+event("1", "SUMMARY:Story time\r\nCLASS:PUBLIC\r\n")+event("2", "SUMMARY:Dentist\r\nCLASS:PRIVATE\r\n")+
			event("3", "SUMMARY:Appraisal\r\nCLASS:CONFIDENTIAL\r\nRRULE:FREQ=DAILY;COUNT=3\r\n")+"BEGIN:VEVENT\r\nUID:4\r\nSUMMARY:Surgery\r\nCLASS:PRIVATE\r\nDTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")
		wantCounts(t, r, counts(1, 0, 0, 0))
		if !noted(r.Notes, "private or confidential, which were not taken: 3") {
			t.Errorf("notes: %q", r.Notes)
		}
	})
}

// TestImportNotesWhatIsWithdrawn: a date that is postponed is noted, and so is an offer without dates that its file names no more.
func TestImportNotesWhatIsWithdrawn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		r := importText(t, w, "title,date,time,zone,status\nKites,2026-05-04,14:00,America/Chicago,Postponed\n", func(o *catalogue.ImportOptions) { o.Source = "Dates" })
		if !noted(r.Rows[0].Notes, "postponed") {
			t.Errorf("a date that is postponed: %+v", r.Rows)
		}
		kinds := func(o *catalogue.ImportOptions) { publishable(o); o.Kind = catalogue.Publication }
		wantCounts(t, importText(t, w, "id,title\n1,A guide\n2,A list\n", kinds), counts(2, 0, 0, 0))
		if r = importText(t, w, "id,title\n1,A guide\n", kinds); !noted(r.Notes, "“A list”, is in the file no more") || noted(r.Notes, "A guide") {
			t.Errorf("of what is withdrawn it says %q", r.Notes)
		}
		const feed = `<rss version="2.0"><channel><title>News</title><item><title>%s</title><link>https://example.org/%[1]s</link></item></channel></rss>`
		news := func(o *catalogue.ImportOptions) { publishable(o); o.Source = "News" }
		importText(t, w, fmt.Sprintf(feed, "Old"), news)
		if r = importText(t, w, fmt.Sprintf(feed, "New"), news); noted(r.Notes, "no more") {
			t.Errorf("news that have grown old are withdrawn: %q", r.Notes)
		}
	})
}

// TestFeedsArePublishedWithDefaults: what a feed never says is said once for all that it brings, and what it says counts.
func TestFeedsArePublishedWithDefaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		fields := map[string]string{"areas": "collections", "level": "foundational", "format": "online", "language": "es", "minutes": "20", "accessibility": "Ask us.", "summary": "Something to read."}
		defaults, err := catalogue.ReadDefaults(fields)
		must(t, err)
		r := importText(t, w, `<rss version="2.0"><channel><title>News</title><item><title>Weeding</title><link>https://example.org/w</link><category>Technology</category>
			<description>First sentence. Second.</description></item><item><title>Mending</title><link>https://example.org/m</link></item></channel></rss>`,
			func(o *catalogue.ImportOptions) { o.Publish, o.Defaults = true, defaults })
		wantCounts(t, r, counts(2, 0, 0, 0))
		want := map[string]string{"Weeding": "[technology] First sentence. Second. es 20", "Mending": "[collections] Something to read. es 20"}
		for _, o := range allOffers(t, w) {
			v, err := w.Preview(ctx, w.Editor, o.Key)
			must(t, err)
			if got := fmt.Sprintf("%v %s %s %d", v.Version.Areas, v.Version.Summary, v.Version.Language, v.Version.Minutes); o.Status != catalogue.StatusPublished || got != want[o.Title] {
				t.Errorf("%s is %s: %s", o.Title, o.Status, got)
			}
		}
		for name, value := range map[string]string{"minutes": "many", "colour": "red"} {
			if _, err := catalogue.ReadDefaults(map[string]string{name: value}); err == nil {
				t.Errorf("%s=%s is read", name, value)
			}
		}
		if _, err := w.ImportOffers(ctx, w.Manager, strings.NewReader("title\nKites\n"), catalogue.ImportOptions{Source: "x", Unit: w.Unit.ID, Defaults: catalogue.Defaults{Areas: []string{"none such"}}}); err == nil {
			t.Error("an area that is none is taken")
		}
	})
}
