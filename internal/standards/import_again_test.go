package standards_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func TestACopyWithOtherSpacesBeginsNoDraft(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	file := strings.TrimSuffix(packageOf([]string{item(1, `,"notes":"a < b","educationLevel":["KG"],"extensions":{"a":{"b":[1,2]}}`)}, []string{child(1, 0, "1"), association(9, "exactMatchOf", 1, "f0000000-0000-4000-8000-000000000001", "4")}), "}") +
		`,"CFDefinitions":{"CFItemTypes":[{"identifier":"b0000000-0000-4000-8000-000000000001","title":"Type","hierarchyCode":"1"}],"CFConcepts":[]}}`
	one := take(t, w, file, standards.ImportOptions{Source: "one.json"})
	if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, []byte(file), "  ", "\t"); err != nil {
		t.Fatal(err)
	}
	if two := take(t, w, pretty.String(), standards.ImportOptions{Source: "two.json"}); two.Draft || two.Report.Counts.Unchanged != 1 {
		t.Errorf("%+v", two.Report)
	}
	// Another definition is another framework.
	if three := take(t, w, strings.Replace(file, `"title":"Type"`, `"title":"Kind"`, 1), standards.ImportOptions{Source: "three.json"}); !three.Draft || three.Report.Counts.Unchanged != 1 {
		t.Errorf("%+v", three.Report)
	}
}

func TestOneOnTopMovesNobodyElse(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	items := []string{item(1, ""), item(2, ""), item(3, ""), item(4, "")}
	one := take(t, w, packageOf(items, []string{child(1, 0, "1"), child(2, 0, "2"), child(3, 0, "3"), child(4, 3, "1")}), standards.ImportOptions{Source: "one.json"})
	if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	top := append([]string{item(5, "")}, items...)
	if c := take(t, w, packageOf(top, []string{child(5, 0, "1"), child(1, 0, "2"), child(2, 0, "3"), child(3, 0, "4"), child(4, 3, "1")}), standards.ImportOptions{Source: "two.json", DryRun: true}).Report.Counts; c.Created != 1 || c.Unchanged != 4 {
		t.Errorf("one on top: %+v", c)
	}
	got := take(t, w, packageOf(items, []string{child(3, 0, "1"), child(1, 0, "2"), child(2, 0, "3"), child(4, 3, "1")}), standards.ImportOptions{Source: "three.json", DryRun: true})
	if c := got.Report.Counts; c.Changed != 1 || c.Unchanged != 3 || got.Report.Rows[2].Changes[0].Field != "place" || got.Report.Rows[2].Changes[0].From != "3" || got.Report.Rows[2].Changes[0].To != "1" {
		t.Errorf("the last one first: %+v", got.Report)
	}
}

// However siblings are mixed, those that are said to have stayed are in their old order, and nothing is said where nothing was mixed.
func TestWhatStayedIsInItsOrder(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	const n = 7
	pack := func(order []int) string {
		var items, places []string
		for at, i := range order {
			items, places = append(items, item(i+1, "")), append(places, child(i+1, 0, string(rune('1'+at))))
		}
		return packageOf(items, places)
	}
	old := []int{0, 1, 2, 3, 4, 5, 6}
	one := take(t, w, pack(old), standards.ImportOptions{Source: "one.json"})
	if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		order := rapid.Permutation(old).Draw(r, "order")
		got, err := w.Import(t.Context(), w.Editor, strings.NewReader(pack(order)), standards.ImportOptions{Source: "mixed.json", DryRun: true})
		if err != nil {
			r.Fatal(err)
		}
		last, stayed := -1, 0
		for i, row := range got.Report.Rows {
			if row.Outcome == "unchanged" {
				if order[i] < last {
					r.Fatalf("%v: %d stayed and is not in its order", order, order[i])
				}
				last = order[i]
				stayed++
			}
		}
		// No more than needed are said to have moved: the longest rising row, found the slow way.
		best := 0
		for mask := range 1 << n {
			last, size := -1, 0
			for i := range n {
				if mask>>i&1 == 1 {
					if order[i] < last {
						size = -1
						break
					}
					last = order[i]
					size++
				}
			}
			best = max(best, size)
		}
		if stayed != best {
			r.Fatalf("%v: %d stayed, %d could", order, stayed, best)
		}
	})
}

