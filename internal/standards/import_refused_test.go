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
