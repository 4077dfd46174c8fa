package standards_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/standards"
	"learningcommons.dev/commons/internal/standards/casefile"
	"learningcommons.dev/commons/internal/standards/standardstest"
)

func form(v casefile.Version) casefile.Form {
	return casefile.Form{Version: v, Base: standardstest.BaseURL}
}

func export(t testing.TB, w *standardstest.World, v casefile.Version, framework id.ID) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.Package(t.Context(), form(v), framework, func(string) io.Writer { return &b }); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(b.Bytes()) {
		t.Fatalf("this is no JSON: %.300s", &b)
	}
	return b.Bytes()
}

func take(t testing.TB, w *standardstest.World, file string, o standards.ImportOptions) standards.Imported {
	t.Helper()
	out, err := w.Import(t.Context(), w.Editor, strings.NewReader(file), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// plain reads a package for comparing, without when the framework as a whole was last changed.
func plain(t *testing.T, b []byte) any {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	delete(v["CFDocument"].(map[string]any), "lastChangeDateTime")
	if rubrics, ok := v["CFRubrics"].([]any); ok {
		rubric := rubrics[0].(map[string]any)
		delete(rubric, "lastChangeDateTime")
		delete(rubric["CFRubricCriteria"].([]any)[0].(map[string]any), "lastChangeDateTime")
	}
	return v
}

// TestExportThenImportGivesTheSame takes every framework of the product to another site and back.
func TestExportThenImportGivesTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := standardstest.New(t, d), standardstest.New(t, dbtest.SQLite(t))
		here.Seed(t)
		list, err := here.List(t.Context(), authz.Actor{}, standards.ListRequest{Request: page.Request{Limit: 100}})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range list.Items {
			for _, version := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
				was := export(t, here, version, v.FrameworkID)
				if version == casefile.V1p0 && bytes.Contains(was, []byte("v1p1")) {
					t.Errorf("%s: 1.0 leads to 1.1", v.Key)
				}
				got := take(t, there, string(was), standards.ImportOptions{Source: "package.json"})
				if got.Report.Counts.Refused != 0 {
					t.Fatalf("%s: %+v", v.Key, got.Report.Rows)
				}
				if version == casefile.V1p1 {
					if !got.Draft || got.Report.Counts.Created != v.Competencies {
						t.Fatalf("%s: %+v", v.Key, got.Report.Counts)
					}
					if again := take(t, there, string(was), standards.ImportOptions{Source: "package.json"}); again.Draft || again.Report.Counts.Unchanged != v.Competencies {
						t.Errorf("%s a second time: %+v", v.Key, again.Report.Counts)
					}
					if _, err := there.Publish(t.Context(), there.Editor, v.FrameworkID, ""); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		for _, v := range list.Items {
			for _, version := range []casefile.Version{casefile.V1p1, casefile.V1p0} {
				if diff := cmp.Diff(plain(t, export(t, here, version, v.FrameworkID)), plain(t, export(t, there, version, v.FrameworkID))); diff != "" {
					t.Fatalf("%s %s: %s", v.Key, version, diff)
				}
			}
		}
		there.Sound(t)
	})
}

const document = `{"CFDocument":{"identifier":"d0000000-0000-0000-0000-00000000000A","uri":"https://x.example/d","title":"Order","creator":"Somebody","lastChangeDateTime":"2017-09-22T23:13:54+00:00","adoptionStatus":"Draft"},`

func item(n int, more string) string {
	return fmt.Sprintf(`{"identifier":"00000000-0000-0000-0000-%012d","uri":"https://x.example/%[1]d","fullStatement":"Item %[1]d","humanCodingScheme":"I%[1]d","lastChangeDateTime":"2017-09-22T23:15:13+00:00"%s}`, n, more)
}

// child puts item n under parent, 0 being the document.
func child(n, parent int, sequence string) string {
	to := "d0000000-0000-0000-0000-00000000000a"
	if parent != 0 {
		to = fmt.Sprintf("00000000-0000-0000-0000-%012d", parent)
	}
	return association(n*1000+parent, "isChildOf", n, to, sequence)
}

func association(no int, kind string, n int, to, sequence string) string {
	if sequence != "" {
		sequence = `,"sequenceNumber":` + sequence
	}
	return fmt.Sprintf(`{"identifier":"a0000000-0000-0000-0000-%012d","uri":"https://x.example/a","lastChangeDateTime":"2017-09-22T23:14:07+00:00","associationType":%q,
		"originNodeURI":{"title":"I","identifier":"00000000-0000-0000-0000-%012d","uri":"https://x.example/o"},"destinationNodeURI":{"title":"To","identifier":%q,"uri":"https://y.example/i"}%s}`, no, kind, n, to, sequence)
}

func packageOf(items, associations []string) string {
	return document + `"CFAssociations":[` + strings.Join(associations, ",") + `],"CFItems":[` + strings.Join(items, ",") + `]}`
}

func TestTheOrderOfAPackageIsItsAssociations(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	got := take(t, w, packageOf([]string{item(1, ""), item(2, ""), item(3, ""), item(4, ""), item(5, ""), item(6, `,"CFItemType":"Standard","educationLevel":["KG"],"notes":"Kept é"`)},
		[]string{child(1, 0, "3"), child(2, 0, "1"), child(3, 2, ""), child(4, 2, "7"), child(5, 0, ""), child(5, 2, "1"), association(77, "exactMatchOf", 6, "f0000000-0000-0000-0000-000000000001", "")}),
		standards.ImportOptions{Source: "order.json"})
	view, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
	if err != nil || codes(view.Competencies) != "I2 >I4 >I3 I1 I5 I6" {
		t.Errorf("%q %v", codes(view.Competencies), err)
	}
	if l := view.Competencies[4].Links; len(l) != 1 || l[0].Kind != "isChildOf" {
		t.Errorf("the second parent is %+v", l)
	}
	if l := view.Competencies[5].Links; len(l) != 1 || l[0].Kind != "exactMatchOf" || l[0].TargetURI != "https://y.example/i" {
		t.Errorf("the crosswalk is %+v", l)
	}
	if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
		t.Fatal(err)
	}
	out := string(export(t, w, casefile.V1p0, got.FrameworkID))
	for _, want := range []string{`"educationLevel":["KG"]`, `"notes":"Kept é"`, `"CFItemType":"Standard"`, `"adoptionStatus":"Adopted"`} {
		if !strings.Contains(out, want) {
			t.Errorf("the export lacks %s", want)
		}
	}
	w.Sound(t)
}

