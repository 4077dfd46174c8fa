package standards_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// numbered is a package of items 1, 2 and so on under the document, with these sequence numbers; null stands for none. Each item was changed
// in its year, and so was where it stands, but for that of the first one.
func numbered(numbers ...string) string {
	var items, places []string
	for i, n := range numbers {
		items = append(items, fmt.Sprintf(`{"identifier":"c0000000-0000-4000-8000-00000000000%d","fullStatement":"Item %[1]d","lastChangeDateTime":"202%[1]d-05-06T07:08:09Z"}`, i+1))
		changed := max(2, i+1)
		places = append(places, fmt.Sprintf(`{"identifier":"a0000000-0000-4000-8000-00000000000%d","associationType":"isChildOf","sequenceNumber":%s,"lastChangeDateTime":"202%d-05-06T07:08:09Z",
			"originNodeURI":{"title":"Item","identifier":"c0000000-0000-4000-8000-00000000000%[1]d","uri":"https://x.example/i"},"destinationNodeURI":{"title":"Numbers","identifier":"d0000000-0000-4000-8000-00000000000a","uri":"https://x.example/d"}}`, i+1, n, changed))
	}
	return `{"CFDocument":{"identifier":"d0000000-0000-4000-8000-00000000000a","title":"Numbers","creator":"A press"},"CFItems":[` + strings.Join(items, ",") + `],"CFAssociations":[` + strings.Join(places, ",") + `]}`
}

// published imports and publishes a file.
func published(t testing.TB, w *standardstest.World, file string) id.ID {
	t.Helper()
	got, err := w.Import(t.Context(), w.Editor, strings.NewReader(file), standards.ImportOptions{Source: "file.json"})
	if err != nil || got.Report.Counts.Refused > 0 {
		t.Fatal(err, got.Report.Rows)
	}
	if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	return got.FrameworkID
}

// edges reads the associations of a published package: of each the end of its origin's identifier and its number, and the years of change.
func edges(t testing.TB, w *standardstest.World, framework id.ID) (numbers, years string) {
	t.Helper()
	var p struct {
		CFAssociations []struct {
			Identifier         string
			SequenceNumber     int
			LastChangeDateTime time.Time
			OriginNodeURI      struct{ Identifier string }
		}
	}
	if err := json.Unmarshal(export(t, w, casefile.V1p1, framework), &p); err != nil {
		t.Fatal(err)
	}
	for _, a := range p.CFAssociations {
		numbers += fmt.Sprintf("%s:%d ", a.OriginNodeURI.Identifier[35:], a.SequenceNumber)
		years += fmt.Sprint(a.LastChangeDateTime.Year(), " ")
		alone := object(t)(w.Association(t.Context(), form(casefile.V1p0), id.ID(a.Identifier)))
		if alone["sequenceNumber"] != float64(a.SequenceNumber) || !strings.HasPrefix(alone["lastChangeDateTime"].(string), fmt.Sprint(a.LastChangeDateTime.Year())) {
			t.Errorf("by itself it is %v, in the package %d of %s", alone, a.SequenceNumber, a.LastChangeDateTime)
		}
	}
	return strings.TrimSpace(numbers), strings.TrimSpace(years)
}

func TestSequenceNumbersStayThoseOfTheFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, c := range []struct{ numbers, want string }{
			{"1 2 3", "1:1 2:2 3:3"},
			{"30 10 20", "2:10 3:20 1:30"},
			{"0 5 5", "1:0 2:5 3:6"},
			{"null 7 null", "2:7 1:8 3:9"},
			{"-3 2147483647 4", "1:-3 3:4 2:5"},    // no room is left behind the last of all numbers
			{"4.0 3.0 2 1.0", "4:1 3:2 2:3 1:4"},   // as tables and data frames write whole numbers
			{"2.5 2.0 1e0 1.5", "3:1 4:2 2:3 1:4"}, // the standard has whole numbers alone; the order stays
		} {
			w := standardstest.New(t, d)
			framework := published(t, w, numbered(strings.Fields(c.numbers)...))
			if got, _ := edges(t, w, framework); got != c.want {
				t.Errorf("%s became %s, want %s", c.numbers, got, c.want)
			}
			for _, version := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
				again, err := w.Import(t.Context(), w.Editor, strings.NewReader(string(export(t, w, version, framework))), standards.ImportOptions{})
				if err != nil || again.Draft {
					t.Errorf("%s again: %v %+v", c.numbers, err, again.Report)
				}
			}
			if d.Dialect() == db.Postgres {
				break
			}
			d = dbtest.SQLite(t)
		}
	})
}

