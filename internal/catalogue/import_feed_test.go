package catalogue_test

import (
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// Other people's feeds become offers like the rows of a table, and the same feed taken twice changes nothing.
func TestImportFeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		zone := func(name string) func(*catalogue.ImportOptions) {
			return func(o *catalogue.ImportOptions) { o.Source, o.Zone = name, "America/Chicago" }
		}
		ld := `<html><script type="application/ld+json">[{"@context":"https://schema.org","@type":"Course","name":"Mending &lt;b&gt;books&lt;/b&gt;","url":"https://l.example/c","hasCourseInstance":[
			{"@type":"CourseInstance","startDate":"2026-06-01","endDate":"2026-06-05"},{"@type":"CourseInstance","startDate":"2026-09-01T09:00","duration":"PT2H"}]},
			{"@type":"Event","name":"Kites","startDate":"2026-06-02T10:00","location":"Main hall","url":"javascript:alert(1)"}]</script></html>`
		r := importText(t, w, ld, zone("page"))
		wantCounts(t, r, counts(2, 1, 0, 0))
		if !noted(r.Rows[2].Notes, "left out") {
			t.Errorf("the link was taken: %+v", r.Rows[2])
		}
		wantCounts(t, importText(t, w, ld, zone("page")), counts(0, 0, 3, 0))
		rss := `<rss xmlns:ev="http://purl.org/rss/1.0/modules/event/"><channel><item><title>Reading aloud</title><link>https://l.example/1</link><description>How &amp;amp; why.</description></item>
			<item><title>A talk</title><link>https://l.example/2</link><ev:startdate>04/05/2026 10:00</ev:startdate></item><item><title>Another</title><link>https://l.example/3</link><ev:startdate>06/05/2026 10:00</ev:startdate></item></channel></rss>`
		r = importText(t, w, rss, zone("rss"))
		wantCounts(t, r, counts(1, 0, 0, 2))
		if p := r.Rows[1].Problems[0].Message; !strings.Contains(p, "4 May 2026 or 5 April 2026") {
			t.Errorf("it says %q", p)
		}
		wantCounts(t, importText(t, w, rss, zone("rss"), func(o *catalogue.ImportOptions) { o.DateOrder = tabular.DayFirst }), counts(2, 0, 1, 0))
		for _, o := range allOffers(t, w) {
			if (o.Title == "Reading aloud" || o.Title == "A talk") && o.Kind != catalogue.Outside || strings.HasPrefix(o.Title, "Mending") && (o.Kind != catalogue.Course || strings.Contains(o.Title, "<")) {
				t.Errorf("%s is %s", o.Title, o.Kind)
			}
		}
		wantCounts(t, importText(t, w, `{"offers":[{"title":"Kites of paper","date":"20260314T1400","zone":"Chicago","minutes":60,"kind":"none such","price":"$5 - $10"},{"title":"Silk","date":"2026-05-14","time":"2 pm","zone":"Eastern Time","minutes":60}]}`, zone("json")), counts(2, 0, 0, 0))
	})
}

// What is wrong with a cell says what could stand there.
func TestRefusalsNameWhatIsAllowed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		r := importText(t, w, "title,kind,level,format,audiences,unit\nA,party,high,sideways,cats,NONE\n")
		wantCounts(t, r, counts(0, 0, 0, 1))
		all := ""
		for _, p := range r.Rows[0].Problems {
			all += p.Message
		}
		r = importText(t, w, "title,kind,level,format,audiences\nA,party,high,sideways,cats\n")
		for _, p := range r.Rows[0].Problems {
			all += p.Message
		}
		for _, want := range []string{"webinar, course", "foundational, practitioner", "in-person, online", "academic, public", w.Unit.Acronym} {
			if !strings.Contains(all, want) {
				t.Errorf("%q is not in %s", want, all)
			}
		}
	})
}

