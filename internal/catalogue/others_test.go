package catalogue_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/catalogue"
	ct "learningcommons.dev/commons/internal/catalogue/cataloguetest"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/tabular"
)

var update = flag.Bool("update", false, "write anew what becomes of the files of others")

// TestFilesOfOthers takes files as calendars, event systems and people with spreadsheets write them, all invented, into a unit in Chicago: what offers
// and dates they become, what of them is refused and why, and what is told. Taken again, nothing changes.
func TestFilesOfOthers(t *testing.T) {
	files, err := filepath.Glob("testdata/others/*")
	must(t, err)
	w := ct.New(t, dbtest.SQLite(t))
	var out strings.Builder
	for _, file := range files {
		b, err := os.ReadFile(file)
		must(t, err)
		fmt.Fprintf(&out, "== %s\n", filepath.Base(file))
		before := came(t, w)
		run := func() (tabular.Report, error) {
			return w.ImportOffers(ctx, w.Manager, bytes.NewReader(b), catalogue.ImportOptions{Source: filepath.Base(file), Unit: w.Unit.ID, Zone: "America/Chicago"})
		}
		r, err := run()
		if err != nil {
			fmt.Fprintf(&out, "failed: %v\n", err)
			continue
		}
		var lines []string
		for title, what := range came(t, w) {
			if before[title] != what {
				lines = append(lines, title+": "+what)
			}
		}
		slices.Sort(lines)
		for _, row := range r.Rows {
			for _, p := range row.Problems {
				lines = append(lines, fmt.Sprintf("refused %s: %s: %s", row.Title, p.Field, p.Message))
			}
			for _, n := range row.Notes {
				if !strings.HasPrefix(n, "This is the offer of line") {
					lines = append(lines, "note "+row.Title+": "+n)
				}
			}
		}
		for _, n := range r.Notes {
			lines = append(lines, "note: "+n)
		}
		fmt.Fprintln(&out, strings.Join(lines, "\n"))
		again, err := run()
		must(t, err)
		if again.Counts.Created+again.Counts.Changed > 0 {
			t.Errorf("%s taken again changes something: %+v", file, again.Counts)
		}
	}
	const golden = "testdata/others.txt"
	if *update {
		must(t, os.WriteFile(golden, []byte(out.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if got := out.String(); got != string(want) {
		g, v := strings.Split(got, "\n"), strings.Split(string(want), "\n")
		for i := range min(len(g), len(v)) {
			if g[i] != v[i] {
				t.Fatalf("line %d\n got %s\nwant %s", i+1, g[i], v[i])
			}
		}
		t.Fatalf("%d lines, not %d", len(g), len(v))
	}
}