func TestWhatIsMovedHereIsNumberedInItsOrder(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	ctx, framework := t.Context(), published(t, w, numbered("10", "20", "30"))
	if got, years := edges(t, w, framework); got != "1:10 2:20 3:30" || years != "2022 2022 2023" {
		t.Errorf("%s in %s", got, years)
	}
	if _, err := w.BeginDraft(ctx, w.Editor, framework); err != nil {
		t.Fatal(err)
	}
	if err := w.MoveCompetency(ctx, w.Editor, framework, "c0000000-0000-4000-8000-000000000003", true); err != nil {
		t.Fatal(err)
	}
	// What was changed or moved here changed with its place.
	if err := w.SaveCompetency(ctx, w.Editor, framework, "c0000000-0000-4000-8000-000000000001", standards.CompetencyDraft{Title: "Another"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Publish(ctx, w.Editor, framework, ""); err != nil {
		t.Fatal(err)
	}
	if got, years := edges(t, w, framework); got != "1:10 3:30 2:31" || years != fmt.Sprintf("%d %[1]d 2022", w.Clock.Now().Year()) {
		t.Errorf("%s in %s", got, years)
	}
	// A file that only counts otherwise says nothing new.
	if again, err := w.Import(ctx, w.Editor, strings.NewReader(string(export(t, w, casefile.V1p1, framework))), standards.ImportOptions{}); err != nil || again.Draft {
		t.Errorf("again: %v %+v", err, again.Report)
	}
}

func TestTheStatusOfAFileIsGivenBackWhereItSaysMore(t *testing.T) {
	for given, want := range map[string]string{"Implemented": "Implemented", "Pending Implementation": "Pending Implementation", "Adopted": "Adopted", "Private Draft": "Adopted", "Deprecated": "Adopted", "Retired": "Adopted", "": "Adopted"} {
		w, read := standardstest.New(t, dbtest.SQLite(t)), object(t)
		framework := published(t, w, strings.Replace(numbered("1"), `"creator"`, fmt.Sprintf(`"adoptionStatus":%q,"creator"`, given), 1))
		if got := read(w.Document(t.Context(), form(casefile.V1p1), framework))["adoptionStatus"]; got != want {
			t.Errorf("%q became %v, want %s", given, got, want)
		}
		if got, err := titles(t, w, standards.DocumentQuery{Limit: 100, Filter: "adoptionStatus='" + strings.ToLower(want) + "'"}); err != nil || got != "Numbers" {
			t.Errorf("by %s there are %q: %v", want, got, err)
		}
		if again, err := w.Import(t.Context(), w.Editor, strings.NewReader(string(export(t, w, casefile.V1p0, framework))), standards.ImportOptions{}); err != nil || again.Draft {
			t.Errorf("%s again: %v %+v", given, err, again.Report)
		}
		if err := w.Retire(t.Context(), w.Editor, framework, ""); err != nil {
			t.Fatal(err)
		}
		if got := read(w.Document(t.Context(), form(casefile.V1p1), framework))["adoptionStatus"]; got != "Deprecated" {
			t.Errorf("after it was retired %s became %v", given, got)
		}
	}
}

// TestAFileThatSaysNoLanguageIsOfNone: what nobody said is not said here either.
func TestAFileThatSaysNoLanguageIsOfNone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		got := take(t, w, strings.Replace(numbered("1", "2"), "Numbers", "إطار", 1), standards.ImportOptions{Source: "file.json"})
		if !strings.Contains(strings.Join(got.Report.Notes, " "), "does not say which language") {
			t.Errorf("%q", got.Report.Notes)
		}
		if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		for _, version := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
			file := string(export(t, w, version, got.FrameworkID))
			if strings.Contains(file, `"language"`) {
				t.Errorf("%s says %s", version, file)
			}
			if again := take(t, w, file, standards.ImportOptions{}); again.Draft {
				t.Errorf("again: %+v", again.Report)
			}
		}
		// Once somebody says it, a file that does not say it keeps it.
		v, err := w.BeginDraft(t.Context(), w.Editor, got.FrameworkID)
		if err != nil {
			t.Fatal(err)
		}
		v.Language = "ar"
		if err := w.SaveAbout(t.Context(), w.Editor, got.FrameworkID, v.About, false, ""); err != nil {
			t.Fatal(err)
		}
		take(t, w, numbered("1", "2"), standards.ImportOptions{})
		if v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0); err != nil || v.Language != "ar" {
			t.Errorf("%q %v", v.Language, err)
		}
	})
}

func TestWhatHasEndedIsMarked(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	file := strings.NewReplacer(`"Item 1"`, `"Item 1","statusEndDate":"2019-06-30"`, `"Item 2"`, `"Item 2","statusEndDate":"2199-06-30"`).Replace(numbered("1", "2", "3"))
	got := take(t, w, file, standards.ImportOptions{Source: "file.json"})
	if notes := strings.Join(got.Report.Notes, " "); !strings.Contains(notes, "Items that have ended where they come from (statusEndDate): 1.") {
		t.Errorf("%s", notes)
	}
	v, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
	if err != nil || v.Competencies[0].Ended().Format(time.DateOnly) != "2019-06-30" || !v.Competencies[2].Ended().IsZero() {
		t.Errorf("%v %v", v.Competencies[0].Ended(), err)
	}
}