func TestWhatIsWrongWithAPackageIsSaidItemByItem(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	w.Seed(t)
	// 2 and 3 stand under each other; 4 is there twice; 5 has no statement; an identifier of ours; one that is none.
	ours := "22906005-e7fb-5025-a91c-d804844737a2"
	file := packageOf([]string{item(1, ""), item(2, ""), item(3, ""), item(4, ""), item(4, ""), strings.Replace(item(5, ""), "Item 5", " ", 1),
		strings.Replace(item(6, ""), "00000000-0000-0000-0000-000000000006", ours, 1), strings.Replace(item(7, ""), "00000000-0000-0000-0000-000000000007", "seven", 1)},
		[]string{child(2, 3, ""), child(3, 2, "")})
	got := take(t, w, file, standards.ImportOptions{Source: "bad.json", DryRun: true})
	if got.Draft || got.Report.Counts.Created != 2 || got.Report.Counts.Refused != 6 {
		t.Fatalf("%+v %+v", got.Report.Counts, got.Report.Rows)
	}
	for line, want := range map[int]string{2: "under itself", 3: "under itself", 5: "second time", 6: "no statement", 7: "framework lc-advocacy", 8: "not a UUID: “seven”"} {
		if r := got.Report.Rows[line-1]; r.Line != line || len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Message, want) {
			t.Errorf("item %d: %+v", line, r)
		}
	}
	if _, err := w.Draft(t.Context(), w.Editor, "d0000000-0000-0000-0000-00000000000a", 0); !errs.Is(err, errs.NotFound) {
		t.Errorf("a dry run left something: %v", err)
	}
	for file, want := range map[string]string{
		"": "empty", "{": "in the middle", `{"CFItems":[]}`: "no CFDocument", `{"CFDocument":{"identifier":"x","title":"T"}}`: "not a UUID", document + `"CFItems":3}`: "not JSON of that shape",
		`["a"]`: "no CASE package", "\xFF\xFE[\x00]\x00": "no CASE package", document + `"CFItems":[]} x`: "behind the end", "name\nx\n": "no column", `{"CFDocument":[]}`: "not JSON of that shape",
	} {
		_, err := w.Import(t.Context(), w.Editor, strings.NewReader(file), standards.ImportOptions{Source: "x"})
		if want == "no column" {
			if err != nil {
				t.Errorf("%q: %v", file, err)
			}
			continue
		}
		if !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
	if _, err := w.Import(t.Context(), w.Editor, strings.NewReader("// mine\nnull"), standards.ImportOptions{Source: "mine.JSON"}); !errs.Is(err, errs.Invalid) || !strings.Contains(err.Error(), "no CASE package") {
		t.Errorf("a file that is called JSON: %v", err)
	}
}

func TestAnotherPackageBecomesTheNextDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := standardstest.New(t, d)
		one := take(t, w, packageOf([]string{item(1, ""), item(2, "")}, []string{child(1, 0, "1"), child(2, 0, "2")}), standards.ImportOptions{Source: "one.json"})
		if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		next := packageOf([]string{strings.Replace(item(1, `,"CFItemType":"Cluster"`), "Item 1", "Item one", 1), item(3, "")}, []string{child(1, 0, "1"), child(3, 0, "2")})
		try := take(t, w, next, standards.ImportOptions{Source: "two.json", DryRun: true})
		two := take(t, w, next, standards.ImportOptions{Source: "two.json"})
		if c := two.Report.Counts; c.Changed != 1 || c.Created != 1 || try.Report.Counts != c || two.FrameworkID != one.FrameworkID || len(two.Report.Notes) != 5 {
			t.Errorf("%+v, tried %+v, %q", c, try.Report.Counts, two.Report.Notes)
		}
		p, err := w.Preview(t.Context(), w.Editor, one.FrameworkID)
		if err != nil || len(p.Undecided) != 1 || p.Undecided[0].Code != "I2" {
			t.Fatalf("%+v %v", p.Undecided, err)
		}
		if err := w.Decide(t.Context(), w.Editor, one.FrameworkID, []standards.Decision{{Competency: p.Undecided[0].ID, Became: standards.BecameReplaced, Targets: "I3"}}, ""); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Publish(t.Context(), w.Editor, one.FrameworkID, ""); err != nil {
			t.Fatal(err)
		}
		w.Sound(t)
	})
}

func TestTables(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	ctx := t.Context()
	const table = "code,title,parent,kind,Can do: Foundational,Can do: Expert,Colour\nB1,Under b,B,,,,red\nA,First,,Area,\"Reads.\nWrites.\",Leads.,blue\nB,Second,,,,,\nC,,,,,,\nD,Lost,Z,,,,\nA,Twice,,,,,\n"
	got := take(t, w, table, standards.ImportOptions{Source: "mine.csv", Title: "A table"})
	if c := got.Report.Counts; c.Created != 3 || c.Refused != 3 || !strings.Contains(strings.Join(got.Report.Notes, " "), "Colour") {
		t.Fatalf("%+v %q", c, got.Report.Notes)
	}
	view, err := w.Draft(ctx, w.Editor, got.FrameworkID, 0)
	if err != nil || codes(view.Competencies) != "A B >B1" || len(view.Levels) != 2 || len(view.Competencies[0].Indicators) != 3 {
		t.Fatalf("%q %+v %v", codes(view.Competencies), view.Levels, err)
	}
	if again := take(t, w, table, standards.ImportOptions{Source: "mine.csv", Title: "A table"}); again.Draft || again.Report.Counts.Unchanged != 3 {
		t.Errorf("a second time: %+v", again.Report)
	}
	// A table that says nothing of levels leaves the statements as they are.
	less := take(t, w, "outline,title,code\n1,First,A\n1.1,Second,B\n1.2,Third,C\n7.1,Nowhere,X\n", standards.ImportOptions{Source: "less.csv", Framework: view.Key})
	if c := less.Report.Counts; c.Changed+c.Unchanged != 2 || c.Created != 1 || c.Refused != 1 {
		t.Errorf("%+v", less.Report)
	}
	view, err = w.Draft(ctx, w.Editor, got.FrameworkID, 0)
	if err != nil || codes(view.Competencies) != "A >B >C" || len(view.Competencies[0].Indicators) != 3 {
		t.Errorf("%q %v", codes(view.Competencies), err)
	}
	if _, err := w.Import(ctx, w.Editor, strings.NewReader(table), standards.ImportOptions{Framework: "nothing"}); !errs.Is(err, errs.Invalid) {
		t.Errorf("a framework that is not there: %v", err)
	}
	w.Sound(t)
}

