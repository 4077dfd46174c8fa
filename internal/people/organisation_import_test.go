package people_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/platform/tabular"
)

func importOrganisations(t *testing.T, s *people.Service, text string, o people.OrganisationImport) tabular.Report {
	t.Helper()
	r, err := s.ImportOrganisations(context.Background(), system, strings.NewReader(text), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// tree lists what is known under a parent: kind, code, name, place, region, and what is part of it.
func tree(t *testing.T, s *people.Service, in people.Organisation) []string {
	t.Helper()
	list, err := s.OrganisationsIn(context.Background(), in.ID, page.Request{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, o := range list.Items {
		out = append(out, strings.Join([]string{o.Kind, o.SchemeKey, o.Name, o.Place, o.Region}, " | "))
		for _, part := range tree(t, s, o) {
			out = append(out, "  "+part)
		}
	}
	return out
}

// TestImportOutlets takes an outlet file of the Public Libraries Survey: newlines in cells, the outlets of one
// system apart from each other, one number twice, a code of the state's own that names several.
func TestImportOutlets(t *testing.T) {
	b, err := os.ReadFile("testdata/organisations/outlets.csv")
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		s := peopletest.New(t, d)
		want := tabular.Counts{Total: 8, Created: 6, Refused: 2}
		if dry := importOrganisations(t, s, text, people.OrganisationImport{DryRun: true}); dry.Counts != want || len(tree(t, s, people.Organisation{})) > 0 {
			t.Errorf("dry run: %+v", dry)
		}
		r := importOrganisations(t, s, text, people.OrganisationImport{})
		if r.Counts != want || !strings.Contains(strings.Join(r.Notes, " "), "not known yet: 1.") {
			t.Errorf("report: %+v", r)
		}
		all := []string{
			"library | ZZ0003-002 | Brook Reading Room | Brook | ZZ",
			"library | ZZ0001-002 | O'Malley Public Library | Cedar | ZZ",
			"system | ZZ0002 | Pine County Library | | ZZ",
			"  library | ZZ0002-003 | Friends' Hall Branch II | Pine Lake | ZZ",
			"  library | ZZ0002-001 | Pine County Library | Pinetown | ZZ",
			"  library | ZZ0002-010 | Pine-on-the-Hill Branch | Pine | ZZ",
			"library | ZZ0004-001 | School of the North | Elm | ZZ",
		}
		normal := func(in []string) []string {
			for i := range in {
				in[i] = strings.ReplaceAll(in[i], "|  |", "| |")
			}
			return in
		}
		if diff := cmp.Diff(all, normal(tree(t, s, people.Organisation{}))); diff != "" {
			t.Error(diff)
		}
		for _, row := range r.Rows {
			if row.Outcome == tabular.Refused && row.Line != 19 && row.Line != 22 {
				t.Errorf("line %d: %+v", row.Line, row.Problems)
			}
		}
		// A person corrects a name and takes a branch out of its system. The file repeats what it said.
		found, _ := s.SearchOrganisations(ctx, "o'malley", page.Request{})
		branch, _ := s.SearchOrganisations(ctx, "hill", page.Request{})
		mine, moved := found.Items[0], branch.Items[0]
		mine.Name, moved.ParentID = "O’Malley Library", ""
		for _, o := range []people.Organisation{mine, moved} {
			if err := s.ChangeOrganisation(ctx, system, o); err != nil {
				t.Fatal(err)
			}
		}
		if r := importOrganisations(t, s, text, people.OrganisationImport{}); r.Counts != (tabular.Counts{Total: 8, Unchanged: 6, Refused: 2}) {
			t.Errorf("again: %+v", r)
		}
		// Only what it says anew is put in.
		r = importOrganisations(t, s, strings.ReplaceAll(text, "CEDAR, ZZ", "NEW CEDAR, ZZ"), people.OrganisationImport{})
		if r.Counts.Changed != 1 {
			t.Errorf("changed: %+v", r)
		}
		if o, err := s.Organisation(ctx, mine.ID); err != nil || o.Name != "O’Malley Library" || o.Place != "New Cedar" {
			t.Errorf("%+v, %v", o, err)
		}
		if o, err := s.Organisation(ctx, moved.ID); err != nil || o.ParentID != "" {
			t.Errorf("the branch went back: %+v, %v", o, err)
		}
	})
}

func TestImportOrganisationTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := peopletest.New(t, d)
		text := "name,code,kind,part of,place,country\n" +
			"Northern State Library,XX-1,state,,Capital,us\nLake System,XX-2,system,XX-1,,US\nLake Library,XX-3,,XX-2,Lake,US\n" +
			"Lost Library,XX-4,library,XX-9,,\nOdd,XX-5,castle,,,\n=cmd(),XX-6,,,,\nNo code,,,,,\n"
		o := people.OrganisationImport{Scheme: "ISIL"}
		if r := importOrganisations(t, s, text, people.OrganisationImport{Scheme: "ISIL", DryRun: true}); r.Counts != (tabular.Counts{Total: 7, Created: 3, Refused: 4}) {
			t.Errorf("dry run: %+v", r)
		}
		importOrganisations(t, s, text, o)
		if diff := cmp.Diff([]string{"state | XX-1 | Northern State Library | Capital | ", "  system | XX-2 | Lake System |  | ", "    library | XX-3 | Lake Library | Lake | "}, tree(t, s, people.Organisation{})); diff != "" {
			t.Error(diff)
		}
		// A ring is refused, the other rows are taken.
		ring := "name,code,part of,kind\nNorthern State Library,XX-1,XX-3,state\nLake Library and Archive,XX-3,XX-2,library\n"
		if r := importOrganisations(t, s, ring, o); r.Counts != (tabular.Counts{Total: 2, Changed: 1, Refused: 1}) {
			t.Errorf("ring: %+v", r)
		}
		if _, err := s.ImportOrganisations(context.Background(), system, strings.NewReader("name,code\nA,1\n"), people.OrganisationImport{}); !errs.Is(err, errs.Invalid) {
			t.Errorf("codes of nobody's list: %v", err)
		}
		if _, err := s.ImportOrganisations(context.Background(), authz.Actor{}, strings.NewReader(text), o); err == nil {
			t.Error("anybody may import organisations")
		}
	})
}

// The trial on the survey's own file: COMMONS_SAMPLES names the folder that holds it.
func TestImportOutletsSample(t *testing.T) {
	dir := os.Getenv("COMMONS_SAMPLES")
	if dir == "" {
		return
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := peopletest.New(t, d)
		for i, want := range []tabular.Counts{{Total: 17408, Created: 17408}, {Total: 17408, Unchanged: 17408}} {
			f, err := os.Open(filepath.Join(dir, "imls-pls", "pls_fy2015_outlet.csv"))
			if err != nil {
				t.Fatal(err)
			}
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			begun := time.Now()
			r, err := s.ImportOrganisations(context.Background(), system, f, people.OrganisationImport{})
			took := time.Since(begun)
			f.Close()
			runtime.ReadMemStats(&after)
			t.Logf("%s in %s, heap from %d to %d MB, obtained %d MB", d.Dialect(), took, before.HeapAlloc>>20, after.HeapAlloc>>20, after.Sys>>20)
			if err != nil || r.Counts != want {
				t.Fatalf("time %d: %+v, %v, %v", i+1, r.Counts, r.Notes, err)
			}
			if i == 0 && !strings.Contains(strings.Join(r.Notes, " "), "not known yet: 1731.") {
				t.Errorf("notes: %q", r.Notes)
			}
		}
	})
}