// A date that its source cancels and takes up again takes place; one that a person has cancelled does not.
func TestCancelledDateComesBack(t *testing.T) {
	event := func(sequence, status string) string {
		title, status, _ := strings.Cut(status, " ")
		if status == "" {
			title, status = "", title
		}
		return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nSEQUENCE:" + sequence + "\r\nSTATUS:" + status +
			"\r\nDTSTART:20260602T180000Z\r\nDTEND:20260602T190000Z\r\nSUMMARY:" + title + "Kites \u202Eevil\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		importText(t, w, event("1", "CONFIRMED"), publishable)
		row := allOffers(t, w)[0]
		if row.Title != "Kites evil" {
			t.Errorf("the title is %q", row.Title)
		}
		at := func() catalogue.Occurrence {
			t.Helper()
			v, err := w.Show(ctx, w.Manager, string(row.ID))
			must(t, err)
			return v.Occurrences[0]
		}
		for _, step := range []struct {
			sequence, status string
			counts           tabular.Counts
			want             string
		}{
			{"2", "CANCELLED", counts(0, 1, 0, 0), catalogue.Cancelled}, {"2", "CANCELLED", counts(0, 0, 1, 0), catalogue.Cancelled},
			{"2", "CONFIRMED", counts(0, 0, 1, 0), catalogue.Cancelled}, {"3", "CONFIRMED", counts(0, 1, 0, 0), catalogue.Scheduled}, {"3", "CONFIRMED", counts(0, 0, 1, 0), catalogue.Scheduled},
			{"4", "CANCELLED", counts(0, 1, 0, 0), catalogue.Cancelled}, {"5", "CONFIRMED", counts(0, 1, 0, 0), catalogue.Scheduled},
			{"5", "CANCELLED: CONFIRMED", counts(0, 1, 0, 0), catalogue.Cancelled}, {"5", "CONFIRMED", counts(0, 1, 0, 0), catalogue.Scheduled}, // by its title alone
		} {
			r := importText(t, w, event(step.sequence, step.status), publishable)
			wantCounts(t, r, step.counts)
			if c := at(); c.Status != step.want {
				t.Errorf("%+v: it is %s", step, c.Status)
			}
		}
		back := 0
		for _, e := range outbox[catalogue.OccurrenceChanged](t, d, "catalogue.occurrence-changed") {
			if len(e.Changed) == 1 && e.Changed[0] == "status" && e.OccurrenceID == at().ID && e.StartsAt.Equal(at().StartsAt) {
				back++
			}
		}
		if back != 3 {
			t.Errorf("of 3 times that it takes place again %d are told", back)
		}
		must(t, w.CancelOccurrence(ctx, w.Manager, at().ID, "The kite broke."))
		wantCounts(t, importText(t, w, event("9", "CONFIRMED"), publishable), counts(0, 0, 1, 0))
		table := "id,title,date,zone,minutes,status\n1,Knots,2026-06-03 14:00,ET,60,%\n"
		for _, status := range []string{"", "Cancelled", "", "canceled"} {
			importText(t, w, strings.ReplaceAll(table, "%", status), publishable, func(o *catalogue.ImportOptions) { o.Source = "table" })
		}
		for _, o := range allOffers(t, w) {
			if o.Title == "Knots" {
				row = o
			}
		}
		if c := at(); c.Status != catalogue.Cancelled {
			t.Errorf("it is %s", c.Status)
		}
	})
}

// An event without an end fills a year, not the rest of time, wherever it began.
func TestEndlessEvents(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		for i, rule := range []string{"FREQ=WEEKLY", "FREQ=WEEKLY;COUNT=2147483648", "FREQ=WEEKLY;UNTIL=29991231T000000Z"} {
			r := importText(t, w, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART:20100105T180000Z\r\nDTEND:20100105T190000Z\r\nRRULE:"+rule+"\r\nSUMMARY:Chess\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
				func(o *catalogue.ImportOptions) { o.Source = rule })
			if n := r.Counts.Total; n < 54 || n > 58 || r.Counts.Refused > 0 || !noted(r.Rows[0].Notes, "without an end") {
				t.Errorf("%d: %+v %v", i, r.Counts, r.Rows[0])
			}
		}
		v, err := w.Show(ctx, w.Manager, string(allOffers(t, w)[0].ID))
		must(t, err)
		if last := v.Occurrences[len(v.Occurrences)-1].StartsAt; last.Before(w.Clock.Now().Add(300 * 24 * time.Hour)) {
			t.Errorf("the last is %s", last)
		}
	})
}

// A source that was first used without a unit is the unit's when it says so later.
func TestSourceGetsItsUnit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		table := "title,unit\nKites," + w.Unit.Acronym + "\n"
		none := func(o *catalogue.ImportOptions) { o.Unit = "" }
		wantCounts(t, importText(t, w, table, none), counts(1, 0, 0, 0))
		r := importText(t, w, table)
		wantCounts(t, r, counts(0, 0, 1, 0))
		if !noted(r.Notes, "is the unit's from now on") {
			t.Error(r.Notes)
		}
		wantCounts(t, importText(t, w, table), counts(0, 0, 1, 0))
	})
}
