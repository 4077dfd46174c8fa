package standards_test

import (
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

// A fork of a package has its own document and the items of the other.
func TestAForkTakesNoItemOfTheOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		var items, places []string
		for n := 1; n <= 600; n++ {
			items, places = append(items, item(n, "")), append(places, child(n, 0, fmt.Sprint(n)))
		}
		file := packageOf(items, places)
		take(t, w, file, standards.ImportOptions{Source: "whole.json"})
		fork := strings.ReplaceAll(strings.ReplaceAll(file, "d0000000-0000-0000-0000-00000000000A", "d0000000-0000-0000-0000-00000000000b"), "d0000000-0000-0000-0000-00000000000a", "d0000000-0000-0000-0000-00000000000b")
		got := take(t, w, fork, standards.ImportOptions{Source: "fork.json"})
		if c := got.Report.Counts; c.Refused != 600 || c.Created != 0 || got.Draft {
			t.Errorf("%+v", c)
		}
		w.Sound(t)
	})
}

func TestAFileOfAnotherFrameworkIsRefused(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	m := first(t, w)
	file := packageOf([]string{item(1, "")}, nil)
	for _, dry := range []bool{true, false} {
		_, err := w.Import(t.Context(), w.Editor, strings.NewReader(file), standards.ImportOptions{Source: "x.json", Framework: m.key, DryRun: dry})
		if e := errs.As(err); e == nil || e.Kind != errs.Invalid || len(e.Fields) != 1 || !strings.Contains(err.Error(), "another framework, “Order”") {
			t.Errorf("a package of another framework: %v", err)
		}
	}
	if _, err := w.Draft(t.Context(), w.Editor, "d0000000-0000-0000-0000-00000000000a", 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("it left something: %v", err)
	}
	said := func(file string, o standards.ImportOptions, want string) {
		t.Helper()
		if notes := strings.Join(take(t, w, file, o).Report.Notes, " "); !strings.Contains(notes, want) {
			t.Errorf("%q lacks %q", notes, want)
		}
	}
	said(file, standards.ImportOptions{Source: "x.json", DryRun: true}, "the first draft of a new framework, “Order”")
	said(file, standards.ImportOptions{Source: "x.json"}, "the first draft of a new framework, “Order”")
	said(file, standards.ImportOptions{Source: "x.json", Framework: "order", DryRun: true}, "“Order” (order) says here already; nothing changes")
	said("code,title\nA,Anew\n", standards.ImportOptions{Source: "x.csv", Framework: m.key, DryRun: true}, "It becomes the draft of “Story time” (story-time).")
}

// A refused row takes nothing out of the draft: the file waits until it is mended.
func TestARefusedRowTakesNothingOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		m := first(t, w)
		long := strings.Repeat("x", 20_001)
		one := take(t, w, packageOf([]string{item(1, ""), item(2, ""), item(3, "")}, []string{child(1, 0, ""), child(2, 1, ""), child(3, 2, "")}), standards.ImportOptions{Source: "one.json"})
		tree := []string{child(1, 0, ""), child(2, 1, ""), child(3, 2, "")}
		for _, c := range []struct{ what, file, framework, names string }{
			{"text too long", packageOf([]string{item(1, ""), strings.Replace(item(2, ""), "Item 2", long, 1), item(3, "")}, tree), "", "I2, I3"},
			{"no statement", packageOf([]string{item(1, ""), strings.Replace(item(2, ""), "Item 2", " ", 1), item(3, "")}, tree[:1]), "", "I2"},
			{"no UUID, known by its code", packageOf([]string{item(1, ""), strings.Replace(item(2, ""), "0000-000000000002", "0000", 1), item(3, "")}, tree[:1]), "", "I2"},
			{"a row without a title", "code,title,parent\nA,Tell a story,\nA1,,A\nB,Choose a book,\nA2,Pace,A\n", m.key, "A1"},
			{"a row under what was refused", "code,title,parent\nA,Tell a story,Z\nA1,Voice,A\nA2,Pace,\nB,Choose a book,\n", m.key, "A, A1"},
		} {
			o := standards.ImportOptions{Source: "x", Framework: c.framework, DryRun: true}
			try := take(t, w, c.file, o)
			if notes := strings.Join(try.Report.Notes, " "); !try.Held || !strings.Contains(notes, "out of the draft: "+c.names+". Mend") {
				t.Errorf("%s: the dry run says %q", c.what, notes)
			}
			o.DryRun = false
			got, err := w.Import(t.Context(), w.Editor, strings.NewReader(c.file), o)
			if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), c.names) || got.Draft {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if v, err := w.Draft(t.Context(), w.Editor, one.FrameworkID, 0); err != nil || codes(v.Competencies) != "I1 >I2 >>I3" {
			t.Errorf("%q %v", codes(v.Competencies), err)
		}
		if v, err := w.Draft(t.Context(), w.Editor, m.framework, 0); err != nil || v.Number != 1 {
			t.Errorf("a draft was begun: %v %v", v.Number, err)
		}
		// What is refused and not known here holds nothing back.
		if got := take(t, w, packageOf([]string{item(1, ""), item(2, ""), item(3, ""), strings.Replace(item(4, ""), "Item 4", " ", 1)}, tree), standards.ImportOptions{Source: "x"}); got.Held || got.Report.Counts.Refused != 1 {
			t.Errorf("%+v", got.Report)
		}
	})
}
