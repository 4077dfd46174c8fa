package tabular

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/errs"
)

func sampleReport() *Report {
	r := NewReport("offers", "spring.tsv", true)
	r.Note("Dates such as 10-03-2016 were read day first because 14-06-2016 can only be so.")
	r.Note("Dates such as 10-03-2016 were read day first because 14-06-2016 can only be so.")
	r.Add(RowReport{Line: 2, Key: "maps-2016", Title: "Maps", Outcome: Created})
	r.Add(RowReport{Line: 3, Key: "Zines", Title: "Zines", Outcome: Changed, Changes: []Change{{"date", "2016-03-10", "2016-03-11"}, {"sponsor", "", "=A\nB"}}})
	r.Add(RowReport{Line: 4, Title: "Same", Outcome: Unchanged})
	r.Add(RowReport{Line: 5, Title: "Same, with a note", Outcome: Unchanged, Notes: []string{"“title” held control characters, which were replaced or taken out."}})
	var fields errs.Fields
	_, _, err := NewDateReader("").Date("29-02-2015")
	NameField(&fields, "date", err)
	NameField(&fields, "title", nil)
	fields.Add("seats", "At least %d.", 1)
	r.Refuse(6, "", "Odd\x1b[31m", fields.Err())
	r.Refuse(7, "", "", errors.New("dial tcp: refused"))
	r.Refuse(8, "", "", errs.New(errs.Conflict, "Another row (line %d) has the same key.", 2))
	return r
}

func TestReportCounts(t *testing.T) {
	r := sampleReport()
	if d := cmp.Diff(Counts{Total: 7, Created: 1, Changed: 1, Unchanged: 2, Refused: 3}, r.Counts); d != "" {
		t.Error(d)
	}
	if len(r.Notes) != 1 || len(r.Rows) != 7 || r.Truncated {
		t.Errorf("%d notes, %d rows, truncated %v", len(r.Notes), len(r.Rows), r.Truncated)
	}
}

func TestReportText(t *testing.T) {
	var b strings.Builder
	if err := sampleReport().WriteText(&b); err != nil {
		t.Fatal(err)
	}
	want := `Import of offers from spring.tsv, dry run: nothing was saved
  Dates such as 10-03-2016 were read day first because 14-06-2016 can only be so.
line 2      created    maps-2016: Maps
line 3      changed    Zines
    date: 2016-03-10 -> 2016-03-11
    sponsor: (nothing) -> =A B
line 5      unchanged  Same, with a note
    “title” held control characters, which were replaced or taken out.
line 6      refused    Odd[31m
    date: “29-02-2015” is not a date: February 2015 has 28 days.
    seats: At least 1.
line 7      refused
    This row could not be taken because of a fault on our side. Try again, and tell us if it stays so.
line 8      refused
    Another row (line 2) has the same key.
7 rows: 1 created, 1 changed, 2 unchanged, 3 refused.
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestReportCSV(t *testing.T) {
	var b strings.Builder
	if err := sampleReport().WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFF" + strings.ReplaceAll(`line,outcome,key,title,field,from,to,message
2,created,maps-2016,Maps,,,,
3,changed,Zines,Zines,date,2016-03-10,2016-03-11,
3,changed,Zines,Zines,sponsor,,'=A B,
4,unchanged,,Same,,,,
5,unchanged,,"Same, with a note",,,,"“title” held control characters, which were replaced or taken out."
6,refused,,Odd[31m,date,,,“29-02-2015” is not a date: February 2015 has 28 days.
6,refused,,Odd[31m,seats,,,At least 1.
7,refused,,,,,,"This row could not be taken because of a fault on our side. Try again, and tell us if it stays so."
8,refused,,,,,,Another row (line 2) has the same key.
`, "\n", "\r\n")
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestReportJSON(t *testing.T) {
	r := NewReport("members", "members.xlsx", false)
	r.Add(RowReport{Line: 2, Key: "A-1", Outcome: Changed, Changes: []Change{{"name", "A", "B"}}})
	r.Refuse(3, "", "", invalid("No."))
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"kind":"members","source":"members.xlsx","dry_run":false,"notes":[],` +
		`"counts":{"total":2,"created":0,"changed":1,"unchanged":0,"refused":1},` +
		`"rows":[{"line":2,"key":"A-1","outcome":"changed","changes":[{"field":"name","from":"A","to":"B"}]},` +
		`{"line":3,"outcome":"refused","problems":[{"message":"No."}]}],"truncated":false}`
	if d := cmp.Diff(want, string(b)); d != "" {
		t.Error(d)
	}
	var again Report
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	again.Add(RowReport{Line: 4, Outcome: Created})
	if again.Counts.Total != 3 || len(again.Rows) != 3 {
		t.Errorf("%+v", again)
	}
}

// TestReportIsBounded adds many rows with long texts: refused rows find room whatever came before.
func TestReportIsBounded(t *testing.T) {
	r := NewReport("offers", "x", false)
	long := strings.Repeat("é", 50_000)
	for i := range 12_000 {
		r.Add(RowReport{Line: i, Key: long, Outcome: Unchanged})
		r.Add(RowReport{Line: i, Outcome: Created})
	}
	r.Add(RowReport{Line: 1, Outcome: Changed, Changes: []Change{{"text", long, ""}}})
	r.Refuse(2, "", "", invalid("No."))
	if len(r.Rows) != maxListed+maxListedUnchanged+2 || !r.Truncated || r.Counts.Total != 24_002 {
		t.Errorf("%d rows, truncated %v, %+v", len(r.Rows), r.Truncated, r.Counts)
	}
	for _, row := range r.Rows {
		if len(row.Key) > 2*maxReportTitle+3 || len(row.Changes) > 0 && len(row.Changes[0].From) > 2*maxReportValue+3 {
			t.Fatalf("a long text was kept: %d", len(row.Key))
		}
	}
	if r.Rows[len(r.Rows)-1].Outcome != Refused {
		t.Error("the refused row is not listed")
	}
	var b strings.Builder
	if err := r.WriteText(&b); err != nil || !strings.Contains(b.String(), "More rows were counted than are listed.") {
		t.Error(err)
	}
}

func TestReportWantsAnOutcome(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an outcome that is none was counted")
		}
	}()
	NewReport("x", "y", false).Add(RowReport{Outcome: "gone"})
}

func TestProblemsOfNothing(t *testing.T) {
	if got := ProblemsOf(nil); got != nil {
		t.Error(got)
	}
}
