package standards_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestAColumnThatATableLacksChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		const table = "code,title,description,parent,kind,Can do: Foundational,Can do: Expert\nA,First,What it is,,Area,Reads.,Leads.\nB,Second,What that is,A,Standard,Writes.,\nC,Third,,B,,,\n"
		o := standards.ImportOptions{Source: "mine.csv", Title: "A table"}
		got := take(t, w, table, o)
		look := func() standards.View {
			t.Helper()
			v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		for _, less := range []string{"code,title\nA,First\nB,Second\nC,Third\n", "code,title,Can do: Expert\nA,First,Leads.\nB,Second,\nC,Third,\n"} {
			if again := take(t, w, less, o); again.Draft || again.Report.Counts.Unchanged != 3 {
				t.Errorf("%q: %+v", less, again.Report.Rows)
			}
		}
		take(t, w, "code,title,Can do: Practitioner\nA,First,Knows.\nB,Second anew,\nC,Third,\n", o)
		v := look()
		if codes(v.Competencies) != "A >B >>C" || len(v.Levels) != 3 || v.Levels[2].Title != "Practitioner" || v.Levels[2].Rank != 3 {
			t.Errorf("%q %+v", codes(v.Competencies), v.Levels)
		}
		if a, b := v.Competencies[0], v.Competencies[1]; len(a.Indicators) != 3 || a.Description != "What it is" || a.Kind != "Area" || b.Title != "Second anew" || b.Description != "What that is" || len(b.Indicators) != 1 {
			t.Errorf("%+v %+v", a, b)
		}
		// What stood under something that is not in the table comes under what that stood under.
		take(t, w, "code,title\nA,First\nC,Third\n", o)
		if v := look(); codes(v.Competencies) != "A >C" {
			t.Errorf("%q", codes(v.Competencies))
		}
		// A column that is there and empty says that there is nothing.
		take(t, w, "code,title,description,kind,parent\nA,First,,,\nC,Third,,,\n", o)
		if v := look(); codes(v.Competencies) != "A C" || v.Competencies[0].Description != "" || v.Competencies[0].Kind != "" {
			t.Errorf("%+v", v.Competencies)
		}
		w.Sound(t)
	})
}

func TestATextWithoutATitleIsTheTitle(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	got := take(t, w, "humanCodingScheme,fullStatement,abbreviatedStatement\nA,Reads aloud to children,Reads\nB,Chooses a book,\n,,\nC,,\n", standards.ImportOptions{Source: "mine.csv"})
	v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
	if err != nil || codes(v.Competencies) != "A B" || got.Report.Counts.Refused != 1 {
		t.Fatalf("%q %+v %v", codes(v.Competencies), got.Report, err)
	}
	if a, b := v.Competencies[0], v.Competencies[1]; a.Title != "Reads" || a.Description != "Reads aloud to children" || b.Title != "Chooses a book" || b.Description != "" {
		t.Errorf("%+v %+v", a, b)
	}
}

// TestTheTableIsFoundBelowATitleAndBehindACover: what people write above a table, and sheets that hold none, are passed over; a file without a column for
// the name says which would do, at the file.
func TestTheTableIsFoundBelowATitleAndBehindACover(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	look := func(file, source string) string {
		t.Helper()
		got := take(t, w, file, standards.ImportOptions{Source: source, Title: source})
		v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
		if err != nil {
			t.Fatal(err, got.Report)
		}
		return codes(v.Competencies)
	}
	if got := look("My framework\n\ncode,title\nA,First\nB,Second\n", "above.csv"); got != "A B" {
		t.Errorf("below a title: %q", got)
	}
	f := excelize.NewFile()
	defer f.Close()
	f.SetSheetName("Sheet1", "Read me")
	f.SetCellStr("Read me", "A1", "Thank you for your interest")
	f.NewSheet("Items")
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("0.00")})
	if err != nil {
		t.Fatal(err)
	}
	for cell, v := range map[string]any{"A1": "Number", "B1": "Competency", "C1": "Parent", "A2": 1.1, "B2": "One", "A3": 1.1, "B3": "Ten", "A4": "1.10.1", "B4": "Under ten", "C4": "1.10"} {
		f.SetCellValue("Items", cell, v)
	}
	f.SetCellStyle("Items", "A3", "A3", style)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if got := look(b.String(), "cover.xlsx"); got != "1.1 1.10 >1.10.1" {
		t.Errorf("behind a cover: %q", got)
	}
	_, err = w.Import(t.Context(), w.Editor, strings.NewReader("Colour,Size\nred,3\n"), standards.ImportOptions{Source: "colours.csv"})
	if e := errs.As(err); e == nil || len(e.Fields) != 1 || e.Fields[0].Name != "file" || !strings.Contains(e.Error(), "title, name, competency or fullStatement") {
		t.Errorf("%v", err)
	}
}

func ptr(s string) *string { return &s }

func TestTheNameOfACompetencyIsItsTitle(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	for table, description := range map[string]string{
		"Number,Competency,Full Statement,Parent Code,Type\nA,Reading,Read well,,Skill\n": "Read well", "Number,Name,Statement\nA,Reading,Read well\n": "Read well", "Number,Statement\nA,Reading\n": "", "Number,Full Statement\nA,Reading\n": "",
	} {
		got := take(t, w, table, standards.ImportOptions{Source: table})
		v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
		if err != nil || v.Competencies[0].Title != "Reading" || v.Competencies[0].Description != description || strings.Contains(strings.Join(got.Report.Notes, " "), "not read") {
			t.Errorf("%q: %+v %q %v", table, v.Competencies, got.Report.Notes, err)
		}
	}
}

func TestATableThatLooksLikeATreeIsToldHowToBecomeOne(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	for table, want := range map[string]string{
		"code,title\n1,A\n1.1,B\n1.1.1,C\n2,D\n":      "Rows whose codes look like an outline (1, 1.1): 2.",
		"code,title\nA,First\nB,   Under\n":           "Rows whose titles begin with spaces: 1.",
		"code,title,parent\n1,A,\n1.1,  B,1\n":        "",
		"code,title,level path\n1,A,1\n1.1,  B,1.1\n": "",
		"code,title\nA.1,A\nA.2,B\n":                  "",
	} {
		got := strings.Join(take(t, w, table, standards.ImportOptions{Source: table, DryRun: true}).Report.Notes, " ")
		if want != "" && !strings.Contains(got, want) || want == "" && strings.Contains(got, "to nest") {
			t.Errorf("%q: %s", table, got)
		}
	}
}