func TestWhatAPackageHasNoWordsForStays(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	v, err := w.Create(t.Context(), w.Editor, standards.About{Title: "Story time", Source: "A drawer in the office", ContentArea: "literacy", Language: "es"})
	if err != nil {
		t.Fatal(err)
	}
	add(t, w, v.FrameworkID, "", standards.CompetencyDraft{Code: "A", Title: "Tells"})
	if _, err := w.Publish(t.Context(), w.Editor, v.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	out := string(export(t, w, casefile.V1p0, v.FrameworkID))
	if strings.Contains(out, "literacy") {
		t.Fatal("1.0 has words for it after all")
	}
	if got := take(t, w, out, standards.ImportOptions{Source: "back.json"}); got.Draft {
		t.Errorf("nothing was changed: %+v", got.Report)
	}
	take(t, w, strings.Replace(strings.Replace(out, `"Tells"`, `"Tells a story"`, 1), `"language":"es",`, "", 1), standards.ImportOptions{Source: "changed.json"})
	d, err := w.Draft(t.Context(), w.Editor, v.FrameworkID, 0)
	if err != nil || d.ContentArea != "literacy" || d.Source != "A drawer in the office" || d.Owner != "" || d.Language != "es" || d.Competencies[0].Title != "Tells a story" {
		t.Errorf("%+v %v", d.About, err)
	}
}

func TestTooLongACodeIsSaidAtItsRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		long := strings.Repeat("é", 4000)
		got := take(t, w, packageOf([]string{item(1, ""), strings.Replace(item(2, ""), `"I2"`, `"`+long+`"`, 1), item(3, `,"CFItemType":"`+long+`"`), item(4, "")},
			[]string{child(1, 0, "1"), association(9, "isRelatedTo", 4, long, "")}), standards.ImportOptions{Source: "long.json"})
		if c := got.Report.Counts; c.Created != 2 || c.Refused != 3 {
			t.Fatalf("%+v", c)
		}
		for i, want := range map[int]string{1: "code", 3: "kind"} {
			found := false
			for _, r := range got.Report.Rows {
				found = found || r.Line == i+1 && len(r.Problems) == 1 && r.Problems[0].Field == want || r.Line == i && len(r.Problems) == 1 && r.Problems[0].Field == want
			}
			if !found {
				t.Errorf("nothing is said of the %s: %+v", want, got.Report.Rows)
			}
		}
		table := take(t, w, "code,title\n"+long+",One\nB,Two\n", standards.ImportOptions{Source: "long.csv", Title: "A table"})
		if c := table.Report.Counts; c.Created != 1 || c.Refused != 1 || table.Report.Rows[0].Problems[0].Field != "code" {
			t.Errorf("%+v", table.Report)
		}
	})
}

func TestAFileSuggestsWhatBecameOfACompetency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		one := take(t, w, packageOf([]string{item(1, ""), item(2, ""), item(3, ""), item(4, ""), item(5, "")}, nil), standards.ImportOptions{Source: "one.json"})
		if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		of := func(n int) string { return "00000000-0000-0000-0000-00000000000" + string(rune('0'+n)) }
		take(t, w, packageOf([]string{item(6, ""), item(7, ""), item(8, "")}, []string{
			association(1, "replacedBy", 1, of(6), ""),
			association(2, "replacedBy", 2, of(6), ""), association(3, "replacedBy", 2, of(7), ""),
			association(4, "replacedBy", 3, of(8), ""), association(5, "replacedBy", 4, of(8), ""),
			association(6, "replacedBy", 5, of(9), ""), association(7, "isRelatedTo", 5, of(8), ""),
		}), standards.ImportOptions{Source: "two.json"})
		p, err := w.Preview(t.Context(), w.Editor, one.FrameworkID)
		if err != nil || len(p.Undecided) != 5 {
			t.Fatalf("%+v %v", p.Undecided, err)
		}
		suggested := map[id.ID]standards.Suggestion{}
		for _, o := range p.Undecided {
			if len(o.Suggestions) > 0 && o.Suggestions[0].Why == standards.WhySaid {
				suggested[o.ID] = o.Suggestions[0]
			}
		}
		if len(suggested) != 4 {
			t.Fatalf("%+v", suggested)
		}
		for n, want := range map[int]struct {
			became standards.Became
			to     string
		}{1: {standards.BecameMerged, "I6"}, 2: {standards.BecameSplit, "I6 I7"}, 3: {standards.BecameMerged, "I8"}, 4: {standards.BecameMerged, "I8"}} {
			s := suggested[id.ID(of(n))]
			var to []string
			for _, x := range s.To {
				to = append(to, x.Code)
			}
			if s.Became != want.became || strings.Join(to, " ") != want.to {
				t.Errorf("%d: %+v", n, s)
			}
		}
		// A suggestion decides nothing.
		if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err == nil {
			t.Error("it was published with nothing decided")
		}
	})
}
