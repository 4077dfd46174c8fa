package standards_test

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// book writes a workbook of sheets; a row is its cells with | between, the first sheet being the document.
func book(t *testing.T, sheets ...[]string) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, name := range []string{"CF Doc", "CF Item", "CF Association"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for r, row := range sheets[i] {
			for c, cell := range strings.Split(row, "|") {
				at, _ := excelize.CoordinatesToCellName(c+1, r+1)
				if err := f.SetCellStr(name, at, cell); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	f.DeleteSheet("Sheet1")
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	bookDocument = "d0000000-0000-4000-8000-00000000000a"
	bookOne      = "c0000000-0000-4000-8000-000000000001"
	bookTwo      = "c0000000-0000-4000-8000-000000000002"
	bookGroup    = "90000000-0000-4000-8000-000000000001"
)

// TestAWorkbookSaysWhatItsColumnsSay: the columns that a framework's own program writes come in, those that are not read are named.
func TestAWorkbookSaysWhatItsColumnsSay(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	file := book(t,
		[]string{"identifier|creator|title|publisher|subject|statusStartDate|licenseTitle|Extra", bookDocument + "|Somebody|Sheets|A press|Reading, Writing|2019-02-05 00:00:00|CC BY|"},
		[]string{"identifier|fullStatement|listEnumeration|conceptKeywords|notes|language|educationLevel|statusEndDate",
			bookOne + "|One|a)|k1, k2|Of one|es|4,5|", bookTwo + "|Two|||||KG|2020-01-01"},
		[]string{"identifier|originNodeIdentifier|associationType|destinationNodeIdentifier|sequenceNumber|associationGroupIdentifier|associationGroupName",
			"a0000000-0000-4000-8000-000000000001|" + bookOne + "|Is Child Of|" + bookDocument + "|2.0|" + bookGroup + "|A group", "a0000000-0000-4000-8000-000000000002|" + bookTwo + "|Is Child Of|" + bookDocument + "|1|",
			"a0000000-0000-4000-8000-000000000003|e0000000-0000-4000-8000-000000000001|Exact Match Of|" + bookOne + "|"})
	got := take(t, w, file, standards.ImportOptions{Source: "book.xlsx"})
	notes := strings.Join(got.Report.Notes, "\n")
	if !strings.Contains(notes, "The column “licenseTitle” of the sheet CF Doc is not read.") || strings.Contains(notes, "Extra") || strings.Contains(notes, "publisher") {
		t.Errorf("%s", notes)
	}
	if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	out := string(export(t, w, casefile.V1p1, got.FrameworkID))
	for _, want := range []string{`"publisher":"A press"`, `"subject":["Reading","Writing"]`, `"statusStartDate":"2019-02-05"`, `"listEnumeration":"a)"`, `"conceptKeywords":["k1","k2"]`, `"notes":"Of one"`, `"language":"es"`,
		`"educationLevel":["4","5"]`, `"educationLevel":["KG"]`, `"statusEndDate":"2020-01-01"`, `"CFAssociationGroupingURI":{"title":"A group","identifier":"` + bookGroup + `"`, "e0000000-0000-4000-8000-000000000001"} {
		if !strings.Contains(out, want) {
			t.Errorf("the export lacks %s", want)
		}
	}
	if strings.Index(out, `"fullStatement":"Two"`) > strings.Index(out, `"fullStatement":"One"`) {
		t.Error("the numbers do not order them")
	}
	if again := take(t, w, file, standards.ImportOptions{Source: "book.xlsx", DryRun: true}); again.Report.Counts.Unchanged != 2 || !strings.Contains(strings.Join(again.Report.Notes, " "), "nothing changes") {
		t.Errorf("again: %+v", again.Report)
	}
	w.Sound(t)
}

// TestAWorkbookWipesNothingThatItHasNoColumnsFor mends a spelling in a workbook: all else that a package brought stays.
func TestAWorkbookWipesNothingThatItHasNoColumnsFor(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	const file = `{"CFDocument":{"identifier":"` + bookDocument + `","title":"Sheets","creator":"Somebody","language":"es","publisher":"A press","subject":["Reading"],"notes":"N","version":"3","officialSourceURL":"https://x.example/s","description":"D","caseVersion":"1.1",
			"licenseURI":{"title":"CC","identifier":"90000000-0000-4000-8000-000000000009","uri":"https://x.example/cc"},"extensions":{"acme":1}},
		"CFItems":[{"identifier":"` + bookOne + `","fullStatement":"Reads a lott","abbreviatedStatement":"Reads","humanCodingScheme":"A","CFItemType":"Skill","notes":"n","educationLevel":["KG"],"language":"es","conceptKeywords":["k"],"listEnumeration":"a)","alternativeLabel":"alt","statusStartDate":"2020-01-01","extensions":{"acme":{"x":1}}},
			{"identifier":"` + bookTwo + `","fullStatement":"Writes"}],
		"CFAssociations":[{"identifier":"a0000000-0000-4000-8000-000000000001","associationType":"isChildOf","sequenceNumber":10,"notes":"why","originNodeURI":{"title":"A","identifier":"` + bookOne + `","uri":"https://x.example/1"},"destinationNodeURI":{"title":"S","identifier":"` + bookDocument + `","uri":"https://x.example/d"},
				"CFAssociationGroupingURI":{"title":"A group","identifier":"` + bookGroup + `","uri":"https://x.example/g"}},
			{"identifier":"a0000000-0000-4000-8000-000000000002","associationType":"isChildOf","sequenceNumber":20,"originNodeURI":{"title":"A","identifier":"` + bookTwo + `","uri":"https://x.example/2"},"destinationNodeURI":{"title":"S","identifier":"` + bookDocument + `","uri":"https://x.example/d"}}]}`
	framework := published(t, w, file)
	before := plain(t, export(t, w, casefile.V1p1, framework)).(map[string]any)
	mended := book(t, []string{"identifier|title", bookDocument + "|Sheets"},
		[]string{"identifier|fullStatement", bookOne + "|Reads a lot", bookTwo + "|Writes"},
		[]string{"identifier|originNodeIdentifier|associationType|destinationNodeIdentifier|associationGroupIdentifier|associationGroupName",
			"a0000000-0000-4000-8000-000000000001|" + bookOne + "|Is Child Of|" + bookDocument + "|" + bookGroup + "|A group", "a0000000-0000-4000-8000-000000000002|" + bookTwo + "|Is Child Of|" + bookDocument})
	got := take(t, w, mended, standards.ImportOptions{Source: "book.xlsx"})
	var changed []string
	for _, r := range got.Report.Rows {
		for _, c := range r.Changes {
			changed = append(changed, c.Field)
		}
	}
	if !slices.Equal(changed, []string{"description"}) {
		t.Errorf("%v change", changed)
	}
	if _, err := w.Publish(t.Context(), w.Editor, framework, ""); err != nil {
		t.Fatal(err)
	}
	var saidBefore, now []byte
	saidBefore, _ = json.Marshal(before)
	now = export(t, w, casefile.V1p1, framework)
	want := plain(t, []byte(strings.Replace(string(saidBefore), "Reads a lott", "Reads a lot", 1)))
	if diff := cmp.Diff(unstamped(want), unstamped(plain(t, now))); diff != "" {
		t.Error(diff)
	}
	w.Sound(t)
}

// unstamped is an object without the moments of its last changes.
func unstamped(v any) any {
	switch x := v.(type) {
	case map[string]any:
		delete(x, "lastChangeDateTime")
		for k := range x {
			x[k] = unstamped(x[k])
		}
	case []any:
		for i := range x {
			x[i] = unstamped(x[i])
		}
	}
	return v
}