func TestOtherProgramsReadWhatIsPublished(t *testing.T) {
	w := standardstest.New(t, dbtest.SQLite(t))
	ctx, m := t.Context(), first(t, w)
	w.Seed(t)
	list, total, err := w.Documents(ctx, form(casefile.V1p1), standards.DocumentQuery{Limit: 5, Offset: 18})
	if err != nil || total != 20 || len(list) != 2 {
		t.Errorf("%d of %d: %v", len(list), total, err)
	}
	read := func(v any, err error) string {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if s := read(w.Document(ctx, form(casefile.V1p1), m.framework)); !strings.Contains(s, `"CFPackageURI"`) || !strings.Contains(s, `"caseVersion":"1.1"`) {
		t.Error(s)
	}
	if s := read(w.Document(ctx, form(casefile.V1p0), m.framework)); strings.Contains(s, `caseVersion`) || !strings.Contains(s, "/ims/case/v1p0/CFDocuments/") {
		t.Error(s)
	}
	if s := read(w.Item(ctx, form(casefile.V1p1), m.a1)); !strings.Contains(s, `"fullStatement":"Voice"`) || !strings.Contains(s, `"CFDocumentURI"`) {
		t.Error(s)
	}
	p, err := casefile.Read(bytes.NewReader(export(t, w, casefile.V1p1, m.framework)), casefile.Usual)
	if err != nil || len(p.Items) != 4 || len(p.Associations) != 4 {
		t.Fatal(err)
	}
	for _, a := range p.Associations {
		if s := read(w.Association(ctx, form(casefile.V1p1), id.ID(a.Identifier))); !strings.Contains(s, fmt.Sprintf(`"sequenceNumber":%d`, a.Sequence)) || !strings.Contains(s, a.Destination.Identifier) {
			t.Error(s)
		}
	}
	// Every address of ours that a package names is answered: what leads to a draft has none.
	advocacy, err := w.Show(ctx, authz.Actor{}, "lc-advocacy", 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	p, err = casefile.Read(bytes.NewReader(export(t, w, casefile.V1p1, advocacy.FrameworkID)), casefile.Usual)
	if err != nil {
		t.Fatal(err)
	}
	ours, elsewhere := 0, 0
	for _, a := range p.Associations {
		if item, ok := strings.CutPrefix(a.Destination.URI, standardstest.BaseURL+"/ims/case/v1p1/CFItems/"); ok {
			read(w.Item(ctx, form(casefile.V1p1), id.ID(item)))
			ours++
		} else if strings.HasPrefix(a.Destination.URI, "urn:uuid:") {
			elsewhere++
		}
	}
	if ours == 0 || elsewhere == 0 {
		t.Errorf("%d links lead to what is published, %d to what is not", ours, elsewhere)
	}
	if _, err := w.BeginDraft(ctx, w.Editor, m.framework); err != nil {
		t.Fatal(err)
	}
	c := add(t, w, m.framework, "", standards.CompetencyDraft{Title: "New"})
	if _, err := w.Item(ctx, form(casefile.V1p1), c); !errs.Is(err, errs.NotFound) {
		t.Errorf("an item of a draft: %v", err)
	}
	if err := w.Decide(ctx, w.Editor, m.framework, []standards.Decision{{Competency: m.a, Became: standards.BecameRetired, Targets: ""}}, ""); !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
	if _, err := w.Publish(ctx, w.Editor, m.framework, ""); err != nil {
		t.Fatal(err)
	}
	old, err := w.Show(ctx, authz.Actor{}, m.key, 1, 0)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(export(t, w, casefile.V1p1, old.ID)); !strings.Contains(s, "Deprecated") || strings.Contains(s, `"New"`) {
		t.Error("the older version is not as it was")
	}
	if _, err := w.Import(ctx, w.Editor, bytes.NewReader(export(t, w, casefile.V1p1, old.ID)), standards.ImportOptions{Source: "old"}); !errs.Is(err, errs.Invalid) {
		t.Errorf("an older version came in anew: %v", err)
	}
}

// The trial on other people's files: COMMONS_SAMPLES names the folder that holds them.
func TestSamples(t *testing.T) {
	dir := os.Getenv("COMMONS_SAMPLES")
	if dir == "" {
		return
	}
	dir = filepath.Join(dir, "opensalt-case")
	w := standardstest.New(t, dbtest.SQLite(t))
	w.Seed(t)
	for _, c := range []struct {
		file  string
		items int
		tree  string
	}{
		{"AdoptedTestFramework.json", 1, ""}, {"ItemTypeTestFramework.json", 1, ""}, {"MarkdownFramework.json", 2, ""}, {"Ordering.json", 28, ""},
		{"SequenceNumberFramework.json", 2, "SNT.2 SNT.1"}, {"SmartLevelFramework.json", 14, ""}, {"Utf8TestFramework.json", 1, ""},
		{"spreadsheet_import_sample.xlsx", 4, "S >S.1 >S.2 >>S.2.1"}, {"test_items.csv", 99, ""},
	} {
		b, err := os.ReadFile(filepath.Join(dir, c.file))
		if err != nil {
			t.Fatal(err)
		}
		got, err := w.Import(t.Context(), w.Editor, bytes.NewReader(b), standards.ImportOptions{Source: c.file})
		if err != nil {
			t.Fatalf("%s: %v", c.file, err)
		}
		n := got.Report.Counts
		t.Logf("%s: %+v %q", c.file, n, got.Report.Notes)
		if n.Refused != 0 || n.Total-n.Refused != c.items {
			t.Errorf("%s: %+v", c.file, got.Report)
		}
		view, err := w.Draft(t.Context(), w.Editor, got.FrameworkID, 0)
		if err != nil || c.tree != "" && codes(view.Competencies) != c.tree {
			t.Errorf("%s: %q %v", c.file, codes(view.Competencies), err)
		}
		// What comes out goes in again and changes nothing.
		if p, err := w.Preview(t.Context(), w.Editor, got.FrameworkID); err == nil {
			for _, u := range p.Undecided {
				if err := w.Decide(t.Context(), w.Editor, got.FrameworkID, []standards.Decision{{Competency: u.ID, Became: standards.BecameRetired, Targets: ""}}, ""); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := w.Publish(t.Context(), w.Editor, got.FrameworkID, ""); err != nil {
				t.Fatal(err)
			}
		}
		again := take(t, w, string(export(t, w, casefile.V1p0, got.FrameworkID)), standards.ImportOptions{Source: c.file})
		if again.Report.Counts.Unchanged != c.items {
			t.Errorf("%s out and in again: %+v", c.file, again.Report)
		}
	}
	w.Sound(t)
}

// generated is a package of n items, ten under each, written as it is read.
func generated(n int) io.Reader { return generatedOf(n, func(int) bool { return true }, 0) }

// generatedAnew is one of as many of which few are others, and every tenth says something else.
func generatedAnew(n, few int) io.Reader {
	return generatedOf(n+few, func(i int) bool { return i <= n-few || i > n }, 10)
}

func generatedOf(n int, has func(int) bool, anew int) io.Reader {
	r, out := io.Pipe()
	go func() {
		fmt.Fprint(out, document, `"CFItems":[`)
		comma := ""
		for i := 1; i <= n; i++ {
			if !has(i) {
				continue
			}
			text := item(i, `,"notes":"`+strings.Repeat("Something that was written about it. ", 8)+`"`)
			if anew > 0 && i%anew == 0 {
				text = strings.Replace(text, "Item ", "Another item ", 1)
			}
			fmt.Fprint(out, comma, text)
			comma = ","
		}
		fmt.Fprint(out, `],"CFAssociations":[`)
		comma = ""
		for i := 1; i <= n; i++ {
			if has(i) {
				fmt.Fprint(out, comma, child(i, i/10, ""))
				comma = ","
			}
		}
		fmt.Fprint(out, "]}")
		out.Close()
	}()
	return r
}

// BenchmarkPackage takes in and gives out a package of 50,000 items, and tells the file's size and the most memory that was held.
func BenchmarkPackage(b *testing.B) {
	const n = 50_000
	peak := func(do func()) float64 {
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		most, done := uint64(0), make(chan bool)
		go func() {
			do()
			close(done)
		}()
		for {
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
			select {
			case <-done:
				return float64(most-min(most, before.HeapAlloc)) / (1 << 20)
			default:
				runtime.Gosched()
			}
		}
	}
	for b.Loop() {
		w := standardstest.New(b, dbtest.SQLite(b))
		var got standards.Imported
		in := peak(func() {
			var err error
			if got, err = w.Import(context.Background(), w.Editor, generated(n), standards.ImportOptions{Source: "large.json"}); err != nil {
				b.Error(err)
			}
		})
		if got.Report.Counts.Created != n {
			b.Fatalf("%+v", got.Report.Counts)
		}
		if _, err := w.Publish(context.Background(), w.Editor, got.FrameworkID, ""); err != nil {
			b.Fatal(err)
		}
		var size counter
		out := peak(func() {
			if err := w.Package(context.Background(), form(casefile.V1p1), got.FrameworkID, func(string) io.Writer { return &size }); err != nil {
				b.Error(err)
			}
		})
		b.ReportMetric(in, "MB-in")
		b.ReportMetric(out, "MB-out")
		b.ReportMetric(float64(size)/(1<<20), "MB-file")
	}
}

type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }
