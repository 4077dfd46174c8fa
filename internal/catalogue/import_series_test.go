package catalogue_test

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestSeriesOfDatesWithIDs takes feeds whose dates have ids of their own. They are one offer where the feed says so, and never by their title alone.
func TestSeriesOfDatesWithIDs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		for name, test := range map[string]struct {
			text   string
			want   map[string]int // dates, by title; of several offers of one title all together
			offers int
		}{
			"a series by its id": {`{"events":[{"id":11,"title":"Zines","start":"2027-03-01T10:00:00-06:00","end":"2027-03-01T11:00:00-06:00","seriesId":5},
				{"id":12,"title":"Zines","start":"2027-03-08T10:00:00-06:00","end":"2027-03-08T11:00:00-06:00","seriesId":5},{"id":13,"title":"Zines at night","start":"2027-03-15T20:00:00-05:00","end":"2027-03-15T21:00:00-05:00","seriesId":5}]}`,
				map[string]int{"Zines": 2, "Zines at night": 1}, 2},
			"dates that name each other": {`{"events":[{"id":21,"title":"Maps","start":"2027-03-01T10:00:00-06:00","future_dates":[{"event_id":22,"start":"2027-03-08T10:00:00-06:00"}]},{"id":22,"title":"Maps","start":"2027-03-08T10:00:00-06:00","future_dates":[]}]}`,
				map[string]int{"Maps": 2}, 1},
			"one page": {`{"events":[{"id":31,"title":"Looms","url":"https://l.example/looms","start_date":"2027-03-01 10:00:00"},{"id":32,"title":"Looms","url":"https://l.example/looms","start_date":"2027-03-08 10:00:00"},{"id":33,"title":"Looms, advanced","url":"https://l.example/looms2","start_date":"2027-03-09 10:00:00"}]}`,
				map[string]int{"Looms": 2, "Looms, advanced": 1}, 2},
			"a title alone": {`{"events":[{"id":41,"title":"Talks","url":"https://l.example/41","start_date":"2027-03-01 10:00:00","series":"Evenings"},{"id":42,"title":"Talks","url":"https://l.example/42","start_date":"2027-03-08 10:00:00","series":"Evenings"}]}`,
				map[string]int{"Talks": 2}, 2},
			"events of a series in linked data": {`{"@context":"https://schema.org","@graph":[{"@type":"Event","@id":"e51","name":"Quilts","startDate":"2027-03-01T10:00:00-06:00","superEvent":{"@type":"EventSeries","@id":"s5","name":"Quilts"}},
				{"@type":"Event","@id":"e52","name":"Quilts","startDate":"2027-03-08T10:00:00-06:00","superEvent":{"@type":"EventSeries","@id":"s5","name":"Quilts"}},
				{"@type":"Event","@id":"e53","name":"Opening","startDate":"2027-03-08T10:00:00-06:00","superEvent":{"@type":"Event","@id":"c","name":"Congress","startDate":"2027-03-08"}}]}`,
				map[string]int{"Quilts": 2, "Opening": 1, "Congress": 1}, 3},
		} {
			t.Run(name, func(t *testing.T) {
				source := func(o *catalogue.ImportOptions) { o.Source, o.Zone = name, "America/Chicago" }
				before := len(allOffers(t, w))
				r := importText(t, w, test.text, source)
				if r.Counts.Refused > 0 {
					t.Fatalf("%+v", r.Rows)
				}
				got := map[string]int{}
				for _, o := range allOffers(t, w) {
					v, err := w.Preview(ctx, w.Editor, o.Key)
					must(t, err)
					got[o.Title] += len(v.Occurrences)
				}
				for title, n := range test.want {
					if got[title] != n {
						t.Errorf("%s has %d dates, not %d: %+v", title, got[title], n, r.Rows)
					}
				}
				if n := len(allOffers(t, w)) - before; n != test.offers {
					t.Errorf("%d offers: %+v", n, r.Rows)
				}
				again := importText(t, w, test.text, source)
				wantCounts(t, again, counts(0, 0, r.Counts.Total, 0))
			})
		}
	})
}

// TestSeriesOverTime follows a series from one run to the next: dates pass, move, get another title, and others come.
func TestSeriesOverTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := ct.New(t, d)
		at := func(id, title, start string) string {
			return `{"id":` + id + `,"title":"` + title + `","url":"https://l.example/k","start":"` + start + `"}`
		}
		run := func(events ...string) []string {
			t.Helper()
			r := importText(t, w, `{"events":[`+strings.Join(events, ",")+`]}`, func(o *catalogue.ImportOptions) { o.Source, o.Zone = "s", "America/Chicago" })
			if r.Counts.Refused > 0 {
				t.Fatalf("%+v", r.Rows)
			}
			var out []string
			for title, was := range came(t, w) {
				out = append(out, title+": "+strings.Join(strings.Fields(was)[3:], " "))
			}
			return out
		}
		want := func(got []string, want string) {
			t.Helper()
			if len(got) != 1 || got[0] != want {
				t.Errorf("%v\nwant %s", got, want)
			}
		}
		// The first came alone, before anything said that it is of a series.
		want(run(at("1", "Kites", "2027-03-01T10:00")), "Kites: 2027-03-01 10:00 +1h0m0s America/Chicago")
		want(run(at("1", "Kites", "2027-03-01T10:00"), at("2", "Kites", "2027-03-08T10:00")), "Kites: 2027-03-01 10:00 +1h0m0s America/Chicago 2027-03-08 10:00 +1h0m0s America/Chicago")
		// The second moves to before the first, which is gone, and is called otherwise.
		want(run(at("2", "Kites and wind", "2027-02-22T11:00")), "Kites and wind: 2027-02-22 11:00 +1h0m0s America/Chicago 2027-03-01 10:00 +1h0m0s America/Chicago")
		want(run(at("2", "Kites and wind", "2027-02-22T11:00"), at("3", "Kites and wind", "2027-03-15T10:00")),
			"Kites and wind: 2027-02-22 11:00 +1h0m0s America/Chicago 2027-03-01 10:00 +1h0m0s America/Chicago 2027-03-15 10:00 +1h0m0s America/Chicago")
	})
}
