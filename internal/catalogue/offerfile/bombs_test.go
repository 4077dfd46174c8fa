package offerfile

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
)

// TestHostileFilesAreBounded reads files of which little text comes to much.
func TestHostileFilesAreBounded(t *testing.T) {
	many := func(n int, one string) string {
		return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
	}
	numbered := func(n int, form string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, form+",", i)
		}
		return "[" + strings.TrimSuffix(b.String(), ",") + "]"
	}
	graph := func(things ...string) string {
		return `{"@context":"https://schema.org","@graph":[` + strings.Join(things, ",") + `]}`
	}
	daily := `{"@id":"s","@type":"Schedule","startDate":"2027-01-01","repeatFrequency":"P1D","repeatCount":500,"startTime":"10:00"}`
	for _, c := range []struct{ name, text, want string }{
		{"dates of one event", graph(`{"@type":"Event","name":"A","startDate":` + many(60_000, `"2027-01-01"`) + `}`), "more than 50000 rows"},
		{"events that repeat", graph(daily, strings.Trim(many(101, `{"@type":"Event","name":"A","eventSchedule":{"@id":"s"}}`), "[]")), "more than 50000 rows"},
		{"parts of one event", graph(`{"@type":"Event","name":"A","subEvent":` + many(60_000, `{"@type":"Event","startDate":"2027-01-01"}`) + `}`), "more than 50000 rows"},
		{"instances of one course", graph(`{"@type":"Course","name":"A","hasCourseInstance":` + many(60_000, `{"@type":"CourseInstance","startDate":"2027-01-01"}`) + `}`), "more than 50000 rows"},
		{"a long thing that is named often", graph(`{"@id":"p","@type":"Person","name":"P","x":`+many(50_000, "1")+`}`, `{"@type":"Event","name":"A","startDate":"2027-01-01","performer":`+many(1_000, `{"@id":"p"}`)+`}`), "too large"},
		{"dates of an object", `[{"title":"A","dates":` + many(60_000, `{"start":"2027-01-01"}`) + `}]`, "more than 50000 rows"},
		{"columns", numbered(600, `{"title":"A","date":"2027-01-01","x%d":"1"}`), "more than 512 columns"},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read([]byte(c.text), Options{})
			if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d rows, %v", len(table.Rows), err)
			}
		})
	}
	for _, c := range []struct {
		name, text string
		rows       int
		note       string
	}{
		{"one schedule that is named often", graph(daily, `{"@type":"Event","name":"A","eventSchedule":`+many(1_000, `{"@id":"s"}`)+`}`), 20 * 500, "more than 20 schedules"},
		{"one instance that is named often", graph(`{"@id":"i","@type":"CourseInstance","startDate":"2027-01-01"}`, `{"@type":"Course","name":"A","hasCourseInstance":`+many(60_000, `{"@id":"i"}`)+`}`), 1, ""},
		{"rules that come to nothing", graph(strings.Trim(many(300, `{"@type":"Event","name":"A","eventSchedule":{"startDate":"1900-01-01","repeatFrequency":"P1Y","byMonth":2,"byMonthDay":30}}`), "[]")), 300, "more than is taken"},
		{"days of weeks", graph(`{"@type":"Event","name":"A","startDate":"2027-01-01","eventSchedule":{"repeatFrequency":"P1M","byDay":` + numbered(20_000, `"Monday%d"`) + `,"byMonthWeek":` + numbered(20_000, `%d`) + `}}`), 1, "not understood"},
		{"days that are left out", graph(`{"@type":"Event","name":"A","eventSchedule":{"startDate":"2027-01-01","repeatFrequency":"P1D","repeatCount":2,"exceptDate":` + numbered(200_000, `"2028-01-01x%d"`) + `}}`), 2, "more than 2000 days"},
		{"prices in other coins", graph(`{"@type":"Event","name":"A","startDate":"2027-01-01","offers":` + numbered(100, `{"price":"1","priceCurrency":"X%d"}`) + `}`), 1, "X1,"},
		{"parts of one another", graph(`{"@id":"a","@type":"Event","name":"A","startDate":"2027-01-01","subEvent":{"@id":"b"}}`, `{"@id":"b","@type":"Event","name":"A","startDate":"2027-01-01","subEvent":[{"@id":"a"},{"@id":"b"}]}`), 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			table, err := Read([]byte(c.text), Options{})
			if err != nil || len(table.Rows) != c.rows {
				t.Fatalf("%d rows, not %d, %v", len(table.Rows), c.rows, err)
			}
			var notes []string
			for _, r := range table.Rows {
				if len(r.Notes) > 2*maxNotes {
					t.Fatalf("%d notes", len(r.Notes))
				}
				notes = append(notes, r.Notes...)
			}
			if !strings.Contains(strings.Join(notes, "\n"), c.note) {
				t.Errorf("%q", notes[:min(len(notes), 5)])
			}
		})
	}
}
