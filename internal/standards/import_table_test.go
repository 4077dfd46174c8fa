package standards_test

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
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
